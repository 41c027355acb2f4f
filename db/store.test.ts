import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Room, User } from '../server/chat/entities.ts'
import type { Store } from '../server/chat/store.ts'
import { openDatabase, openStore } from './open.ts'

describe('the store', () => {
  let store: Store
  let ann: User
  let room: Room

  before(async () => {
    store = openStore({ path: ':memory:' })
    ann = await store.users.create({ name: 'Ann', email: 'ann@rill.example', passwordHash: '-', at: 1 })
    room = await store.rooms.create({ name: 'one', description: '', at: 1 })
  })
  after(() => store.close())

  const post = (body: string, roomId = room.id, clientId: string | null = null) =>
    store.messages.create({ roomId, author: ann, clientId, body, at: 7 })

  test('every change of a room takes the next offset, in commit order, without holes', async () => {
    const other = await store.rooms.create({ name: 'two', description: '', at: 1 })
    const posted = await Promise.all(['a', 'b', 'c'].map((body) => post(body, other.id)))
    const [first, second] = posted.map(({ id }) => id)
    await store.messages.edit(first!, 'A', 8)
    await post('elsewhere')
    await store.messages.delete(second!, 9)
    const log = await store.roomLog.read(other.id, 0, 100)
    assert.deepEqual(
      log.map(({ offset }) => offset),
      [1, 2, 3, 4, 5],
    )
    assert.deepEqual(
      log.map(({ kind }) => kind),
      ['message_created', 'message_scrubbed', 'message_created', 'message_edited', 'message_deleted'],
    )
    assert.equal(await store.roomLog.head(other.id), 5)
    assert.deepEqual(
      (await store.roomLog.read(other.id, 2, 2)).map(({ offset }) => offset),
      [3, 4],
    )
    assert.equal(await store.roomLog.head(999), 0)
  })

  test('an event holds the message as it is after the change', async () => {
    const { id, event } = await post('text', room.id, 'client-1')
    const message = {
      id,
      roomId: room.id,
      author: { id: ann.id, kind: 'person', name: 'Ann' },
      clientId: 'client-1',
      body: 'text',
      createdAt: 7,
      editedAt: null,
    }
    assert.deepEqual(event?.kind === 'message_created' && event.message, message)
    const edited = await store.messages.edit(id, 'changed', 8)
    assert.deepEqual(edited?.kind === 'message_edited' && edited.message, { ...message, body: 'changed', editedAt: 8 })
    assert.deepEqual(await store.roomLog.read(room.id, event!.offset - 1, 2), [event, edited])
  })

  test('a change that does not happen leaves no trace in the log', async () => {
    const { id } = await post('again', room.id, 'client-2')
    const head = await store.roomLog.head(room.id)
    assert.deepEqual(await post('again', room.id, 'client-2'), { id, event: null })
    await store.messages.delete(id, 9)
    assert.deepEqual(
      await post('again', room.id, 'client-2'),
      { id, event: null },
      'a deleted message is not brought back',
    )
    assert.equal(await store.messages.edit(id, 'x', 9), null)
    assert.equal(await store.messages.delete(id, 9), null)
    await assert.rejects(post('x', 999), /FOREIGN KEY/)
    assert.equal(await store.roomLog.head(room.id), head + 1, 'the deletion alone')
    assert.equal(await store.messages.find(id), null)
  })

  test('pages follow ids, also where times are equal, and leave out what was deleted', async () => {
    const { id: roomId } = await store.rooms.create({ name: 'pages', description: '', at: 1 })
    const ids: number[] = []
    for (let index = 0; index < 10; index++) ids.push((await post(`${index}`, roomId)).id)
    await store.messages.delete(ids[4]!, 8)
    const bodies = ({ messages, more }: { messages: readonly { body: string }[]; more: boolean }) =>
      `${messages.map(({ body }) => body).join('')}${more ? '+' : ''}`
    assert.equal(bodies(await store.messages.newest(roomId, 3)), '789+')
    assert.equal(bodies(await store.messages.before(roomId, ids[7]!, 3)), '356+')
    assert.equal(bodies(await store.messages.before(roomId, ids[3]!, 3)), '012')
    assert.equal(bodies(await store.messages.after(roomId, ids[3]!, 3)), '567+')
    assert.equal(bodies(await store.messages.after(roomId, ids[4]!, 9)), '56789')
    assert.equal(bodies(await store.messages.newest(999, 3)), '')
    assert.equal((await store.messages.newestOf(roomId, ann.id))?.body, '9')
    assert.equal(await store.messages.newestOf(roomId, 999), null)
  })

  test('names and addresses are unique without regard to case', async () => {
    await assert.rejects(store.rooms.create({ name: 'ONE', description: '', at: 1 }), {
      code: 'conflict',
      message: /already/,
    })
    await assert.rejects(store.users.create({ name: 'x', email: ann.email, passwordHash: '-', at: 1 }), {
      code: 'conflict',
    })
  })

  test('a database that was closed is unavailable', async () => {
    const closed = openStore({ path: ':memory:' })
    await closed.close()
    await assert.rejects(closed.ping(), { code: 'unavailable' })
    await assert.rejects(closed.rooms.page({ side: 'from', name: '' }, 10), { code: 'unavailable' })
    await assert.rejects(closed.messages.edit(1, 'x', 1), { code: 'unavailable' })
  })
})

describe('the database file', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rill-db-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  test('is opened with what makes a commit durable and keys hold, in a folder that is made', async () => {
    const sqlite = openDatabase(join(folder, 'deep', 'rill.db'))
    const pragma = (name: string) => sqlite.pragma(name, { simple: true })
    assert.deepEqual(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(pragma), ['wal', 2, 1, 5_000])
    sqlite.close()
  })

  test('keeps what was committed, and ids are not used again', async () => {
    const path = join(folder, 'kept.db')
    const first = openStore({ path })
    const user = await first.users.create({ name: 'Ann', email: 'a@b.c', passwordHash: '-', at: 1 })
    const room = await first.rooms.create({ name: 'one', description: '', at: 1 })
    const { id } = await first.messages.create({ roomId: room.id, author: user, clientId: null, body: 'x', at: 1 })
    await first.messages.delete(id, 2)
    await first.close()
    const second = openStore({ path })
    const next = await second.messages.create({ roomId: room.id, author: user, clientId: null, body: 'y', at: 3 })
    assert.equal(next.id, id + 1)
    assert.equal(next.event?.offset, 3)
    await second.close()
  })
})
