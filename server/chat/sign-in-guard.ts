/** Slows down the guessing of passwords. Only failures count. */
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { RillError } from '../errors.ts'
import { networkOf } from './address.ts'
import { inThisProcess, type MakeLimiter } from './limiter.ts'
import { FAILED_SIGN_INS, type SignInLimits } from './limits.ts'
import { duration } from './rate-limiter.ts'

/** Seconds in which failures are counted; docs/operating.md states it. */
const PERIOD = 15 * 60

export interface Attempt {
  readonly email: string
  /** Network address of the request. */
  readonly ip: string
  /** Id of the device if this account was used on it before (`KnownDevices`), else null. */
  readonly device: string | null
}

type Count = readonly [limiter: RateLimiterAbstract, key: string]

export class SignInGuard {
  readonly #accounts: RateLimiterAbstract
  readonly #accountsInAll: RateLimiterAbstract
  readonly #networks: RateLimiterAbstract

  constructor(limits: Partial<SignInLimits> = {}, makeLimiter: MakeLimiter = inThisProcess) {
    const { perAccount, perAccountInAll, perNetwork } = { ...FAILED_SIGN_INS, ...limits }
    this.#accounts = makeLimiter({ keyPrefix: 'account', points: perAccount, duration: PERIOD })
    this.#accountsInAll = makeLimiter({ keyPrefix: 'account-in-all', points: perAccountInAll, duration: PERIOD })
    this.#networks = makeLimiter({ keyPrefix: 'network', points: perNetwork, duration: PERIOD })
  }

  /**
   * The answer of `authenticate`, where null is a failure; rejects with `rate_limited`, without asking, after too many
   * failures. A success forgets the failures for this account from this network or device.
   *
   * A device that the account was used on before has a count of its own: guesses from elsewhere, or from colleagues of
   * the same office, do not shut it out.
   *
   * An attempt counts from its beginning and is forgiven unless it fails: counted at its end, guesses that are sent all
   * at once would all be let through.
   */
  async attempt<Answer>(attempt: Attempt, authenticate: () => Promise<Answer | null>): Promise<Answer | null> {
    const counts = this.#countsOf(attempt)
    const [[own, ownKey]] = counts
    const results = await Promise.all(counts.map(([limiter, key]) => limiter.penalty(key)))
    const forgive = (some: readonly Count[]) => Promise.all(some.map(([limiter, key]) => limiter.reward(key)))
    try {
      for (const [index, [limiter]] of counts.entries()) refuseAbove(limiter.points, results[index]!)
      const answer = await authenticate()
      if (answer !== null) await Promise.all([own.delete(ownKey), forgive(counts.slice(1))])
      return answer
    } catch (error) {
      await forgive(counts)
      throw error
    }
  }

  #countsOf({ email, ip, device }: Attempt): readonly [Count, ...Count[]] {
    const account = email.slice(0, 254)
    if (device !== null) return [[this.#accounts, `device ${device}`]]
    const network = networkOf(ip)
    return [
      [this.#accounts, `${network} ${account}`],
      [this.#accountsInAll, account],
      [this.#networks, network],
    ]
  }
}

function refuseAbove(allowed: number, { consumedPoints, msBeforeNext }: RateLimiterRes): void {
  if (consumedPoints <= allowed) return
  const message = `Too many attempts to sign in. Try again in ${duration(msBeforeNext)}.`
  throw new RillError('rate_limited', message, { retryAfter: msBeforeNext })
}
