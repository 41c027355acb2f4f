/** Slows down who guesses passwords. Only failures count. */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { RillError } from '../errors.ts'

/** Seconds in which failures are counted. */
const PERIOD = 15 * 60

export interface SignInLimits {
  /** Failures for one address from one place. */
  readonly perAccount: number
  /** Failures from one place, for whatever addresses. */
  readonly perPlace: number
}

export class SignInGuard {
  readonly #accounts: RateLimiterMemory
  readonly #places: RateLimiterMemory

  constructor({ perAccount, perPlace }: SignInLimits = { perAccount: 10, perPlace: 100 }) {
    this.#accounts = new RateLimiterMemory({ keyPrefix: 'account', points: perAccount, duration: PERIOD })
    this.#places = new RateLimiterMemory({ keyPrefix: 'place', points: perPlace, duration: PERIOD })
  }

  /** Rejects with `rate_limited` when there were too many failures. */
  async check(email: string, ip: string): Promise<void> {
    const [account, place] = await Promise.all([this.#accounts.get(accountKey(email, ip)), this.#places.get(ip)])
    refuseWhenSpent(account, this.#accounts.points)
    refuseWhenSpent(place, this.#places.points)
  }

  async failed(email: string, ip: string): Promise<void> {
    // penalty never rejects, unlike consume: the answer to a wrong password stays the same until the next attempt.
    await Promise.all([this.#accounts.penalty(accountKey(email, ip)), this.#places.penalty(ip)])
  }

  async succeeded(email: string, ip: string): Promise<void> {
    await this.#accounts.delete(accountKey(email, ip))
  }
}

function accountKey(email: string, ip: string): string {
  return `${ip} ${email.slice(0, 254)}`
}

function refuseWhenSpent(failures: RateLimiterRes | null, allowed: number): void {
  if (!failures || failures.consumedPoints < allowed) return
  const retryAfter = failures.msBeforeNext
  const minutes = Math.ceil(retryAfter / 60_000)
  const wait = `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
  throw new RillError('rate_limited', `Too many attempts to sign in. ${wait}`, { retryAfter })
}
