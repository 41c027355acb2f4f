import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_BACKLOG } from '../live/log.ts'
import { until } from '../until.fixture.ts'
import { ControlledLog } from './controlled-log.fixture.ts'
import { Follower } from './follower.ts'

/** Begins to follow, and waits until what exists has been handed on. */
async function follow(log: ControlledLog, { offset = 0, timeout = 30_000 } = {}) {
  const following = begin(log, { offset, timeout })
  await following.follower.caughtUp
  return following
}

function begin(log: ControlledLog, { offset = 0, timeout = 30_000 } = {}) {
  const seen: number[] = []
  const statuses: string[] = []
  const ends: (string | null)[] = []
  const listener = {
    onEntries: (entries: readonly { offset: number }[]) => void seen.push(...entries.map((entry) => entry.offset)),
    onStatus: (status: string) => void statuses.push(status),
    onEnd: (reason: string | null) => void ends.push(reason),
  }
  return { follower: new Follower(log, offset, listener, { timeout }), seen, statuses, ends }
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

describe('a follower', () => {
  test('LOG1: what exists is handed on before it starts, what comes then at once and without a read', async () => {
    const log = new ControlledLog()
    log.newest = 1_034
    const { seen } = await follow(log, { offset: 34 })
    assert.deepEqual(seen, upTo(1_034, 35))
    const { reads } = log
    log.commit()
    log.commit()
    assert.deepEqual(seen.slice(-2), [1_035, 1_036])
    assert.equal(log.reads, reads)
  })

  test('LOG1: wake-ups that come twice, out of order or not at all change nothing', async () => {
    const log = new ControlledLog()
    const { seen } = await follow(log)
    log.newest = 5
    log.wake(3)
    await until(() => seen.length === 5)
    log.wake(2)
    log.wake(5)
    log.newest = 7
    log.wake(7)
    log.wake(6)
    await until(() => seen.length === 7)
    log.commit()
    await until(() => seen.length === 8)
    assert.deepEqual(seen, upTo(8))
  })

  test('LOG2: an entry that is committed during the first read is neither lost nor doubled', async () => {
    const log = new ControlledLog()
    log.newest = 3
    let once = true
    log.duringRead = () => {
      if (once) log.commit()
      once = false
    }
    const { seen } = await follow(log)
    await until(() => seen.length === 4)
    log.commit()
    assert.deepEqual(seen, upTo(5))
  })

  test('LOG2: entries that are committed during every read all arrive', async () => {
    const log = new ControlledLog()
    log.duringRead = () => {
      if (log.newest < 50) log.commit()
    }
    const { seen } = await follow(log)
    log.commit()
    await until(() => seen.length >= 50)
    assert.deepEqual(seen, upTo(seen.length))
  })

  test('LOG3: a read that fails is tried again, also the first, of which whoever waits for it is told', async () => {
    const log = new ControlledLog()
    log.failures = 1
    const { follower, seen, statuses } = begin(log)
    await assert.rejects(follower.caughtUp, /away/)
    await until(() => statuses.length === 2)
    log.failures = 2
    log.newest = 4
    log.wake(4)
    await until(() => seen.length === 4)
    assert.deepEqual(seen, upTo(4))
    assert.deepEqual(statuses, ['disconnected', 'streaming', 'disconnected', 'streaming'])
    assert.equal(log.listeners, 1)
  })

  test('LOG5: entries of which nobody tells are found after a while', async () => {
    const log = new ControlledLog()
    const { follower, seen } = await follow(log, { timeout: 5 })
    log.newest = 2
    await until(() => seen.length === 2)
    log.newest = 3
    await until(() => seen.length === 3)
    follower.stop()
    assert.deepEqual(seen, upTo(3))
  })

  test('LOG5: a wake-up without an entry is reason enough to read, also one that comes during a read', async () => {
    const log = new ControlledLog()
    const { seen } = await follow(log)
    log.newest = 1
    let once = true
    log.duringRead = () => {
      if (!once || seen.length === 0) return
      once = false
      log.newest = 2
      log.wake(null)
    }
    log.wake(null)
    await until(() => seen.length === 2)
    assert.deepEqual(seen, upTo(2))
  })

  test('LOG9: paused it reads and hands on nothing; resumed it goes on with what has come meanwhile', async () => {
    const log = new ControlledLog()
    const { follower, seen } = await follow(log)
    follower.pause()
    const { reads } = log
    log.commit()
    log.commit()
    await new Promise(setImmediate)
    assert.deepEqual([seen, log.reads], [[], reads])
    follower.resume()
    await until(() => seen.length === 2)
    log.commit()
    await until(() => seen.length === 3)
    assert.deepEqual(seen, upTo(3))
  })

  test('LOG4: after stop nothing is handed on, also of a read that was under way', async () => {
    const log = new ControlledLog()
    const { follower, seen } = await follow(log)
    log.commit()
    log.newest = 9
    log.duringRead = () => follower.stop()
    log.wake(9)
    await until(() => log.reads >= 2)
    log.commit()
    await new Promise(setImmediate)
    assert.deepEqual(seen, [1])
    assert.equal(log.listeners, 0)
  })

  test('LOG6: a log that no longer reaches back says so, once', async () => {
    const log = new ControlledLog()
    log.newest = 10
    log.forgotten = 4
    const { seen, ends } = await follow(log, { offset: 2 })
    assert.deepEqual([seen, ends], [[], ['gone']])
    assert.equal(log.listeners, 0)
    const { seen: rest } = await follow(log, { offset: 4 })
    assert.deepEqual(rest, upTo(10, 5))
  })

  test('LOG6: what is forgotten before it was read is not passed over', async () => {
    const log = new ControlledLog()
    const { seen, ends } = await follow(log)
    log.newest = 10
    log.forgotten = 10
    log.wake(10)
    await until(() => ends.length === 1)
    assert.deepEqual([seen, ends], [[], ['gone']])
  })

  test('LOG6: a backlog over the bound is not handed on', async () => {
    const log = new ControlledLog()
    log.newest = MAX_BACKLOG
    const { seen, ends } = await follow(log)
    assert.equal(seen.length, MAX_BACKLOG)
    log.newest += MAX_BACKLOG + 1
    log.wake(null)
    await until(() => ends.length === 1)
    assert.deepEqual([seen.length, ends], [MAX_BACKLOG, ['too_far_behind']])
    assert.equal(log.listeners, 0)
  })

  test('LOG7: a log that is closed ends, after its last entry', async () => {
    const log = new ControlledLog()
    log.newest = 2
    const { seen, ends } = await follow(log)
    log.newest = 3
    log.closed = true
    log.wake(null)
    await until(() => ends.length === 1)
    assert.deepEqual([seen, ends], [upTo(3), [null]])
    assert.equal(log.listeners, 0)
    const later = await follow(log)
    assert.deepEqual([later.seen, later.ends], [upTo(3), [null]])
  })
})
