/** What a reader asks for: from where, and whether it waits for more. */
import { parseOffset } from '../offsets.ts'
import { StreamError } from '../stream-error.ts'

export interface ReadQuery {
  /** A position, the beginning of what is kept, or the tail as it is now. */
  readonly from: number | 'start' | 'now'
  readonly live: 'long-poll' | 'sse' | null
  /** What the reader was sent at its last live read. */
  readonly cursor: string | undefined
}

/** Throws `malformed` for what no reader is sent. Parameters that are not known are ignored. */
export function readQuery(query: unknown): ReadQuery {
  const { offset, live, cursor } = query as Record<string, string | string[] | undefined>
  const mode = live ?? null
  if (mode !== null && mode !== 'long-poll' && mode !== 'sse') {
    throw new StreamError('malformed', 'The parameter live must be "long-poll" or "sse".')
  }
  if (mode !== null && offset === undefined) throw new StreamError('malformed', 'A live read needs an offset.')
  return { from: positionOf(offset), live: mode, cursor: typeof cursor === 'string' ? cursor : undefined }
}

function positionOf(offset: string | string[] | undefined): ReadQuery['from'] {
  if (offset === undefined || offset === '-1') return 'start'
  if (offset === 'now') return 'now'
  const position = typeof offset === 'string' ? parseOffset(offset) : null
  if (position === null) throw new StreamError('malformed', 'The parameter offset is no offset.')
  return position
}
