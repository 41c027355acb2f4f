import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { RillError } from '../errors.ts'
import { SignInGuard } from './sign-in-guard.ts'

const ADA = 'ada@rill.example'
const HERE = '192.0.2.1'
const QUARTER = 15 * 60_000

describe('the guard of sign-in', () => {
  let guard: SignInGuard
  let asked: number

  beforeEach(() => {
    guard = new SignInGuard({ perAccount: 3, perPlace: 5 })
    asked = 0
  })

  const answer = (value: string | null) => async () => {
    asked++
    return value
  }
  const fail = (email = ADA, ip = HERE) => guard.attempt(email, ip, answer(null))
  const succeed = (email = ADA, ip = HERE) => guard.attempt(email, ip, answer('in'))
  const isRefusal = (error: unknown) => error instanceof RillError && error.code === 'rate_limited'

  it('hands on the answer, whichever it is', async () => {
    assert.equal(await fail(), null)
    assert.equal(await succeed(), 'in')
  })

  it('refuses without asking after too many failures, and says when to try again', async () => {
    for (let failure = 0; failure < 3; failure++) await fail()
    await assert.rejects(succeed(), (error) => {
      assert.ok(isRefusal(error))
      const { retryAfter, message } = error as RillError
      assert.ok(retryAfter! > QUARTER - 60_000 && retryAfter! <= QUARTER, `${retryAfter}`)
      assert.equal(message, 'Too many attempts to sign in. Try again in 15 minutes.')
      return true
    })
    assert.equal(asked, 3)
  })

  it('lets no more through when they come all at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => fail()))
    assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 3)
    assert.equal(asked, 3)
  })

  it('forgets the failures of an address after a success', async () => {
    await fail()
    await fail()
    await succeed()
    for (let failure = 0; failure < 3; failure++) await fail()
    await assert.rejects(fail(), isRefusal)
  })

  it('counts successes nowhere', async () => {
    for (let time = 0; time < 20; time++) await succeed()
    assert.equal(asked, 20)
  })

  it('counts an address apart for every place, so that nobody can lock another out', async () => {
    for (let failure = 0; failure < 3; failure++) await fail()
    assert.equal(await succeed(ADA, '192.0.2.2'), 'in')
  })

  it('counts a place over all addresses, which a success does not clear', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await fail(name)
    await succeed('own')
    await fail('e')
    await assert.rejects(succeed('f'), isRefusal)
    assert.equal(await succeed('f', '192.0.2.2'), 'in')
  })

  it('does not count refusals: who insists does not shut out the others at this place', async () => {
    for (let failure = 0; failure < 3; failure++) await fail()
    for (let time = 0; time < 10; time++) await assert.rejects(fail(), isRefusal)
    assert.equal(await succeed('other'), 'in')
  })

  it('does not count attempts that could not be answered', async () => {
    const away = new RillError('unavailable', 'away')
    for (let time = 0; time < 10; time++) {
      await assert.rejects(
        guard.attempt(ADA, HERE, () => Promise.reject(away)),
        (error) => error === away,
      )
    }
    assert.equal(await succeed(), 'in')
  })

  it('lets people in again after a quarter of an hour', async (context) => {
    context.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 0 })
    for (let failure = 0; failure < 3; failure++) await fail()
    context.mock.timers.tick(QUARTER - 1)
    await assert.rejects(succeed(), isRefusal)
    context.mock.timers.tick(1)
    assert.equal(await succeed(), 'in')
  })
})
