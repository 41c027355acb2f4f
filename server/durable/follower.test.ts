import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogEntry } from '../live/log.ts'
import { type FollowedLog, Follower } from './follower.ts'

/** A log whose wake-ups and reads the test controls. */
class ControlledLog implements FollowedLog {
  head = 0
  /** Entries before this one are gone. */
  earliest = 1
  reads = 0
  failures = 0
  /** Called in the middle of a read, after it has seen what there is. */
  duringRead: () => void = () => {}
  readonly #listeners = new Set<(entry: LogEntry) => void>()

  async read(offset: number, limit: number): Promise<LogEntry[]> {
    this.reads++
    if (this.failures > 0) {
      this.failures--
      throw new Error('the database is away')
    }
    const first = Math.max(offset + 1, this.earliest)
    const entries = Array.from({ length: Math.max(0, Math.min(limit, this.head - first + 1)) }, (_, index) => ({
      offset: first + index,
    }))
    this.duringRead()
    return entries
  }

  onCommit(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  wake(offset: number): void {
    for (const listener of this.#listeners) listener({ offset })
  }

  commit(): void {
    this.wake(++this.head)
  }

  get listeners(): number {
    return this.#listeners.size
  }
}

async function follow(log: ControlledLog, offset = 0) {
  const seen: number[] = []
  const lost: true[] = []
  const follower = await Follower.start(log, offset, {
    onEntries: (entries) => void seen.push(...entries.map((entry) => entry.offset)),
    onLost: () => void lost.push(true),
  })
  return { follower, seen, lost }
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('a follower', () => {
  test('LOG1: what exists is handed on before it starts, what comes then at once and without a read', async () => {
    const log = new ControlledLog()
    log.head = 1_234
    const { seen } = await follow(log, 34)
    assert.deepEqual(seen, upTo(1_234, 35))
    const { reads } = log
    log.commit()
    log.commit()
    assert.deepEqual(seen.slice(-2), [1_235, 1_236])
    assert.equal(log.reads, reads)
  })

  test('LOG1: wake-ups that come twice, out of order or not at all change nothing', async () => {
    const log = new ControlledLog()
    const { seen } = await follow(log)
    log.head = 5
    log.wake(3)
    await until(() => seen.length === 5)
    log.wake(2)
    log.wake(5)
    log.head = 7
    log.wake(7)
    log.wake(6)
    await until(() => seen.length === 7)
    log.commit()
    await until(() => seen.length === 8)
    assert.deepEqual(seen, upTo(8))
  })

  test('LOG2: an entry that is committed during the first read is neither lost nor doubled', async () => {
    const log = new ControlledLog()
    log.head = 3
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
      if (log.head < 50) log.commit()
    }
    const { seen } = await follow(log)
    log.commit()
    await until(() => seen.length >= 50)
    assert.deepEqual(seen, upTo(seen.length))
  })

  test('LOG3: a read that fails is tried again; the first one rejects', async () => {
    const log = new ControlledLog()
    const { seen } = await follow(log)
    log.failures = 2
    log.head = 4
    log.wake(4)
    await until(() => seen.length === 4)
    assert.deepEqual(seen, upTo(4))
    log.failures = 1
    await assert.rejects(follow(log), /away/)
    assert.equal(log.listeners, 1, 'the one that failed listens no more')
  })

  test('LOG4: after stop nothing is handed on, also of a read that was under way', async () => {
    const log = new ControlledLog()
    const { follower, seen } = await follow(log)
    log.commit()
    log.head = 9
    log.duringRead = () => follower.stop()
    log.wake(9)
    await until(() => log.reads >= 2)
    log.commit()
    await new Promise(setImmediate)
    assert.deepEqual(seen, [1])
    assert.equal(log.listeners, 0)
  })

  test('LOG1: a log that no longer reaches back says so, once', async () => {
    const log = new ControlledLog()
    log.head = 10
    log.earliest = 5
    const { seen, lost } = await follow(log, 2)
    assert.deepEqual([seen, lost], [[], [true]])
    assert.equal(log.listeners, 0)
  })
})
