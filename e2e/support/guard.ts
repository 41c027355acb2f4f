/** Watches everything that goes wrong in a page without anybody asking. */
import type { BrowserContext } from '@playwright/test'

export class Guard {
  readonly #problems: string[] = []
  readonly #allowed: RegExp[] = []

  /** Watches every page of the context, those to come included. */
  watch(context: BrowserContext): void {
    const report = (problem: string) => void this.#problems.push(problem)
    context.on('weberror', (error) => report(`page error: ${error.error().stack ?? error.error().message}`))
    // A breach of the content security policy is a console error too.
    context.on('console', (message) => {
      if (message.type() === 'error') report(`console error: ${message.text()} (${message.location().url})`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) report(`response: ${response.status()} ${response.url()}`)
    })
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText
      // What leaving a page does to its requests.
      if (reason !== 'net::ERR_ABORTED') report(`request failed: ${reason} ${request.url()}`)
    })
  }

  /** Expects problems that match the pattern, before or after: they do not count. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern)
  }

  /** What was not allowed, as text. */
  get problems(): string[] {
    return this.#problems.filter((problem) => !this.#allowed.some((pattern) => pattern.test(problem)))
  }
}
