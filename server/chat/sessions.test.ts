import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import { RillError } from '../errors.ts'
import { IDLE_LIMIT, LONGEST, SESSION_OVER, Sessions } from './sessions.ts'
import type { Store } from './store.ts'
import { newToken } from './tokens.ts'

const DAY = 24 * 3_600_000

describe('a session', () => {
  let test: TestStore
  let sessions: Sessions
  let now: number

  beforeEach(async () => {
    test = await testStore()
    now = 1_000
    sessions = new Sessions({ store: test.store, now: () => now })
  })
  afterEach(() => test.store.close())

  const rows = () => test.sqlite.prepare('select count(*) from sessions').pluck().get()

  it('is found by its token, of which the database has the hash alone', async () => {
    const { token } = await sessions.begin(test.ada)
    const other = await sessions.begin(test.ben)
    assert.match(token, /^[\w-]{43}$/)
    assert.notEqual(token, other.token)
    assert.deepEqual((await sessions.find(token))?.user, test.ada)
    for (const id of test.sqlite.prepare<[], string>('select id from sessions').pluck().all()) {
      assert.match(id, /^[0-9a-f]{64}$/)
      assert.equal(await sessions.find(id), null, 'what is in the database opens nothing')
    }
    assert.equal(await sessions.find(''), null)
  })

  it('ends after fourteen days without use', async () => {
    const { token } = await sessions.begin(test.ada)
    now += IDLE_LIMIT - 1
    assert.ok(await sessions.find(token))
    now += IDLE_LIMIT
    assert.equal(await sessions.find(token), null)
  })

  it('is put off by use, to ninety days at most', async () => {
    const { token, expiresAt } = await sessions.begin(test.ada)
    assert.equal(expiresAt, now + LONGEST)
    for (let day = 0; day < 89; day++) {
      now += DAY
      assert.ok(await sessions.find(token), `day ${day}`)
    }
    now = expiresAt
    assert.equal(await sessions.find(token), null)
  })

  it('writes once an hour at most, however often it is used', async () => {
    const { token } = await sessions.begin(test.ada)
    const writes = () => test.sqlite.prepare('select total_changes()').pluck().get()
    now += DAY
    await sessions.find(token)
    const before = writes()
    for (let use = 0; use < 50; use++, now += 60_000) await sessions.find(token)
    assert.equal(writes(), before)
  })

  it('counts as used while a page that shows it is open', async () => {
    const { token } = await sessions.begin(test.ada)
    const { id } = (await sessions.find(token))!
    for (let week = 0; week < 6; week++) {
      now += 7 * DAY
      assert.ok((await sessions.active([id])).has(id))
    }
    assert.ok(await sessions.find(token))
  })

  it('of several is active unless it ended, was deleted or never was', async () => {
    const [first, second, third] = [
      await sessions.begin(test.ada),
      await sessions.begin(test.ada),
      await sessions.begin(test.ben),
    ]
    const ids = await Promise.all([first, second, third].map(async ({ token }) => (await sessions.find(token))!.id))
    await sessions.end(first.token)
    test.sqlite.prepare('delete from sessions where id = ?').run(ids[1])
    assert.deepEqual([...(await sessions.active([...ids, 'no such session'])).keys()], [ids[2]])
  })

  it('is looked up with many others in chunks, between which the event loop goes on', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `session ${index}`)
    for (const id of ids) await test.store.sessions.create({ id, userId: test.ada.id, at: now, expiresAt: now + DAY })
    const chunks: number[] = []
    let turns = 0
    const sessionStore = test.store.sessions
    const findAll = (some: readonly string[], at: number) => {
      chunks.push(some.length)
      setImmediate(() => turns++)
      assert.equal(turns, chunks.length - 1, 'a turn after each chunk')
      return sessionStore.findAll(some, at)
    }
    const find = () => assert.fail('one by one')
    sessions = new Sessions({ store: { ...test.store, sessions: { ...sessionStore, findAll, find } }, now: () => now })
    const active = await sessions.active([...ids, 'no such session'])
    assert.deepEqual([...active.keys()].toSorted(), ids.toSorted())
    assert.deepEqual(chunks, [200, 200, 200, 200, 200, 1])
  })

  it('that begins takes away those that have ended', async () => {
    await sessions.begin(test.ada)
    now += IDLE_LIMIT
    await sessions.begin(test.ada)
    assert.equal(rows(), 1)
  })

  it('ends also while the database cannot be written to, and is deleted when it can', async (context) => {
    let isLocked = true
    const unavailable = new RillError('unavailable', 'The database does not answer at the moment.')
    const store: Store = {
      ...test.store,
      sessions: {
        ...test.store.sessions,
        delete: async (id) => (isLocked ? Promise.reject(unavailable) : test.store.sessions.delete(id)),
      },
    }
    context.mock.timers.enable({ apis: ['setTimeout'] })
    sessions = new Sessions({ store, now: () => now })
    const { token } = await sessions.begin(test.ada)
    const { id } = (await sessions.find(token))!
    await sessions.end(token)
    assert.equal(await sessions.find(token), null)
    assert.equal((await sessions.active([id])).size, 0)
    assert.equal(rows(), 1)
    isLocked = false
    context.mock.timers.tick(5_000)
    await new Promise(setImmediate)
    assert.equal(rows(), 0)
    assert.equal(await sessions.find(token), null)
  })

  describe('while the database does not answer', () => {
    const unavailable = new RillError('unavailable', 'The database does not answer at the moment.')
    let isAway: boolean
    let store: Store

    beforeEach(() => {
      isAway = false
      const real = test.store.sessions
      const orAway = <Result>(work: () => Promise<Result>) => (isAway ? Promise.reject(unavailable) : work())
      store = {
        ...test.store,
        sessions: {
          ...real,
          delete: (id) => orAway(() => real.delete(id)),
          find: (id, at) => orAway(() => real.find(id, at)),
        },
      }
    })

    it('ends for all processes, and is deleted once the database answers again', async (context) => {
      context.mock.timers.enable({ apis: ['setTimeout'] })
      const others: Sessions[] = []
      const pubsub = {
        broadcast: (topic: string, id: unknown) => {
          assert.equal(topic, SESSION_OVER)
          for (const other of others) void other.endHere(id as string)
        },
      }
      sessions = new Sessions({ store, now: () => now, pubsub })
      others.push(
        sessions,
        new Sessions({
          store: { ...test.store, sessions: { ...test.store.sessions, delete: store.sessions.delete } },
          now: () => now,
        }),
      )
      const { token } = await sessions.begin(test.ada)
      isAway = true
      assert.match((await sessions.end(token)) ?? '', /^[0-9a-f]{64}$/)
      assert.equal(await others[1]!.find(token), null)
      isAway = false
      context.mock.timers.tick(5_000)
      await new Promise(setImmediate)
      assert.equal(rows(), 0)
    })

    it('is not waited for when the text is no token, or was ended before', async () => {
      sessions = new Sessions({ store, now: () => now })
      const { token } = await sessions.begin(test.ada)
      isAway = true
      for (const text of ['', 'x', `${token}x`, token.slice(1), `${token.slice(1)}=`, `rill_bot_${token}`]) {
        assert.equal(await sessions.end(text), null, text)
      }
      assert.notEqual(await sessions.end(token), null)
      assert.equal(await sessions.end(token), null, 'a second time')
    })

    it('is refused an end when ten thousand others wait for the database', async () => {
      sessions = new Sessions({ store, now: () => now })
      isAway = true
      for (let count = 0; count < 10_000; count++) await sessions.end(newToken())
      await assert.rejects(sessions.end(newToken()), { code: 'unavailable', retryAfter: 5_000 })
    })
  })

  it('is not made up: a token that is that of no session ends none', async () => {
    assert.equal(await sessions.end(newToken()), null)
  })
})
