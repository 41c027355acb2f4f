import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type LogEntry, MAX_BACKLOG } from '../live/log.ts'
import { until } from '../until.fixture.ts'
import { ControlledLog } from './controlled-log.fixture.ts'
import { SharedLog } from './shared-log.ts'

/** A shared log, with what each of two listeners hears. */
function shared() {
  const log = new ControlledLog()
  const sharedLog = new SharedLog(log)
  const heard: (LogEntry | null)[][] = [[], []]
  const stops = heard.map((entries) => sharedLog.onCommit((entry) => entries.push(entry)))
  const offsets = (listener = 0) => heard[listener]!.map((entry) => entry?.offset ?? null)
  return { log, sharedLog, heard, stops, offsets }
}

describe('a log that is shared', () => {
  test('LOG8: hands on what comes, in turn and without a read of its own, as the same object', async () => {
    const { log, heard, offsets } = shared()
    log.newest = 6
    for (let count = 0; count < 3; count++) log.commit()
    assert.deepEqual(offsets(), [7, 8, 9])
    assert.deepEqual(
      heard[0]!.map((entry, index) => entry === heard[1]![index]),
      [true, true, true],
    )
    assert.equal(log.reads, 0)
  })

  test('LOG8: reads once for all what is told out of turn, and hands it on in turn', async () => {
    const { log, heard, offsets } = shared()
    log.commit()
    log.wake(1)
    log.newest = 4
    log.wake(4)
    log.wake(3)
    log.wake(2)
    await until(() => heard[0]!.length === 4)
    assert.deepEqual([offsets(0), offsets(1)], [Array.of(1, 2, 3, 4), Array.of(1, 2, 3, 4)])
    assert.equal(heard[0]!.at(-1), heard[1]!.at(-1))
    assert.ok(log.reads <= 3, `${log.reads} reads`)
    log.wake(3)
    log.commit()
    await until(() => heard[0]!.length === 5)
    assert.deepEqual(offsets(), [1, 2, 3, 4, 5])
  })

  test('LOG8: looks once for all when something may have changed', async () => {
    const { log, heard, offsets } = shared()
    log.commit()
    log.newest = 3
    log.wake(null)
    await until(() => heard[1]!.length === 3)
    assert.deepEqual(offsets(1), [1, 2, 3])
  })

  test('LOG8: leaves it to its listeners while it does not know where the end is, cannot read, or is too far behind', async () => {
    const { log, heard, offsets } = shared()
    log.wake(null)
    assert.deepEqual(offsets(), [null])
    log.commit()
    log.failures = 1
    log.newest = 3
    log.wake(3)
    await until(() => heard[0]!.length === 5)
    assert.deepEqual(offsets(), [null, 1, null, 2, 3])
    log.newest += MAX_BACKLOG + 1
    log.wake(null)
    await until(() => heard[0]!.length === 6)
    log.commit()
    assert.deepEqual(offsets().slice(5), [null, MAX_BACKLOG + 5])
  })

  test('LOG8: costs nothing when nobody listens any more, and can be listened to again', async () => {
    const { log, sharedLog, stops } = shared()
    log.commit()
    stops[0]!()
    stops[0]!()
    assert.equal(log.listeners, 1)
    stops[1]!()
    assert.equal(log.listeners, 0)
    const heard: unknown[] = []
    const stop = sharedLog.onCommit((entry) => heard.push(entry?.offset))
    log.commit()
    assert.deepEqual(heard, [2])
    stop()
    assert.equal(log.listeners, 0)
  })
})
