import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import type { MessageId, User } from './entities.ts'
import { type RoomEvent, roomTopic } from './events.ts'
import { UNLIMITED } from './limits.fixture.ts'
import { Messages, PAGE_SIZE } from './messages.ts'
import { RateLimiter } from './rate-limiter.ts'
import { versionOf } from './text-version.ts'

const FORBIDDEN = { code: 'forbidden' }
const NOT_FOUND = { code: 'not_found' }

describe('messages', () => {
  let test: TestStore
  let messages: Messages
  let told: { topic: string; event: RoomEvent }[]
  let now: number

  beforeEach(async () => {
    test = await testStore()
    told = []
    now = 1_000
    const pubsub = {
      broadcast: (topic: string, message: unknown) => void told.push({ topic, event: message as RoomEvent }),
    }
    messages = new Messages({ store: test.store, pubsub, now: () => now, limits: new RateLimiter(UNLIMITED) })
  })
  afterEach(() => test.store.close())

  const post = (body: unknown, { author = test.ada, roomId = test.room.id, clientId = undefined as unknown } = {}) =>
    messages.postMessage(author, roomId, { body, clientId })

  const log = () => test.store.roomLog.read(test.room.id, 0, 1_000)

  /** What is refused is not written and not told. */
  async function assertRefused(change: () => Promise<unknown>, error: object): Promise<void> {
    const before = { log: await log(), told: told.length }
    await assert.rejects(change, error)
    assert.deepEqual({ log: await log(), told: told.length }, before)
  }

  describe('posting', () => {
    it('writes the message as it is kept, and tells the room what its log has', async () => {
      const { id } = await post('hello\r\nyou  ', { clientId: 'c1' })
      const message = await test.store.messages.find(id)
      assert.deepEqual(message, {
        id,
        roomId: test.room.id,
        author: { id: test.ada.id, kind: 'person', name: 'Ada' },
        clientId: 'c1',
        body: 'hello\nyou',
        createdAt: 1_000,
        editedAt: null,
      })
      const [event] = await log()
      assert.deepEqual(told, [{ topic: roomTopic(test.room.id), event }])
    })

    it('tells nothing of the address or anything else of the author', async () => {
      await post('hello')
      assert.doesNotMatch(JSON.stringify(told), /rill\.example|hash/)
    })

    it('answers a retry with the first message and tells nobody again', async () => {
      const first = await post('hello', { clientId: 'c1' })
      assert.deepEqual(await post('hello', { clientId: 'c1' }), { ...first, isNew: false })
      assert.equal(told.length, 1)
    })

    it('does not bring a message back by a retry that comes after its deletion', async () => {
      const first = await post('hello', { clientId: 'c1' })
      await messages.deleteMessage(test.ada, first.id)
      assert.deepEqual(await post('hello', { clientId: 'c1' }), { ...first, isNew: false })
      assert.equal(await test.store.messages.find(first.id), null)
      assert.equal(told.length, 2)
    })

    it('refuses what is no message, naming the field', async () => {
      await assertRefused(() => post(' \n'), { code: 'invalid_input', fields: { body: 'Write something first.' } })
      await assertRefused(() => post('hello', { clientId: 'a b' }), { code: 'invalid_input' })
      await assertRefused(() => post('x'.repeat(10_001)), { code: 'too_large' })
    })

    it('refuses a room that is not there', async () => {
      await assertRefused(() => post('hello', { roomId: 99 }), NOT_FOUND)
    })
  })

  describe('editing', () => {
    it('replaces the text, says when, and tells the room', async () => {
      const { id } = await post('hello')
      now = 2_000
      await messages.editMessage(test.ada, id, 'hello there \n')
      const message = await test.store.messages.find(id)
      assert.deepEqual([message?.body, message?.createdAt, message?.editedAt], ['hello there', 1_000, 2_000])
      assert.deepEqual(told.at(-1)?.event, (await log()).at(-1))
      assert.equal(told.at(-1)?.event.kind, 'message_edited')
    })

    it('is nothing when the text stays the same', async () => {
      const { id } = await post('hello\nyou')
      await messages.editMessage(test.ada, id, 'hello\r\nyou  ')
      assert.equal((await test.store.messages.find(id))?.editedAt, null)
      assert.equal(told.length, 1)
      assert.equal((await log()).length, 1)
    })

    it('is for the author alone', async () => {
      const { id } = await post('hello')
      await assertRefused(() => messages.editMessage(test.ben, id, 'hacked'), FORBIDDEN)
      await assertRefused(() => messages.editMessage(test.ben, id, 'hello'), FORBIDDEN)
      assert.equal((await test.store.messages.find(id))?.body, 'hello')
    })

    it('replaces only a text that the edit names, and is refused when the message says something else by now', async () => {
      const { id } = await post('hello')
      const edit = (body: string, ...seen: readonly string[]) =>
        messages.editMessage(test.ada, id, body, seen.map(versionOf))
      const body = async () => (await test.store.messages.find(id))?.body
      await edit('one', 'hello')
      await assertRefused(() => edit('two', 'hello'), { code: 'edit_conflict' })
      await assertRefused(() => edit('two'), { code: 'edit_conflict' })
      assert.equal(await body(), 'one')
      await edit('one', 'hello')
      await edit('two', 'hello', 'one')
      assert.equal(await body(), 'two', 'an edit that follows others of the same person may find any of them')
      await edit('three \n', 'two')
      await edit('four', 'three')
      assert.equal(await body(), 'four', 'versions are those of texts as they are kept')
      await messages.editMessage(test.ada, id, 'five')
      assert.equal(await body(), 'five', 'an edit that names no version replaces any')
    })

    it('of two edits that start from one text at the same time the second is refused', async () => {
      const { id } = await post('hello')
      const edits = ['one', 'two'].map((body) => messages.editMessage(test.ada, id, body, [versionOf('hello')]))
      const results = await Promise.allSettled(edits)
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
      assert.equal((await test.store.messages.find(id))?.body, 'one')
    })

    it('refuses text that is no message, and messages that are not there', async () => {
      const { id } = await post('hello')
      await assertRefused(() => messages.editMessage(test.ada, id, '  '), { code: 'invalid_input' })
      await assertRefused(() => messages.editMessage(test.ada, 99, 'hello'), NOT_FOUND)
      await messages.deleteMessage(test.ada, id)
      await assertRefused(() => messages.editMessage(test.ada, id, 'back'), NOT_FOUND)
    })
  })

  describe('deleting', () => {
    it('takes the message away and tells the room', async () => {
      const { id } = await post('hello')
      await messages.deleteMessage(test.ada, id)
      assert.equal(await test.store.messages.find(id), null)
      const event = { kind: 'message_deleted', messageId: id, roomId: test.room.id, offset: 2, at: 1_000 }
      assert.deepEqual(told.at(-1)?.event, event)
      assert.deepEqual((await log()).at(-1), event)
    })

    it('is for the author alone', async () => {
      const { id } = await post('hello')
      await assertRefused(() => messages.deleteMessage(test.ben, id), FORBIDDEN)
      assert.equal((await test.store.messages.find(id))?.body, 'hello')
    })

    it('refuses messages that are not there, or no longer', async () => {
      const { id } = await post('hello')
      await assertRefused(() => messages.deleteMessage(test.ada, 99), NOT_FOUND)
      await messages.deleteMessage(test.ada, id)
      await assertRefused(() => messages.deleteMessage(test.ada, id), NOT_FOUND)
    })

    it('happens once when it is asked for twice at the same time', async () => {
      const { id } = await post('hello')
      const both = await Promise.allSettled([
        messages.deleteMessage(test.ada, id),
        messages.deleteMessage(test.ada, id),
      ])
      assert.deepEqual(
        both.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
      assert.equal(told.length, 2)
    })
  })

  it('tells a room of its changes in the order of its log, however many are under way', async () => {
    const standing = await Promise.all(Array.from({ length: 20 }, (_, index) => post(`${index}`)))
    const changes = standing.flatMap(({ id }, index) => [
      () => messages.editMessage(test.ada, id, `edited ${index}`),
      () => post(`more ${index}`, { author: index % 2 ? test.ada : test.ben }),
      () => messages.deleteMessage(test.ada, id),
    ])
    await Promise.all(changes.map((change) => change()))
    assert.deepEqual(
      told.map(({ event }) => event.offset),
      Array.from({ length: 80 }, (_, index) => index + 1),
    )
    assert.deepEqual(
      (await log()).map(({ offset }) => offset),
      told.map(({ event }) => event.offset),
    )
  })

  describe('reading', () => {
    let ids: MessageId[]

    beforeEach(async () => {
      ids = []
      for (let index = 0; index < 2 * PAGE_SIZE + 10; index++) {
        ids.push((await post(`${index}`)).id)
        await post('elsewhere', { roomId: test.otherRoom.id })
      }
    })

    const NEWEST = { around: null, before: null, after: null }
    const open = async (opening: Partial<typeof NEWEST | Record<keyof typeof NEWEST, MessageId>>) => {
      const page = await messages.openRoom(test.room.id, { ...NEWEST, ...opening })
      return { ids: page.messages.map(({ id }) => id), older: page.older, newer: page.newer }
    }

    it('opens a room at its newest messages', async () => {
      assert.deepEqual(await open({}), { ids: ids.slice(-PAGE_SIZE), older: true, newer: false })
    })

    it('opens a room before, after and around a message', async () => {
      const half = PAGE_SIZE / 2
      assert.deepEqual(await open({ before: ids[60]! }), { ids: ids.slice(10, 60), older: true, newer: true })
      assert.deepEqual(await open({ after: ids[9]! }), { ids: ids.slice(10, 60), older: true, newer: true })
      assert.deepEqual(await open({ around: ids[60]! }), {
        ids: ids.slice(61 - half, 61 + half),
        older: true,
        newer: true,
      })
    })

    it('knows the ends of a room', async () => {
      assert.equal((await open({ before: ids[PAGE_SIZE]! })).older, false)
      assert.equal((await open({ after: ids.at(-PAGE_SIZE - 1)! })).newer, false)
      const first = await open({ around: ids[0]! })
      assert.deepEqual([first.ids[0], first.older, first.newer], [ids[0], false, true])
      const last = await open({ around: ids.at(-1)! })
      assert.deepEqual([last.ids.at(-1), last.older, last.newer], [ids.at(-1), true, false])
    })

    it('opens around a message that was deleted, where it was', async () => {
      await messages.deleteMessage(test.ada, ids[60]!)
      const { ids: around } = await open({ around: ids[60]! })
      assert.deepEqual(around, [...ids.slice(35, 60), ...ids.slice(61, 86)])
    })

    it('pages on from either side, one page at a time', async () => {
      const older = await messages.olderMessages(test.room.id, ids[60]!)
      assert.deepEqual([older.messages.map(({ id }) => id), older.more], [ids.slice(10, 60), true])
      const newer = await messages.newerMessages(test.room.id, ids[60]!)
      assert.deepEqual([newer.messages.map(({ id }) => id), newer.more], [ids.slice(61), false])
    })

    it('finds the last message of a person in a room, and nothing for who wrote none', async () => {
      const last = async (user: User) => (await messages.lastOwnMessage(user, test.room.id))?.id ?? null
      assert.equal(await last(test.ada), ids.at(-1))
      assert.equal(await last(test.ben), null)
    })
  })

  it('opens an empty room as a page that ends on both sides', async () => {
    const page = await messages.openRoom(test.room.id, { around: null, before: null, after: null })
    assert.deepEqual(page, { messages: [], offset: 0, older: false, newer: false })
  })
})
