/** Where a fork leaves its source. */
import { isJson, prefixLength } from './content.ts'
import { StreamError } from './stream-error.ts'
import type { StreamRecord, StreamStore } from './stream-store.ts'

export interface ForkPoint {
  /** A position of the source; null for its tail. */
  readonly position: number | null
  /** Bytes, or messages of JSON, further on, within one entry. */
  readonly further: number
}

const ONE = { entries: 1, bytes: 1 }

/** The position that is meant. Throws `malformed` for one that the source does not have. */
export async function forkPosition(
  store: StreamStore,
  source: StreamRecord,
  { position, further }: ForkPoint,
): Promise<number> {
  const from = position ?? source.tail
  if (from > source.tail) throw new StreamError('malformed', 'The fork offset is beyond the end of the source.')
  const [entry] = await store.entries(source.id, from, source.tail, ONE)
  if (entry && isJson(source.contentType) && entry.start !== from) {
    throw new StreamError('malformed', 'No message of the source begins at the fork offset.')
  }
  if (further === 0) return from
  const length = entry && prefixLength(source.contentType, entry.data.subarray(from - entry.start), further)
  if (!length) throw new StreamError('malformed', 'The fork sub-offset is beyond the entry at the fork offset.')
  return from + length
}
