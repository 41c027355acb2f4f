/** For tests: a log whose wake-ups and reads the test controls. Its entries are numbers. */
import type { LogEntry } from '../live/log.ts'
import type { FollowedLog, LogStretch } from './follower.ts'
import { StreamError } from './stream-error.ts'

export class ControlledLog implements FollowedLog {
  /** Offset of the newest entry. */
  newest = 0
  /** What stands up to here is gone. */
  forgotten = 0
  closed = false
  reads = 0
  /** So many reads fail, as they do while the database is away. */
  failures = 0
  /** Called in the middle of a read, after it has seen what there is. */
  duringRead: () => void = () => {}
  readonly #listeners = new Set<(entry: LogEntry | null) => void>()

  async head(): Promise<number> {
    return this.newest
  }

  async earliest(): Promise<number> {
    return this.forgotten
  }

  async read(offset: number, limit: number): Promise<LogStretch> {
    this.reads++
    if (this.failures > 0) {
      this.failures--
      throw new Error('the database is away')
    }
    if (offset < this.forgotten) throw new StreamError('gone', 'The log no longer reaches back to there.')
    const length = Math.max(0, Math.min(limit, this.newest - offset))
    const stretch = {
      entries: Array.from({ length }, (_, index) => ({ offset: offset + 1 + index })),
      ends: this.closed && offset + length === this.newest,
    }
    this.duringRead()
    return stretch
  }

  onCommit(listener: (entry: LogEntry | null) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  dataOf({ offset }: LogEntry): number {
    return offset
  }

  /** Tells of an entry; of null, only that something has changed. */
  wake(offset: number | null): void {
    const entry = offset === null ? null : { offset }
    for (const listener of this.#listeners) listener(entry)
  }

  commit(): void {
    this.wake(++this.newest)
  }

  get listeners(): number {
    return this.#listeners.size
  }
}
