import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type LogState, type ReadableLog, waitBeyond } from './readable-log.ts'

const LONG = { milliseconds: 60_000, signal: new AbortController().signal }

/** A log whose tail the test moves. */
class MovedLog implements ReadableLog {
  readonly id = '1'
  readonly contentType = 'text/plain'
  readonly listeners = new Set<() => void>()
  current: LogState = { tail: 5, closed: false }
  looks = 0
  /** Called after a look at the log has seen what there is. */
  afterLook: () => void = () => {}

  async state(): Promise<LogState> {
    this.looks++
    const seen = this.current
    this.afterLook()
    return seen
  }

  async page(): Promise<never> {
    throw new Error('not read here')
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  become(state: Partial<LogState>): void {
    this.current = { ...this.current, ...state }
    for (const listener of this.listeners) listener()
  }
}

describe('a wait for more of a log', () => {
  it('ends at once where there is more already, or will never be', async () => {
    const log = new MovedLog()
    assert.equal((await waitBeyond(log, 4, LONG)).tail, 5)
    log.become({ closed: true })
    assert.equal((await waitBeyond(log, 5, LONG)).closed, true)
    assert.equal(log.listeners.size, 0)
  })

  it('is woken once by an append, looks once more, and listens no longer', async () => {
    const log = new MovedLog()
    const waiting = waitBeyond(log, 5, LONG)
    await new Promise(setImmediate)
    assert.equal(log.looks, 1)
    log.become({ tail: 6 })
    assert.equal((await waiting).tail, 6)
    assert.equal(log.looks, 2)
    assert.equal(log.listeners.size, 0)
  })

  it('does not miss what comes right after its look', async () => {
    const log = new MovedLog()
    log.afterLook = () => {
      if (log.looks === 1) log.become({ tail: 6 })
    }
    assert.equal((await waitBeyond(log, 5, LONG)).tail, 6)
  })

  it('looks again by itself, for wake-ups that are lost', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const log = new MovedLog()
    const waiting = waitBeyond(log, 5, LONG)
    await new Promise(setImmediate)
    log.current = { tail: 6, closed: false }
    test.mock.timers.tick(10_000)
    assert.equal((await waiting).tail, 6)
  })

  it('ends with the log as it is when the time is over or the reader leaves', async () => {
    const log = new MovedLog()
    assert.equal((await waitBeyond(log, 5, { ...LONG, milliseconds: 5 })).tail, 5)
    const leaving = new AbortController()
    const waiting = waitBeyond(log, 5, { ...LONG, signal: leaving.signal })
    leaving.abort()
    assert.equal((await waiting).tail, 5)
    assert.equal(log.listeners.size, 0)
  })

  it('fails when the log is gone, and listens no longer', async () => {
    const log = new MovedLog()
    log.afterLook = () => {
      if (log.looks === 2) throw new Error('gone')
    }
    const waiting = waitBeyond(log, 5, LONG)
    await new Promise(setImmediate)
    log.become({})
    await assert.rejects(waiting, /gone/)
    assert.equal(log.listeners.size, 0)
  })
})
