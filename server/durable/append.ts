/** What an append does to a stream, as a function of both. */
import { judge, type ProducerWrite, refusalOf } from './producers.ts'
import { StreamError } from './stream-error.ts'
import type { ProducerState, StreamChange, StreamRecord } from './stream-store.ts'

export interface Append {
  /** The entry to add; empty to close only. */
  readonly data: Buffer
  /** Closes the stream, after the data. */
  readonly close: boolean
  /** Stream-Seq: greater than that of the append before, compared byte by byte; null for none. */
  readonly seq: string | null
  readonly producer: ProducerWrite | null
}

export interface AppendDecision extends StreamChange {
  /** Nothing is written, because it was before. */
  readonly duplicate: boolean
  /** The last write of the producer that is accepted now. */
  readonly accepted: ProducerState | null
}

/** What becomes of the stream; throws why it is refused. */
export function decideAppend(
  stream: StreamRecord,
  producer: ProducerState | null,
  append: Append,
  now: number,
): AppendDecision {
  const unchanged = {
    data: append.data.subarray(0, 0),
    closed: stream.closed,
    lastSeq: stream.lastSeq,
    expiresAt: renewedExpiry(stream, now),
    producer: null,
  }
  const verdict = append.producer ? judge(producer, append.producer) : { kind: 'next' as const }
  // Whatever the producer is told of its own writes comes before the state of the stream: it may have closed it itself.
  if (verdict.kind === 'stale') throw refusalOf(verdict, append.producer!)
  if (verdict.kind === 'duplicate') return { ...unchanged, duplicate: true, accepted: producer }
  if (stream.closed) {
    if (append.data.length > 0 || append.producer || !append.close) throw alreadyClosed(stream)
    return { ...unchanged, duplicate: true, accepted: null }
  }
  if (verdict.kind !== 'next') throw refusalOf(verdict, append.producer!)
  if (append.seq !== null && stream.lastSeq !== null && append.seq <= stream.lastSeq) {
    throw new StreamError('conflict', `Stream-Seq must be greater than "${stream.lastSeq}".`)
  }
  const accepted = append.producer && { epoch: append.producer.epoch, seq: append.producer.seq }
  return {
    ...unchanged,
    data: append.data,
    closed: append.close,
    lastSeq: append.seq ?? stream.lastSeq,
    producer: accepted,
    duplicate: false,
    accepted,
  }
}

/** When a stream ends that is used now. */
export function renewedExpiry({ ttl, expiresAt }: Pick<StreamRecord, 'ttl' | 'expiresAt'>, now: number): number | null {
  return ttl === null ? expiresAt : now + ttl * 1_000
}

function alreadyClosed({ tail }: StreamRecord): StreamError {
  return new StreamError('closed', 'The stream is closed.', { tail })
}
