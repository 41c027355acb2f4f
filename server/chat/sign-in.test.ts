import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import { RillError } from '../errors.ts'
import { Accounts } from './accounts.ts'

const CY = { name: 'Cy', email: 'cy@rill.example', password: 'a long enough one' }
const WRONG = { email: CY.email, password: 'a wrong password' }
const UNKNOWN = { email: 'nobody@rill.example', password: CY.password }
const HERE = '192.0.2.1'

describe('signing up and in', () => {
  let test: TestStore
  let accounts: Accounts

  beforeEach(async () => {
    test = await testStore()
    accounts = new Accounts({ store: test.store, now: () => 1_000 })
    await accounts.signUp({ ...CY, ip: HERE })
  })
  afterEach(() => test.store.close())

  let places = 0
  const signIn = (input: { email: unknown; password: unknown }) => accounts.signIn({ ...input, ip: `${places++}` })

  async function refusal(input: { email: unknown; password: unknown }): Promise<RillError> {
    const error = await signIn(input).then(
      () => assert.fail('was let in'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof RillError)
    return error
  }

  it('gives the person, however the address is written, and never the hash', async () => {
    const user = await signIn({ ...CY, email: ' CY@Rill.example ' })
    assert.deepEqual(user, { id: user.id, kind: 'person', name: 'Cy', email: 'cy@rill.example' })
  })

  it('takes the password from every keyboard', async () => {
    await accounts.signUp({ ...CY, ip: HERE, email: 'dee@rill.example', password: 'a\u030a quiet morning' })
    assert.equal((await signIn({ email: 'dee@rill.example', password: '\u00e5 quiet morning' })).name, 'Cy')
  })

  it('answers a wrong password and an unknown address, or what is neither, with the same words', async () => {
    const wrong = await refusal(WRONG)
    assert.equal(wrong.code, 'unauthenticated')
    const others = [
      UNKNOWN,
      { email: '\ud800', password: '\ud800' },
      { email: null, password: {} },
      { email: '', password: '' },
    ]
    for (const input of others) {
      const { code, message, fields } = await refusal(input)
      assert.deepEqual({ code, message, fields }, { code: wrong.code, message: wrong.message, fields: {} })
    }
  })

  it('works as long for an unknown address as for a wrong password', async () => {
    const time = async (input: typeof WRONG) => {
      const start = performance.now()
      await refusal(input)
      return performance.now() - start
    }
    const wrong: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 5; round++) {
      wrong.push(await time(WRONG))
      unknown.push(await time(UNKNOWN))
    }
    // Without the work, a hundredth of it.
    assert.ok(Math.min(...unknown) > Math.min(...wrong) / 4, `${unknown} against ${wrong}`)
  })

  it('names every field that is wrong at once, and makes no account', async () => {
    const accountsBefore = test.sqlite.prepare('select count(*) from users').pluck().get()
    await assert.rejects(
      accounts.signUp({ name: ' ', email: 'cy', password: 'short', ip: HERE }),
      (error: RillError) => {
        assert.equal(error.code, 'invalid_input')
        assert.deepEqual(Object.keys(error.fields), ['name', 'email', 'password'])
        return true
      },
    )
    assert.equal(test.sqlite.prepare('select count(*) from users').pluck().get(), accountsBefore)
  })

  for (const easy of ['password1234', 'EveEve112233', 'eve@rill.example', 'qwertyuiop12']) {
    it(`refuses a password that is easy to guess: ${easy}`, async () => {
      const input = { name: 'Eve', email: 'eve@rill.example', password: easy, ip: HERE }
      await assert.rejects(accounts.signUp(input), (error: RillError) => {
        assert.match(error.fields.password!, /^This password is easy to guess/)
        return true
      })
    })
  }

  it('passes on that the database is away, as no failure of the person', async () => {
    await test.store.close()
    await assert.rejects(signIn(CY), { code: 'unavailable' })
  })
})
