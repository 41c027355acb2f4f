/** Slows down who guesses passwords. Only failures count. */
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { RillError } from '../errors.ts'
import { inThisProcess, type MakeLimiter } from './limiter.ts'

/** Seconds in which failures are counted. */
const PERIOD = 15 * 60

export interface SignInLimits {
  /** Failures for one address from one place. */
  readonly perAccount: number
  /** Failures from one place, for whatever addresses. */
  readonly perPlace: number
}

export class SignInGuard {
  readonly #accounts: RateLimiterAbstract
  readonly #places: RateLimiterAbstract

  constructor(
    { perAccount, perPlace }: SignInLimits = { perAccount: 10, perPlace: 100 },
    makeLimiter: MakeLimiter = inThisProcess,
  ) {
    this.#accounts = makeLimiter({ keyPrefix: 'account', points: perAccount, duration: PERIOD })
    this.#places = makeLimiter({ keyPrefix: 'place', points: perPlace, duration: PERIOD })
  }

  /**
   * The answer of `authenticate`, where null is a failure; rejects with `rate_limited`, without asking, after too many
   * of them. A success forgets the failures for this address from this place.
   *
   * An attempt counts from its beginning and is forgiven unless it fails: counted at its end, guesses that are sent all
   * at once would all be let through.
   */
  async attempt<Answer>(email: string, ip: string, authenticate: () => Promise<Answer | null>): Promise<Answer | null> {
    const account = `${ip} ${email.slice(0, 254)}`
    const [ofAccount, ofPlace] = await Promise.all([this.#accounts.penalty(account), this.#places.penalty(ip)])
    try {
      refuseAbove(this.#accounts.points, ofAccount)
      refuseAbove(this.#places.points, ofPlace)
      const answer = await authenticate()
      if (answer !== null) await Promise.all([this.#accounts.delete(account), this.#places.reward(ip)])
      return answer
    } catch (error) {
      await Promise.all([this.#accounts.reward(account), this.#places.reward(ip)])
      throw error
    }
  }
}

function refuseAbove(allowed: number, { consumedPoints, msBeforeNext }: RateLimiterRes): void {
  if (consumedPoints <= allowed) return
  const minutes = Math.ceil(msBeforeNext / 60_000)
  const wait = `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
  throw new RillError('rate_limited', `Too many attempts to sign in. ${wait}`, { retryAfter: msBeforeNext })
}
