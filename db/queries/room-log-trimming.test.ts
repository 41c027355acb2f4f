import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { RoomId } from '../../server/chat/entities.ts'
import { type TestStore, testStore } from '../testing.ts'

const NOTHING = { before: null, keep: null }

describe("the forgetting of a room's log", () => {
  let test: TestStore
  let roomId: RoomId

  beforeEach(async () => {
    test = await testStore()
    roomId = test.room.id
  })
  afterEach(() => test.store.close())

  /** As many messages, sent at 1, 2, 3 ... */
  async function post(count: number, room = test.room, from = 1): Promise<void> {
    for (let at = from; at < from + count; at++) {
      await test.store.messages.create({ roomId: room.id, author: test.ada, clientId: null, body: `${at}`, at })
    }
  }

  /** Offsets of all that is left, and where it begins. */
  async function left(id = roomId) {
    const offsets = (await test.store.roomLog.read(id, 0, 10_000)).map(({ offset }) => offset)
    return { first: offsets[0], count: offsets.length, earliest: await test.store.roomLog.earliest(id) }
  }

  it('leaves everything where there is no limit, and knows that nothing is gone', async () => {
    const { roomLog } = test.store
    assert.equal(await roomLog.earliest(roomId), 0)
    await post(3)
    assert.equal(await roomLog.trim(roomId, NOTHING), false)
    assert.deepEqual(await left(), { first: 1, count: 3, earliest: 0 })
    assert.deepEqual([await roomLog.earliest(999), await roomLog.trim(999, { before: 9, keep: 1 })], [0, false])
  })

  it('keeps the newest by count, in this room alone', async () => {
    await post(10)
    await post(10, test.otherRoom)
    assert.equal(await test.store.roomLog.trim(roomId, { before: null, keep: 4 }), false)
    assert.deepEqual(await left(), { first: 7, count: 4, earliest: 6 })
    assert.deepEqual(await left(test.otherRoom.id), { first: 1, count: 10, earliest: 0 })
  })

  it('keeps what is young by age, and the log goes on where it was', async () => {
    await post(10)
    assert.equal(await test.store.roomLog.trim(roomId, { before: 8, keep: null }), false)
    assert.deepEqual(await left(), { first: 8, count: 3, earliest: 7 })
    await test.store.roomLog.trim(roomId, { before: 100, keep: null })
    assert.deepEqual(await left(), { first: undefined, count: 0, earliest: 10 })
    await post(1)
    assert.deepEqual(await left(), { first: 11, count: 1, earliest: 10 })
  })

  it('forgets what either limit says', async () => {
    await post(10)
    await test.store.roomLog.trim(roomId, { before: 3, keep: 5 })
    assert.equal((await left()).earliest, 5)
    await test.store.roomLog.trim(roomId, { before: 9, keep: 5 })
    assert.equal((await left()).earliest, 8)
  })

  it('leaves no hole where the clock went back', async () => {
    await post(3, test.room, 50)
    await post(3, test.room, 10)
    await test.store.roomLog.trim(roomId, { before: 40, keep: null })
    assert.deepEqual(await left(), { first: 1, count: 6, earliest: 0 }, 'what is old stands behind what is young')
    await test.store.roomLog.trim(roomId, { before: 52, keep: null })
    assert.equal((await left()).earliest, 2)
  })

  it('goes in short steps, and says when it is done', async () => {
    await post(1_200)
    const rest: number[] = []
    while (await test.store.roomLog.trim(roomId, { before: null, keep: 10 })) rest.push((await left()).count)
    assert.deepEqual(rest, [700, 200])
    assert.deepEqual(await left(), { first: 1_191, count: 10, earliest: 1_190 })
  })

  it('leaves the messages as they are', async () => {
    await post(5)
    await test.store.roomLog.trim(roomId, { before: null, keep: 1 })
    const { messages } = await test.store.messages.newest(roomId, 10)
    assert.equal(messages.length, 5)
    assert.ok(await test.store.messages.edit(messages[0]!.id, 'changed', 9))
    assert.ok(await test.store.messages.delete(messages[1]!.id, 9))
    assert.equal(await test.store.roomLog.head(roomId), 7)
  })
})
