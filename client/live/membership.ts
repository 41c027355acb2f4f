/** Whether a view in the page is joined, and what it takes to join it again. */
import { backoff } from './backoff.ts'
import { RequestError } from './connection.ts'
import { recoverForms } from './form-events.ts'
import type { LivePage } from './live-page.ts'
import { forgetKnown } from './written.ts'

/** Answers that trying again does not change: too old a page, somebody else's, one of what is gone, one too many. */
const FINAL = ['unauthenticated', 'forbidden', 'not_found', 'malformed']
/** A view must have lived for so many milliseconds before its end counts as a first one again. */
const STABLE_AFTER = 5_000
/** After so many attempts in vain the person is told. */
const ATTEMPTS = 8
/** Milliseconds between the attempts from then on. */
const PAUSE = 60_000
/** Answers that say themselves that it is worth trying again. */
const PASSING = ['unavailable', 'rate_limited']

export interface MembershipListener {
  /** `build`: what the server goes with, where it said so. */
  onJoined(build: string | null): void
  onLost(): void
  /** The view is not to be had any more. */
  onRefused(): void
  /** The view has failed again and again; it is tried once in a while from now on. */
  onFailed(): void
}

export class Membership {
  readonly page: LivePage
  readonly #listener: MembershipListener
  #isJoined = false
  #wasJoined = false
  #attempts = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #stable: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(page: LivePage, listener: MembershipListener) {
    this.page = page
    this.#listener = listener
  }

  /** To be called when there is a connection. */
  async join(): Promise<void> {
    clearTimeout(this.#retry)
    if (this.#isJoined || this.#isOver) return
    forgetKnown(this.page.root)
    this.page.fields.begin()
    let build: string | null
    try {
      build = await this.page.join()
    } catch (error) {
      // Without a connection it is tried when there is one.
      if (error instanceof RequestError && error.code === 'disconnected') return
      if (error instanceof RequestError && FINAL.includes(error.code)) return this.#listener.onRefused()
      return this.#joinLater(error)
    }
    if (this.#isOver) return
    this.#stable = setTimeout(() => {
      this.#attempts = 0
    }, STABLE_AFTER)
    this.#isJoined = true
    if (this.#wasJoined) this.page.hooks.reconnected()
    this.#wasJoined = true
    const before = this.page.fields.end()
    if (this.page.link.hasView) recoverForms(this.page, before)
    this.#listener.onJoined(build)
  }

  /** The view has ended on the server, though the connection has not. */
  gone(): void {
    this.lost()
    this.#joinLater()
  }

  /** The view hears of nothing any more. */
  lost(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#stable)
    if (this.#isJoined) this.page.hooks.disconnected()
    this.#isJoined = false
    this.#listener.onLost()
  }

  /** The root is not in the page any more. */
  stop(): void {
    this.#isOver = true
    clearTimeout(this.#retry)
    clearTimeout(this.#stable)
    this.page.leave()
  }

  /** `error`: what the join was refused with, where it was. */
  #joinLater(error?: unknown): void {
    clearTimeout(this.#retry)
    if (this.#isOver) return
    const wait = Math.max(backoff(this.#attempts++), error instanceof RequestError ? (error.retryAfter ?? 0) : 0)
    const isInVain = this.#attempts >= ATTEMPTS
    const isPassing = error instanceof RequestError && PASSING.includes(error.code)
    if (isInVain) this.#listener.onFailed()
    this.#retry = setTimeout(() => void this.join(), isInVain && !isPassing ? PAUSE : wait)
  }
}
