import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStore } from '../../db/open.ts'
import { RillError } from '../errors.ts'
import { LogRetention } from './log-retention.ts'
import type { Store } from './store.ts'

const DAY = 24 * 3_600_000

/** Rooms of which the first has events on these days. */
async function roomsWith(days: readonly number[]) {
  const store = openStore({ path: ':memory:' })
  const author = await store.users.create({ name: 'Ann', email: 'ann@rill.example', passwordHash: '-', at: 0 })
  const rooms = await Promise.all(
    ['one', 'two', 'three'].map((name) => store.rooms.create({ name, description: '', at: 0 })),
  )
  const roomId = rooms[0]!.id
  for (const day of days) await store.messages.create({ roomId, author, clientId: null, body: `${day}`, at: day * DAY })
  return { store, roomId }
}

async function sweepAll(retention: LogRetention): Promise<void> {
  while (await retention.sweep());
}

describe("the retention of rooms' logs", () => {
  it('forgets by age as time goes on, in every round anew', async () => {
    const { store, roomId } = await roomsWith([1, 2, 3, 4])
    let day = 4
    const retention = new LogRetention({ store, now: () => day * DAY, limits: { maxAge: 2 * DAY, maxEvents: null } })
    await sweepAll(retention)
    assert.equal(await store.roomLog.earliest(roomId), 1)
    day = 5
    await sweepAll(retention)
    assert.equal(await store.roomLog.earliest(roomId), 2)
    await store.close()
  })

  it('forgets by count, step by step, in every room', async () => {
    const { store, roomId } = await roomsWith(Array.from({ length: 1_100 }, () => 1))
    const steps: number[] = []
    const counted: Pick<Store, 'rooms' | 'roomLog'> = {
      rooms: store.rooms,
      roomLog: {
        ...store.roomLog,
        trim: (id, limits) => {
          steps.push(id)
          return store.roomLog.trim(id, limits)
        },
      },
    }
    await sweepAll(new LogRetention({ store: counted, now: () => 0, limits: { maxAge: null, maxEvents: 100 } }))
    assert.equal(await store.roomLog.earliest(roomId), 1_000)
    assert.equal(steps.filter((id) => id === roomId).length, 3)
    assert.equal(new Set(steps).size, 3)
    await store.close()
  })

  it('goes on with the room where the database was away', async () => {
    const { store, roomId } = await roomsWith([1, 2])
    let isAway = true
    const failing: Pick<Store, 'rooms' | 'roomLog'> = {
      rooms: store.rooms,
      roomLog: {
        ...store.roomLog,
        trim: async (id, limits) => {
          if (isAway) throw new RillError('unavailable', 'away')
          return store.roomLog.trim(id, limits)
        },
      },
    }
    const retention = new LogRetention({ store: failing, now: () => 0, limits: { maxAge: null, maxEvents: 1 } })
    await assert.rejects(sweepAll(retention), { code: 'unavailable' })
    isAway = false
    await sweepAll(retention)
    assert.equal(await store.roomLog.earliest(roomId), 1)
    await store.close()
  })
})
