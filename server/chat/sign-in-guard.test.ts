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
    guard = new SignInGuard({ perAccount: 3, perAccountInAll: 6, perNetwork: 5 })
    asked = 0
  })

  const answer = (value: string | null) => async () => {
    asked++
    return value
  }
  const fail = (email = ADA, ip = HERE, device: string | null = null) =>
    guard.attempt({ email, ip, device }, answer(null))
  const succeed = (email = ADA, ip = HERE, device: string | null = null) =>
    guard.attempt({ email, ip, device }, answer('in'))
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

  it('forgets the failures of an account after a success', async () => {
    await fail()
    await fail()
    await succeed()
    for (let failure = 0; failure < 3; failure++) await fail()
    await assert.rejects(fail(), isRefusal)
  })

  it('counts the addresses of one IPv6 network together', async () => {
    for (let failure = 1; failure <= 3; failure++) await fail(ADA, `2001:db8:1:2::${failure}`)
    await assert.rejects(succeed(ADA, '2001:db8:1:2:ffff::1'), isRefusal)
    assert.equal(await succeed(ADA, '2001:db8:1:3::1'), 'in')
  })

  it('counts an account over all networks, so that many of them cannot guess together', async () => {
    for (let failure = 1; failure <= 6; failure++) await fail(ADA, `198.51.100.${failure}`)
    await assert.rejects(succeed(ADA, '198.51.100.7'), isRefusal)
    assert.equal(await succeed('ben@rill.example', '198.51.100.7'), 'in')
  })

  it('lets in a device that the account was used on before, whatever others guess', async () => {
    for (let failure = 1; failure <= 6; failure++) await fail(ADA, `198.51.100.${failure}`)
    for (let failure = 0; failure < 5; failure++) await fail(`${failure}`)
    await assert.rejects(succeed(), isRefusal)
    assert.equal(await succeed(ADA, HERE, 'laptop'), 'in')
  })

  it('refuses a known device, too, after too many failures on it, and no other', async () => {
    for (let failure = 0; failure < 3; failure++) await fail(ADA, HERE, 'laptop')
    await assert.rejects(succeed(ADA, HERE, 'laptop'), isRefusal)
    assert.equal(await succeed(ADA, HERE, 'telephone'), 'in')
    assert.equal(await succeed(), 'in')
  })

  it('counts successes nowhere', async () => {
    for (let time = 0; time < 20; time++) await succeed()
    assert.equal(asked, 20)
  })

  it('counts an account apart for every network', async () => {
    for (let failure = 0; failure < 3; failure++) await fail()
    assert.equal(await succeed(ADA, '192.0.2.2'), 'in')
  })

  it('counts a network over all accounts, which a success does not clear', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await fail(name)
    await succeed('own')
    await fail('e')
    await assert.rejects(succeed('f'), isRefusal)
    assert.equal(await succeed('f', '192.0.2.2'), 'in')
  })

  it('does not count refusals: insisting does not shut out the others in this network', async () => {
    for (let failure = 0; failure < 3; failure++) await fail()
    for (let time = 0; time < 10; time++) await assert.rejects(fail(), isRefusal)
    assert.equal(await succeed('other'), 'in')
  })

  it('does not count attempts that could not be answered', async () => {
    const away = new RillError('unavailable', 'away')
    for (let time = 0; time < 10; time++) {
      await assert.rejects(
        guard.attempt({ email: ADA, ip: HERE, device: null }, () => Promise.reject(away)),
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
