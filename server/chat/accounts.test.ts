import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStore } from '../../db/open.ts'
import { RillError } from '../errors.ts'
import { Accounts } from './accounts.ts'
import { RateLimiter } from './rate-limiter.ts'
import { SignInGuard } from './sign-in-guard.ts'
import type { Store } from './store.ts'

const ann = { name: 'Ann', email: 'ann@rill.example', password: 'correct horse battery' }

describe('accounts', () => {
  let store: Store
  let accounts: Accounts

  before(async () => {
    store = openStore({ path: ':memory:' })
    accounts = new Accounts({ store, now: () => 1_000, guard: new SignInGuard({ perAccount: 2, perNetwork: 5 }) })
    await accounts.signUp({ ...ann, ip: '10.0.0.1' })
  })
  after(() => store.close())

  test('a password is kept as argon2id and nothing else', async () => {
    const kept = await store.users.findByEmail(ann.email)
    assert.match(kept?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('a taken address is a conflict, however it is written', async () => {
    await assert.rejects(accounts.signUp({ ...ann, email: ' ANN@rill.example', ip: '10.0.0.1' }), { code: 'conflict' })
  })

  test('a form is refused once, with all that is wrong with it, a taken address included', async () => {
    await assert.rejects(
      accounts.signUp({ name: ' ', email: ' ANN@rill.example', password: 'short', ip: '10.0.0.1' }),
      (error) => {
        assert.ok(error instanceof RillError)
        assert.equal(error.code, 'invalid_input')
        assert.deepEqual(Object.keys(error.fields), ['name', 'email', 'password'])
        assert.match(error.fields.email ?? '', /There is an account/)
        return true
      },
    )
  })

  test('failures are counted for an address from one place; success clears them', async () => {
    const attempt = (password: string, ip = '10.0.0.1') => accounts.signIn({ email: ann.email, password, ip })
    await assert.rejects(attempt('wrong'), { code: 'unauthenticated' })
    assert.equal((await attempt(ann.password)).name, 'Ann')
    await assert.rejects(attempt('wrong'), { code: 'unauthenticated' })
    await assert.rejects(attempt('wrong'), { code: 'unauthenticated' })
    await assert.rejects(attempt(ann.password), { code: 'rate_limited' })
    assert.equal((await attempt(ann.password, '10.0.0.2')).name, 'Ann', 'signing in from elsewhere works')
  })

  test('a device on which somebody has signed in is let in when their network is not', async () => {
    const device = accounts.devices.remember(undefined, ann.email)
    const ip = '10.0.0.4'
    for (let index = 0; index < 5; index++) {
      await assert.rejects(accounts.signIn({ email: `${index}@x.example`, password: 'x', ip }), {
        code: 'unauthenticated',
      })
    }
    await assert.rejects(accounts.signIn({ ...ann, ip }), { code: 'rate_limited' })
    assert.equal((await accounts.signIn({ ...ann, ip, device })).name, 'Ann')
  })

  test('failures from one place for many addresses are limited too', async () => {
    for (let index = 0; index < 5; index++) {
      await assert.rejects(accounts.signIn({ email: `${index}@x.example`, password: 'x', ip: '10.0.0.3' }), {
        code: 'unauthenticated',
      })
    }
    await assert.rejects(accounts.signIn({ ...ann, ip: '10.0.0.3' }), { code: 'rate_limited' })
  })

  test('every sign-up is priced, whatever is wrong with it', async () => {
    const free = { ...ann, email: 'free@rill.example' }
    const wrong = [
      { ...ann, email: 'x' },
      { ...ann, email: undefined },
      { ...ann, email: '\ud800' },
      { ...free, name: ' ' },
      { ...free, password: 'short' },
      { ...free, password: 7 },
      { name: undefined, email: undefined, password: undefined },
      { ...ann, email: 'x', password: '1'.repeat(1_000) },
    ]
    for (const input of wrong) {
      const limits = new RateLimiter({ signUps: { points: 2, seconds: 60 } })
      const priced = new Accounts({ store, now: () => 1_000, limits })
      const signUp = () => priced.signUp({ ...input, ip: '10.0.0.5' })
      for (let count = 0; count < 2; count++) {
        await assert.rejects(signUp(), ({ code }: RillError) => code !== 'rate_limited', JSON.stringify(input))
      }
      await assert.rejects(signUp(), { code: 'rate_limited' }, JSON.stringify(input))
    }
  })

  test('a known device is let in however many attempts come from its network', async () => {
    const limits = new RateLimiter({ signIns: { points: 3, seconds: 60 } })
    const busy = new Accounts({ store, now: () => 1_000, limits })
    const device = busy.devices.remember(undefined, ann.email)
    const ip = '10.0.0.6'
    const stranger = () => busy.signIn({ email: 'nobody@x.example', password: 'x', ip })
    for (let count = 0; count < 3; count++) await assert.rejects(stranger(), { code: 'unauthenticated' })
    await assert.rejects(stranger(), { code: 'rate_limited' })
    await assert.rejects(busy.signIn({ ...ann, ip }), { code: 'rate_limited' })
    for (let count = 0; count < 3; count++) assert.equal((await busy.signIn({ ...ann, ip, device })).name, 'Ann')
    await assert.rejects(busy.signIn({ ...ann, ip, device }), { code: 'rate_limited' }, 'a device is counted as well')
  })

  test('attempts that are refused for earlier failures do not count for the network', async () => {
    const limits = new RateLimiter({ signIns: { points: 5, seconds: 60 } })
    const guarded = new Accounts({ store, now: () => 1_000, limits, guard: new SignInGuard({ perAccount: 2 }) })
    const ip = '10.0.0.7'
    const wrong = () => guarded.signIn({ ...ann, password: 'wrong', ip })
    for (let count = 0; count < 2; count++) await assert.rejects(wrong(), { code: 'unauthenticated' })
    for (let count = 0; count < 20; count++) await assert.rejects(wrong(), { code: 'rate_limited' })
    await assert.rejects(guarded.signIn({ email: 'nobody@x.example', password: 'x', ip }), { code: 'unauthenticated' })
  })
})
