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

  const bodiesOf = (page: { body: Buffer }) =>
    (JSON.parse(String(page.body)) as { value: { body: string } | null }[]).map(({ value }) => value?.body ?? null)

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
    assert.equal(String((await logOn(test.store.roomLog).page(MESSAGES, MESSAGES)).body), '[]')
  })
})
