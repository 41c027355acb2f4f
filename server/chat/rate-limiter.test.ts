import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible'
import { RillError } from '../errors.ts'
import type { MakeLimiter } from './limiter.ts'
import { LIMITS, priceOf, WORK, type Work } from './limits.ts'
import { duration, RateLimiter } from './rate-limiter.ts'
import { SignInGuard } from './sign-in-guard.ts'

const ANN = 1
const BEN = 2
const HERE = '192.0.2.1'
const BY_NETWORK: readonly Work[] = ['visit', 'stream', 'sign_in', 'sign_up', 'sign_up_taken']
const payerOf = (work: Work) => (BY_NETWORK.includes(work) ? HERE : ANN)

/** Takes the work until it is refused; resolves with how often it was allowed, and the refusal. */
async function exhaust(limits: RateLimiter, work: Work, payer: number | string = payerOf(work)) {
  for (let allowed = 0; allowed < 10_000; allowed++) {
    const refusal = await limits.take(work, payer).then(
      () => null,
      (error: unknown) => error,
    )
    if (refusal === null) continue
    assert.ok(refusal instanceof RillError, String(refusal))
    return { allowed, refusal }
  }
  throw new Error(`${work} was never refused.`)
}

describe('the rate limiter', () => {
  let limits: RateLimiter

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 })
    limits = new RateLimiter()
  })
  afterEach(() => mock.timers.reset())

  for (const work of Object.keys(WORK) as Work[]) {
    it(`refuses too much work of the kind ${work}, and says when to come back`, async () => {
      const { cost, quota, units = 1, refusal: reason } = priceOf(work)
      const budget = LIMITS[BY_NETWORK.includes(work) ? 'network' : 'person']
      const byCost = cost === 0 ? Number.POSITIVE_INFINITY : Math.floor(budget.points / cost)
      const byQuota = quota ? Math.floor(LIMITS[quota].points / units) : Number.POSITIVE_INFINITY
      const { allowed, refusal } = await exhaust(limits, work)
      assert.equal(allowed, Math.min(byCost, byQuota))
      const { seconds } = byQuota < byCost ? LIMITS[quota!] : budget
      assert.deepEqual([refusal.code, refusal.retryAfter], ['rate_limited', seconds * 1_000])
      assert.equal(refusal.message, `${reason} Try again in ${duration(seconds * 1_000)}.`)
      mock.timers.tick(seconds * 1_000)
      await limits.take(work, payerOf(work))
    })
  }

  it('counts all kinds of work of a person together, and each person apart', async () => {
    const half = LIMITS.person.points / 2
    for (let spent = 0; spent < half; spent += priceOf('page').cost) await limits.take('page', ANN)
    const { allowed } = await exhaust(limits, 'search', ANN)
    assert.equal(allowed, half / priceOf('search').cost)
    await limits.take('search', BEN)
  })

  for (const flood of ['visit', 'sign_up', 'sign_up_taken'] as const) {
    it(`lets people sign in from a network that floods the server with ${flood}`, async () => {
      await exhaust(limits, flood, HERE)
      for (let count = 0; count < 500; count++) await limits.charge(flood, HERE)
      await limits.take('sign_in', HERE)
    })
  }

  it('lets people ask for the form from a network that floods the server with sign-ups', async () => {
    for (let count = 0; count < 2_000; count++) await limits.charge('sign_up', HERE)
    await limits.take('visit', HERE)
  })

  it('counts sends, edits and deletes as one', async () => {
    const writes: Work[] = ['send', 'edit', 'delete']
    for (let count = 0; count < LIMITS.writes.points; count++) await limits.take(writes[count % 3]!, ANN)
    for (const work of writes) await assert.rejects(limits.take(work, ANN), { code: 'rate_limited' })
    await limits.take('page', ANN)
  })

  it('counts people who are not signed in by network: an IPv4 address, or an IPv6 /64', async () => {
    await exhaust(limits, 'visit', '2001:db8:1:2::1')
    await assert.rejects(limits.take('visit', '2001:db8:1:2:ffff::9'), { code: 'rate_limited' })
    await limits.take('visit', '2001:db8:1:3::1')
    await exhaust(limits, 'visit', HERE)
    await assert.rejects(limits.take('visit', `::ffff:${HERE}`), { code: 'rate_limited' })
    await limits.take('visit', '192.0.2.2')
  })

  it('shares no prefix with the sign-in guard, because workers count all that have one prefix together', () => {
    const prefixes: string[] = []
    const record: MakeLimiter = (options) => {
      prefixes.push(options.keyPrefix)
      return new RateLimiterMemory(options)
    }
    new RateLimiter({}, record)
    new SignInGuard({}, record)
    assert.ok(prefixes.length > Object.keys(LIMITS).length)
    assert.deepEqual(
      prefixes.filter((prefix, index) => prefixes.indexOf(prefix) !== index),
      [],
    )
  })

  it('charges afterwards without refusing', async () => {
    for (let count = 0; count < 50; count++) await limits.charge('sign_up_taken', HERE)
    await assert.rejects(limits.take('sign_up', HERE), { code: 'rate_limited' })
  })

  it('takes other limits than the defaults', async () => {
    limits = new RateLimiter({ rooms: { points: 2, seconds: 60 } })
    assert.equal((await exhaust(limits, 'room')).allowed, 2)
    assert.equal((await exhaust(limits, 'bot')).allowed, LIMITS.bots.points)
  })

  it('is unavailable when whoever counts for all workers does not answer', async () => {
    class Silent extends RateLimiterMemory {
      override consume(): Promise<never> {
        return Promise.reject(new Error('no answer from the primary'))
      }
    }
    limits = new RateLimiter({}, (options): RateLimiterAbstract => new Silent(options))
    await assert.rejects(limits.take('page', ANN), { code: 'unavailable', retryAfter: 1_000 })
  })
})

describe('a duration for people', () => {
  const texts = [
    ...[[0, 'a second'] as const, [1_000, 'a second'] as const, [1_001, '2 seconds'] as const],
    ...[[119_000, '119 seconds'] as const, [120_000, '2 minutes'] as const, [3_600_000, '60 minutes'] as const],
  ]
  for (const [milliseconds, text] of texts) {
    it(`of ${milliseconds} ms is ${text}`, () => assert.equal(duration(milliseconds), text))
  }
})
