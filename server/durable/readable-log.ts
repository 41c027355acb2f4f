/** The logs that the HTTP read handler reads, whatever stores them, and waiting for more entries of one. */
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
  /** The entries from the requested position on, as the body of an answer; in several buffers, in order. */
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
   * Reads from one position towards another, at most `mostBytes`, and at most as much as one answer holds when that is
   * absent. A single entry may be larger. Rejects like `state`.
   */
  page(from: number, to: number, mostBytes?: number): Promise<LogPage>
  /** Calls after changes, perhaps late, perhaps not at all, until the function returned is called. */
  onChange(listener: () => void): () => void
}

/** The error for a reader whose position is before the first entry that is kept. */
export function forgotten(start: number): StreamError {
  return new StreamError('gone', 'The log is not kept any more from this offset on.', { start })
}

/** Milliseconds after which a reader looks at the log again without having been told of a change. */
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
