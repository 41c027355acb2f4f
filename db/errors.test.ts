import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Store } from '../server/chat/store.ts'
import { RillError } from '../server/errors.ts'
import { answered } from './errors.ts'
import { openStore } from './open.ts'
import { MADE_AT, type TestStore, testStore } from './testing.ts'

const UNAVAILABLE = { name: 'RillError', code: 'unavailable', retryAfter: 1_000 }

function everyCall(store: Store, { ada, room }: TestStore): Record<string, () => Promise<unknown>> {
  const at = MADE_AT
  const message = { roomId: room.id, author: ada, clientId: null, body: 'lost', at }
  const send = { producerId: 'p', epoch: 0, seq: 0, isNext: () => true }
  return {
    ping: () => store.ping(),
    'users.create': () => store.users.create({ name: 'Cy', email: 'cy@rill.example', passwordHash: 'hash', at }),
    'users.findByEmail': () => store.users.findByEmail(ada.email),
    'sessions.create': () => store.sessions.create({ id: 'id', userId: ada.id, at, expiresAt: at + 1 }),
    'sessions.find': () => store.sessions.find('id', at),
    'sessions.findAll': () => store.sessions.findAll(['id'], at),
    'sessions.extend': () => store.sessions.extend('id', at),
    'sessions.delete': () => store.sessions.delete('id'),
    'sessions.deleteExpired': () => store.sessions.deleteExpired(at),
    'rooms.page': () => store.rooms.page({ side: 'from', name: '' }, 10),
    'rooms.count': () => store.rooms.count(),
    'rooms.nextId': () => store.rooms.nextId(0),
    'bots.list': () => store.bots.list(ada.id),
    'bots.create': () => store.bots.create({ name: 'Cy', ownerId: ada.id, tokenHash: 'hash', at }),
    'bots.findByTokenHash': () => store.bots.findByTokenHash('hash'),
    'bots.revoke': () => store.bots.revoke(1, ada.id),
    'rooms.find': () => store.rooms.find(room.id),
    'rooms.create': () => store.rooms.create({ name: 'Cellar', description: '', at }),
    'messages.newest': () => store.messages.newest(room.id, 1),
    'messages.before': () => store.messages.before(room.id, 1, 1),
    'messages.after': () => store.messages.after(room.id, 1, 1),
    'messages.around': () => store.messages.around(room.id, 1, 1),
    'messages.find': () => store.messages.find(1),
    'messages.newestOf': () => store.messages.newestOf(room.id, ada.id),
    'messages.create': () => store.messages.create(message),
    'messages.createNumbered': () => store.messages.createNumbered(message, send),
    'messages.edit': () => store.messages.edit(1, 'lost', at),
    'messages.delete': () => store.messages.delete(1, at),
    'search.find': () => store.search.find({ grams: { all: ['^a'], longest: ['^a'] }, roomIds: [room.id], limit: 1 }),
    'search.index': () => store.search.index(1),
    'search.tidy': () => store.search.tidy(),
    'search.countPending': () => store.search.countPending(null, 1),
    'roomLog.head': () => store.roomLog.head(room.id),
    'roomLog.earliest': () => store.roomLog.earliest(room.id),
    'roomLog.trim': () => store.roomLog.trim(room.id, { before: null, keep: null }),
    'roomLog.read': () => store.roomLog.read(room.id, 0, 1),
  }
}

describe('a database that cannot answer', () => {
  const post = ({ store, room, ada }: TestStore, body: string) =>
    store.messages.create({ roomId: room.id, author: ada, clientId: null, body, at: MADE_AT })

  async function assertNothingWritten({ store, room }: TestStore): Promise<void> {
    assert.equal(await store.roomLog.head(room.id), 0)
    assert.deepEqual((await store.messages.newest(room.id, 1)).messages, [])
  }

  it('rejects every call with "unavailable" once it is closed', async () => {
    const test = await testStore()
    await test.store.close()
    const calls = everyCall(test.store, test)
    const parts = Object.entries(test.store).filter(([name, part]) => typeof part === 'object' && name !== 'streams')
    const methods = parts.flatMap(([, part]) => Object.keys(part))
    assert.equal(Object.keys(calls).length, methods.length + 1, 'ping, and every method of every part of the chat')
    for (const [name, call] of Object.entries(calls)) await assert.rejects(call, UNAVAILABLE, name)
  })

  it('may be closed twice', async () => {
    const { store } = await testStore()
    await store.close()
    await store.close()
  })

  describe('while another connection writes', () => {
    let folder: string
    let test: TestStore
    let waiting: TestStore

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rill-db-'))
      const path = join(folder, 'rill.db')
      test = await testStore(path)
      waiting = { ...test, store: openStore({ path }) }
      test.sqlite.exec('begin immediate')
    })
    afterEach(async () => {
      await Promise.all([waiting.store.close(), test.store.close()])
      await rm(folder, { recursive: true, force: true })
    })

    it('waits for its turn, and reads meanwhile', async () => {
      let isPosted = false
      const posting = post(waiting, 'in time').then(() => {
        isPosted = true
      })
      await assertNothingWritten(waiting)
      await waiting.store.ping()
      assert.equal(isPosted, false)
      test.sqlite.exec('commit')
      await posting
      assert.equal(await test.store.roomLog.head(test.room.id), 1)
    })

    it('rejects with "unavailable" when that takes too long, having written nothing, and works once it is done', async () => {
      await assert.rejects(post(waiting, 'too early'), UNAVAILABLE)
      await assertNothingWritten(waiting)
      test.sqlite.exec('commit')
      await post(waiting, 'in time')
      assert.equal(await test.store.roomLog.head(test.room.id), 1)
    })

    it('gives those that wait their turns in the order of the log', async () => {
      const events: number[] = []
      const posting = ['one', 'two', 'three'].map(async (body) => {
        events.push((await post(waiting, body)).event!.offset)
      })
      test.sqlite.exec('commit')
      await Promise.all(posting)
      assert.deepEqual(events, [1, 2, 3])
    })
  })

  it('rejects with "unavailable" when it is full, having written nothing', async () => {
    const test = await testStore()
    const pages = Number(test.sqlite.pragma('page_count', { simple: true }))
    test.sqlite.pragma(`max_page_count = ${pages}`)
    await assert.rejects(post(test, 'x'.repeat(100_000)), UNAVAILABLE)
    await assertNothingWritten(test)
    test.sqlite.pragma(`max_page_count = ${pages + 1_000}`)
    await post(test, 'x'.repeat(100_000))
    await test.store.close()
  })

  it('rejects with "unavailable" when it may only be read, and still reads', async () => {
    const test = await testStore()
    test.sqlite.pragma('query_only = ON')
    await assert.rejects(post(test, 'lost'), UNAVAILABLE)
    await assertNothingWritten(test)
    await test.store.ping()
    await test.store.close()
  })

  it('keeps what happened as the cause', async () => {
    const { store } = await testStore()
    await store.close()
    await assert.rejects(store.ping(), ({ cause }: Error) => {
      assert.ok(cause instanceof TypeError)
      return true
    })
  })
})

describe('the mapping of errors', () => {
  it('lets through what is a mistake of the program', async () => {
    const mistake = new TypeError('a mistake')
    await assert.rejects(
      answered(() => {
        throw mistake
      }),
      (error) => error === mistake,
    )
  })

  it('lets through what is coded already', async () => {
    const refusal = new RillError('conflict', 'taken')
    await assert.rejects(
      answered(() => {
        throw refusal
      }),
      (error) => error === refusal,
    )
  })
})
