import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Append, decideAppend } from './append.ts'
import type { ProducerState, StreamRecord } from './stream-store.ts'

const NOW = 1_000_000
const OPEN: StreamRecord = {
  ...{ id: 1, path: 'a', contentType: 'text/plain', tail: 10, closed: false, lastSeq: null },
  ...{ ttl: null, expiresAt: null, fork: null, deleted: false },
}
const CLOSED = { ...OPEN, closed: true }
const LAST = { epoch: 3, seq: 7 }

function append(more: Partial<Append> = {}): Append {
  return { data: Buffer.from('x'), close: false, seq: null, producer: null, ...more }
}

function decide(stream: StreamRecord, more: Partial<Append> = {}, last: ProducerState | null = null) {
  return decideAppend(stream, last, append(more), NOW)
}

const write = (epoch: number, seq: number) => ({ producer: { producerId: 'p', epoch, seq } })

describe('an append', () => {
  it('adds, closes, or does both', () => {
    const { data, closed, lastSeq } = decide(OPEN, { close: true, seq: 'a' })
    assert.deepEqual([String(data), closed, lastSeq], ['x', true, 'a'])
    assert.equal(decide(OPEN).closed, false)
  })

  it('needs a Stream-Seq greater than the last, as text', () => {
    const numbered = { ...OPEN, lastSeq: '2' }
    for (const seq of ['2', '10', '']) assert.throws(() => decide(numbered, { seq }), { code: 'conflict' }, seq)
    assert.equal(decide(numbered, { seq: '20' }).lastSeq, '20')
    assert.equal(decide(numbered).lastSeq, '2', 'one without leaves it')
  })

  it('to a closed stream is refused, whatever else is wrong with it', () => {
    const closed = { code: 'closed', facts: { tail: 10 } }
    assert.throws(() => decide({ ...CLOSED, lastSeq: 'z' }, { seq: 'a' }), closed)
    assert.throws(() => decide(CLOSED, write(0, 5)), closed)
    assert.throws(() => decide(CLOSED, { data: Buffer.alloc(0), close: true, ...write(0, 0) }), closed)
    assert.equal(decide(CLOSED, { data: Buffer.alloc(0), close: true }).duplicate, true, 'closing it again is not')
  })

  it('renews a time to live, also when it was there before, and never a date', () => {
    const living = { ...OPEN, ttl: 60, expiresAt: NOW + 1 }
    assert.equal(decide(living).expiresAt, NOW + 60_000)
    assert.equal(decide(living, write(3, 7), LAST).expiresAt, NOW + 60_000)
    assert.equal(decide({ ...OPEN, expiresAt: NOW + 1 }).expiresAt, NOW + 1)
  })
})

describe("a producer's append", () => {
  it('is taken when it is the next, or the first of a later epoch', () => {
    const turns: [ProducerState | null, number, number][] = [
      [null, 0, 0],
      [null, 9, 0],
      [LAST, 3, 8],
      [LAST, 4, 0],
    ]
    for (const [last, epoch, seq] of turns) {
      const { producer, accepted, duplicate } = decide(OPEN, write(epoch, seq), last)
      assert.deepEqual(
        { producer, accepted, duplicate },
        { producer: { epoch, seq }, accepted: { epoch, seq }, duplicate: false },
      )
    }
  })

  it('is not stored again, and told the last that was', () => {
    for (const stream of [OPEN, CLOSED]) {
      const { data, producer, accepted, duplicate } = decide(stream, { ...write(3, 5), seq: 'a' }, LAST)
      assert.deepEqual([data.length, producer, accepted, duplicate], [0, null, LAST, true])
    }
  })

  it('of an earlier epoch is shut out, also when the stream is closed', () => {
    for (const stream of [OPEN, CLOSED]) {
      assert.throws(() => decide(stream, write(2, 8), LAST), { code: 'stale_epoch', facts: { epoch: 3 } })
    }
  })

  it('that leaves one out is told which', () => {
    assert.throws(() => decide(OPEN, write(3, 9), LAST), {
      code: 'sequence_gap',
      facts: { expectedSeq: 8, receivedSeq: 9 },
    })
    assert.throws(() => decide(OPEN, write(0, 1)), { code: 'sequence_gap', facts: { expectedSeq: 0, receivedSeq: 1 } })
    assert.throws(() => decide(OPEN, write(4, 1), LAST), { code: 'malformed' })
  })
})
