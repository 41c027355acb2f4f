/**
 * The queue for hashing passwords, which takes tens of milliseconds of a thread each time. It is bounded, and people who
 * sign in go before those who sign up, so that a flood of sign-ups keeps nobody out.
 */
import { RillError } from '../errors.ts'
import { MOST_WAITING, type MostWaiting } from './limits.ts'

export type HashPurpose = 'sign_in' | 'sign_up'

/** Hashes at once: in Node's pool of four threads, files and name lookups have to get a turn too. */
const RUNNING = 2
/** A thread is kept free for sign-in. */
const MOST_SIGN_UPS = 1
const RETRY_AFTER = 2_000

export class PasswordQueue {
  readonly #mostWaiting: MostWaiting
  readonly #waiting: Record<HashPurpose, (() => void)[]> = { sign_in: [], sign_up: [] }
  readonly #running: Record<HashPurpose, number> = { sign_in: 0, sign_up: 0 }

  /** Limits that are not given have their defaults. */
  constructor(mostWaiting: Partial<MostWaiting> = {}) {
    this.#mostWaiting = { ...MOST_WAITING, ...mostWaiting }
  }

  /** Runs the work when its turn comes; rejects with `unavailable` when too many wait. */
  async run<Result>(purpose: HashPurpose, work: () => Promise<Result>): Promise<Result> {
    await this.#turn(purpose)
    try {
      return await work()
    } finally {
      this.#running[purpose]--
      this.#next()
    }
  }

  #turn(purpose: HashPurpose): Promise<void> {
    const line = this.#waiting[purpose]
    if (line.length >= this.#mostWaiting[purpose]) {
      const message = 'Too many people are signing in or up right now. Try again in a few seconds.'
      throw new RillError('unavailable', message, { retryAfter: RETRY_AFTER })
    }
    const turn = new Promise<void>((resolve) => line.push(resolve))
    this.#next()
    return turn
  }

  #next(): void {
    const { sign_in, sign_up } = this.#running
    if (sign_in + sign_up >= RUNNING) return
    const purpose = this.#waiting.sign_in.length > 0 ? 'sign_in' : sign_up < MOST_SIGN_UPS ? 'sign_up' : null
    const begin = purpose && this.#waiting[purpose].shift()
    if (!purpose || !begin) return
    this.#running[purpose]++
    begin()
  }
}
