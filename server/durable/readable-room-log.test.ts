import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { MADE_AT, type TestStore, testStore } from '../../db/testing.ts'
import type { RoomLogStore } from '../chat/store.ts'
import { ReadableRoomLog } from './readable-room-log.ts'

const MESSAGES = 150

describe('a page of a long room log', () => {
  let test: TestStore
  let ids: number[]

  beforeEach(async () => {
    test = await testStore()
    ids = await Promise.all(Array.from({ length: MESSAGES }, (_, index) => post(`text ${index}`)))
  })
  afterEach(() => test.store.close())

  async function post(body: string): Promise<number> {
    const message = { roomId: test.room.id, author: test.ada, clientId: null, body, at: MADE_AT }
    return (await test.store.messages.create(message)).id
  }

  function logOn(store: RoomLogStore): ReadableRoomLog {
    return new ReadableRoomLog({
      ...{ roomId: test.room.id, store, admit: async () => {}, endTopic: 'end' },
      pubsub: { subscribe: () => () => {} },
    })
  }

  const textOf = (page: { body: readonly Buffer[] }) => String(Buffer.concat(page.body))
  const bodiesOf = (page: { body: readonly Buffer[] }) =>
    (JSON.parse(textOf(page)) as { value: { body: string } | null }[]).map(({ value }) => value?.body ?? null)

  it('is read in several turns of the event loop', async () => {
    let [turns, isDone] = [0, false]
    const count = () => {
      turns++
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    const page = await logOn(test.store.roomLog).page(0, MESSAGES)
    isDone = true
    assert.equal(page.end, MESSAGES)
    assert.deepEqual(
      bodiesOf(page),
      ids.map((_, index) => `text ${index}`),
    )
    assert.ok(turns >= 2, `others had ${turns} turns`)
  })

  it('is read few events at a time, as each may be of the greatest length', async () => {
    const { roomLog } = test.store
    const limits: number[] = []
    const read: RoomLogStore['read'] = (roomId, after, limit) => {
      limits.push(limit)
      return roomLog.read(roomId, after, limit)
    }
    await logOn({ ...roomLog, read }).page(0, MESSAGES)
    assert.ok(Math.max(...limits) <= 10, `${Math.max(...limits)} at a time`)
  })

  it('ends before an event that would make it longer than is asked for, but holds one at least', async () => {
    const log = logOn(test.store.roomLog)
    const whole = await log.page(0, MESSAGES)
    const half = await log.page(0, MESSAGES, Math.ceil(textOf(whole).length / 2))
    assert.ok(half.end > 0 && half.end < MESSAGES, `${half.end} of ${MESSAGES}`)
    assert.deepEqual([...bodiesOf(half), ...bodiesOf(await log.page(half.end, MESSAGES))], bodiesOf(whole))
    assert.equal((await log.page(0, MESSAGES, 1)).end, 1)
  })

  it('holds no text that is deleted while it is read, however often that happens', async () => {
    const { roomLog, messages } = test.store
    const deleted: number[] = []
    const log = logOn({
      ...roomLog,
      read: async (...range) => {
        const events = await roomLog.read(...range)
        const isFirstOfPage = range[1] === 0
        if (isFirstOfPage && deleted.length < 3) {
          deleted.push(ids[deleted.length]!)
          await messages.delete(deleted.at(-1)!, 1)
        }
        return events
      },
    })
    const bodies = bodiesOf(await log.page(0, MESSAGES))
    assert.deepEqual(bodies.slice(0, 4), [null, null, null, 'text 3'])
    assert.equal(deleted.length, 3)
  })

  it('is an empty list where there is nothing', async () => {
    assert.equal(textOf(await logOn(test.store.roomLog).page(MESSAGES, MESSAGES)), '[]')
  })
})
