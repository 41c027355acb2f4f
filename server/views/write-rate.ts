/** Holds whoever writes over HTTP, person or bot, to the rate that a live socket is held to. */
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import type { UserId } from '../chat/entities.ts'
import { inThisProcess, type MakeLimiter } from '../chat/limiter.ts'
import { RillError } from '../errors.ts'

/** So many requests in so many seconds: 20 a second for long, 100 at once. */
const RATE = { keyPrefix: 'writes', points: 100, duration: 5 }

export class WriteRate {
  readonly #limiter: RateLimiterAbstract

  constructor(makeLimiter: MakeLimiter = inThisProcess) {
    this.#limiter = makeLimiter(RATE)
  }

  /** Counts a request; rejects with `rate_limited` when there were too many. */
  async take(author: UserId): Promise<void> {
    try {
      await this.#limiter.consume(author)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new RillError('rate_limited', 'Too many requests. Try again in a moment.', {
        retryAfter: error.msBeforeNext,
      })
    }
  }
}
