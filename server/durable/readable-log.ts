/** What the HTTP read handler needs of a log, whatever keeps it; and waiting for more of it. */
import { Bell } from './bell.ts'
import { StreamError } from './stream-error.ts'

export interface LogState {
  /** The position from which on everything is kept; absent where nothing is ever dropped. */
  readonly start?: number
  /** The position after the last byte or event. */
  readonly tail: number
  /** Nothing will be added any more. */
  readonly closed: boolean
}

export interface LogPage {
  /** What the log holds from the position that was asked for: the answer's body, in pieces that follow each other. */
  readonly body: readonly Buffer[]
  /** The position after it. */
  readonly end: number
  /** Changes whenever the body between these positions does; absent where that never happens. */
  readonly revision?: number
}

export interface ReadableLog {
  /** Tells this log from every other, also from one that comes to its address later. */
  readonly id: string
  readonly contentType: string
  /** Rejects with `not_found` or `gone` once the log is no more. */
  state(): Promise<LogState>
  /**
   * Reads from one position towards another as much as one answer holds, and at most so many bytes; a single entry may be
   * larger. Rejects like `state`.
   */
  page(from: number, to: number, mostBytes?: number): Promise<LogPage>
  /** Calls after changes, perhaps late, perhaps not at all, until the function returned is called. */
  onChange(listener: () => void): () => void
}

/** What a reader is told whose position lies before what is kept. */
export function forgotten(start: number): StreamError {
  return new StreamError('gone', 'The log is not kept any more from this offset on.', { start })
}

/** How long a reader trusts that it would have been told of a change. */
const RECHECK = 3_000

/**
 * Resolves with the state of the log once there is something after this position, or nothing will ever be; after so
 * many milliseconds, or when the signal aborts, with the state as it is.
 */
export async function waitBeyond(
  log: ReadableLog,
  position: number,
  { milliseconds, signal }: { milliseconds: number; signal: AbortSignal },
): Promise<LogState> {
  const bell = new Bell()
  // Before the first look at the log, so that what is added after the look rings.
  const stop = log.onChange(bell.ring)
  const deadline = performance.now() + milliseconds
  try {
    while (true) {
      const state = await log.state()
      const left = deadline - performance.now()
      if (state.tail > position || state.closed || left <= 0 || signal.aborted) return state
      await bell.wait(Math.min(left, RECHECK), signal)
    }
  } finally {
    stop()
  }
}
