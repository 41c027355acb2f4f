/**
 * The rate limiter for everything that costs something: it prices work by kind (`limits.ts`), and counts per person over
 * HTTP and sockets together, or per network for those who are not signed in.
 */
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { RillError } from '../errors.ts'
import { networkOf } from './address.ts'
import { type Author, personBehind, type UserId } from './entities.ts'
import { inThisProcess, type MakeLimiter } from './limiter.ts'
import { LIMITS, type LimitName, type Limits, priceOf, type Work } from './limits.ts'

/**
 * Who pays for work: a person by id, or whoever writes; somebody who is not signed in by network address. The work of a bot
 * counts for its owner, who would otherwise have as many budgets as bots. Quotas count for each bot by itself.
 */
export type Payer = UserId | Author | string

export class RateLimiter {
  readonly #limiters: Readonly<Record<LimitName, RateLimiterAbstract>>

  /** Limits that are not given have their defaults; counts are per process by default. */
  constructor(limits: Partial<Limits> = {}, makeLimiter: MakeLimiter = inThisProcess) {
    const all = Object.entries({ ...LIMITS, ...limits })
    this.#limiters = Object.fromEntries(
      all.map(([name, { points, seconds }]) => [
        name,
        makeLimiter({ keyPrefix: `work-${name}`, points, duration: seconds }),
      ]),
    ) as Record<LimitName, RateLimiterAbstract>
  }

  /**
   * Counts work that is about to be done. Rejects with `rate_limited`, a message for people and `retryAfter` when the
   * payer has had too much of it; the work must not be done then. `times` is how often it is about to be done.
   */
  async take(work: Work, payer: Payer, times = 1): Promise<void> {
    const { cost, quota, units = 1 } = priceOf(work)
    const person = typeof payer === 'object' ? personBehind(payer) : payer
    if (cost > 0)
      await this.#consume(typeof person === 'number' ? 'person' : 'network', keyOf(person), cost * times, work)
    if (quota) await this.#consume(quota, keyOf(typeof payer === 'object' ? payer.id : payer), units * times, work)
  }

  /** Counts work that turned out to cost more when it was done. It only shows in what the payer asks for next. */
  async charge(work: Work, payer: Payer, times = 1): Promise<void> {
    await this.take(work, payer, times).catch((error) => {
      if (!(error instanceof RillError)) throw error
    })
  }

  async #consume(limit: LimitName, key: string, points: number, work: Work): Promise<void> {
    try {
      await this.#limiters[limit].consume(key, points)
    } catch (error) {
      if (error instanceof RateLimiterRes) throw refusal(work, error.msBeforeNext)
      // The process that counts for all workers does not answer.
      throw new RillError('unavailable', 'The server is busy. Try again in a moment.', {
        retryAfter: 1_000,
        cause: error,
      })
    }
  }
}

function refusal(work: Work, milliseconds: number): RillError {
  const message = `${priceOf(work).refusal} Try again in ${duration(milliseconds)}.`
  return new RillError('rate_limited', message, { retryAfter: milliseconds })
}

/** For people: seconds below two minutes, then minutes. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000))
  if (seconds === 1) return 'a second'
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}

function keyOf(payer: UserId | string): string {
  return typeof payer === 'number' ? `${payer}` : networkOf(payer)
}
