import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MessageId, User } from '../../server/chat/entities.ts'
import { MADE_AT, type TestStore, testStore } from '../testing.ts'

describe('messages in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  const post = (
    body: string,
    { author = test.ada, room = test.room, clientId = null as string | null, at = MADE_AT } = {},
  ) => test.store.messages.create({ roomId: room.id, author, clientId, body, at })

  const log = (room = test.room) => test.store.roomLog.read(room.id, 0, 1_000)

  it('interleaved changes of two rooms give each a log of its own, in the order of the calls', async () => {
    const { room, otherRoom, ada, ben, store } = test
    const standing = await Promise.all([post('a'), post('b'), post('c', { room: otherRoom })])
    const [first, second, third] = standing.map(({ id }) => id) as [MessageId, MessageId, MessageId]
    const answers = await Promise.all([
      store.messages.edit(first, 'A', 1),
      post('d', { author: ben }),
      store.messages.edit(third, 'C', 1),
      store.messages.delete(second, 1),
      post('e', { room: otherRoom, author: ada }),
      store.messages.edit(second, 'too late', 1),
      post('f', { author: ben }),
    ])
    const kinds = async (of = room) => (await log(of)).map(({ offset, kind }) => `${offset} ${kind}`)
    assert.deepEqual(await kinds(), [
      '1 message_created',
      '2 message_scrubbed',
      '3 message_edited',
      '4 message_created',
      '5 message_deleted',
      '6 message_created',
    ])
    assert.deepEqual(await kinds(otherRoom), ['1 message_created', '2 message_edited', '3 message_created'])
    assert.equal(answers[5], null, 'a message that was deleted in between is not edited')
  })

  it('the newest page is read again when the room has changed, whoever changed it, and only then', async () => {
    const { store, room } = test
    const page = async () => (await store.messages.newest(room.id, 50)).messages
    const { id } = await post('first')
    const before = await page()
    await post('elsewhere', { room: test.otherRoom })
    assert.equal(await page(), before)
    await post('second')
    await store.messages.edit(id, 'edited', 1)
    assert.deepEqual(
      (await page()).map(({ body }) => body),
      ['edited', 'second'],
    )
    await store.messages.delete(id, 1)
    assert.deepEqual(
      (await page()).map(({ body }) => body),
      ['second'],
    )
    assert.deepEqual((await store.messages.newest(room.id, 0)).messages, [])
  })

  it('a deletion leaves the text nowhere: not in the row, and not in any entry of the log', async () => {
    const { sqlite, store } = test
    const { id } = await post('secret one')
    const { id: other } = await post('kept')
    await store.messages.edit(id, 'secret two', 1)
    await store.messages.delete(id, 2)

    const texts = sqlite.prepare('select body from messages union all select payload from room_events').pluck().all()
    assert.doesNotMatch(texts.join(), /secret/)
    const [created, kept, edited, deleted] = await log()
    const scrubbed = { roomId: 1, kind: 'message_scrubbed', messageId: id }
    assert.deepEqual(created, { ...scrubbed, offset: 1, at: MADE_AT, was: 'message_created' })
    assert.deepEqual(edited, { ...scrubbed, offset: 3, at: 1, was: 'message_edited' })
    assert.deepEqual(deleted, { roomId: 1, offset: 4, at: 2, kind: 'message_deleted', messageId: id })
    assert.ok(kept?.kind === 'message_created' && kept.message.id === other, 'other messages keep theirs')
  })

  it('the same client id of two authors is two messages; of one author, in another room too, the first', async () => {
    const { ben, otherRoom } = test
    const { id } = await post('mine', { clientId: 'c1' })
    const theirs = await post('theirs', { author: ben, clientId: 'c1' })
    assert.notEqual(theirs.id, id)
    assert.deepEqual(await post('again', { clientId: 'c1', room: otherRoom }), { id, event: null })
    assert.deepEqual(await log(otherRoom), [])
  })

  it('messages without a client id are never taken for a retry', async () => {
    const [first, second] = await Promise.all([post('same'), post('same')])
    assert.notEqual(first.id, second.id)
  })

  it('sends that race with their own retry are one message', async () => {
    const sent = await Promise.all(Array.from({ length: 5 }, () => post('once', { clientId: 'c1' })))
    assert.equal(new Set(sent.map(({ id }) => id)).size, 1)
    assert.equal(sent.filter(({ event }) => event !== null).length, 1)
    assert.equal((await log()).length, 1)
  })

  it('paging either way over messages of one instant meets each of them once', async () => {
    const { store, room, otherRoom } = test
    for (let index = 0; index < 25; index++) {
      await post(`${index}`, { room: index % 5 === 4 ? otherRoom : room })
    }
    const expected = (await store.messages.newest(room.id, 100)).messages.map(({ id }) => id)
    assert.equal(expected.length, 20)

    const upwards: MessageId[] = []
    for (let more = true, cursor = Number.MAX_SAFE_INTEGER; more; cursor = upwards[0]!) {
      const page = await store.messages.before(room.id, cursor, 3)
      upwards.unshift(...page.messages.map(({ id }) => id))
      more = page.more
    }
    const downwards: MessageId[] = []
    for (let more = true, cursor = 0; more; cursor = downwards.at(-1)!) {
      const page = await store.messages.after(room.id, cursor, 3)
      downwards.push(...page.messages.map(({ id }) => id))
      more = page.more
    }
    assert.deepEqual(upwards, expected)
    assert.deepEqual(downwards, expected)
  })

  it('a page that ends with the last message knows that there are no more', async () => {
    const { store, room } = test
    for (const body of ['a', 'b', 'c']) await post(body)
    assert.equal((await store.messages.newest(room.id, 3)).more, false)
    assert.equal((await store.messages.newest(room.id, 2)).more, true)
  })

  it('the newest of a person is of this person, of this room, and there', async () => {
    const { store, room, otherRoom, ada, ben } = test
    const newest = async (author: User) => (await store.messages.newestOf(room.id, author.id))?.body
    await post('first')
    const { id } = await post('second')
    await post('elsewhere', { room: otherRoom })
    await post('by ben', { author: ben })
    assert.equal(await newest(ada), 'second')
    await store.messages.delete(id, 1)
    assert.equal(await newest(ada), 'first')
  })

  it('keeps every character of what is written', async () => {
    const body = '  \u{1f469}\u200d\u{1f4bb}\n\n\u202e"\'`; drop table messages; -- \\u0000 \u2028 \uffff'
    const { id } = await post(body)
    assert.equal((await test.store.messages.find(id))?.body, body)
    const [created] = await log()
    assert.equal(created?.kind === 'message_created' && created.message.body, body)
  })

  it('a change that fails half way is undone whole', async () => {
    const { sqlite, store, room } = test
    const { id } = await post('standing')
    sqlite.exec(`create trigger fail before insert on room_events begin select raise(abort, 'no more log'); end`)
    await assert.rejects(post('new'), /no more log/)
    await assert.rejects(store.messages.edit(id, 'changed', 1), /no more log/)
    await assert.rejects(store.messages.delete(id, 1), /no more log/)
    assert.equal(await store.roomLog.head(room.id), 1)
    assert.deepEqual(
      (await store.messages.newest(room.id, 9)).messages.map(({ body }) => body),
      ['standing'],
    )
    assert.equal((await log())[0]?.kind, 'message_created', 'and is not scrubbed')
  })
})
