/** Watches everything that goes wrong in a page without anybody asking. */
import type { BrowserContext } from '@playwright/test'

/** Problems in Firefox's words, and in those of Chromium, which `allow` is given. */
const SAME_PROBLEM: readonly (readonly [RegExp, string])[] = [
  [/NS_BINDING_ABORTED|NS_ERROR_ABORT/, 'net::ERR_ABORTED'],
  [/NS_ERROR_CONNECTION_REFUSED/, 'net::ERR_CONNECTION_REFUSED'],
  [/NS_ERROR_NET_RESET|NS_ERROR_NET_INTERRUPT|NS_ERROR_NET_EMPTY_RESPONSE/, 'net::ERR_CONNECTION_RESET'],
  [/NS_ERROR_OFFLINE|NS_ERROR_UNKNOWN_HOST/, 'net::ERR_INTERNET_DISCONNECTED'],
  [
    /page error: (?:Firefox can’t establish a connection to the server at|The connection to) (ws\S+).*/s,
    'console error: WebSocket connection to $1 failed',
  ],
]

export class Guard {
  readonly #problems: string[] = []
  readonly #allowed: RegExp[] = []

  /** Watches every page of the context, those to come included. */
  watch(context: BrowserContext): void {
    const report = (problem: string) => void this.#problems.push(inChromiumsWords(problem))
    context.on('weberror', (error) => report(`page error: ${error.error().stack || error.error().message}`))
    // A breach of the content security policy is a console error too.
    context.on('console', (message) => {
      if (message.type() === 'error') report(`console error: ${message.text()} (${message.location().url})`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) report(`response: ${response.status()} ${response.url()}`)
    })
    context.on('requestfailed', (request) => {
      const reason = inChromiumsWords(`${request.failure()?.errorText}`)
      // Leaving a page aborts its requests.
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

function inChromiumsWords(problem: string): string {
  return SAME_PROBLEM.reduce((text, [words, same]) => text.replace(words, same), problem)
}
