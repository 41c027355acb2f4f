/**
 * A log whose entries are numbered without holes, with its end followed once for a whole process. Where several
 * processes append, commits are told of in any order; every listener here hears of each in turn and gets the same object,
 * so that an entry is read and rendered once. While nobody listens it costs nothing.
 */
import type { LogEntry } from '../live/log.ts'
import { type FollowedLog, Follower, type LogStretch } from './follower.ts'

type CommitListener = (entry: LogEntry | null) => void

/** For how many milliseconds it is trusted that a commit would have been told of. */
const TIMEOUT = 30_000

export class SharedLog implements FollowedLog {
  readonly #log: FollowedLog
  readonly #listeners = new Set<CommitListener>()
  #stop: () => void = () => {}

  constructor(log: FollowedLog) {
    this.#log = log
  }

  head(): Promise<number> {
    return this.#log.head()
  }

  earliest(): Promise<number> {
    return this.#log.earliest()
  }

  read(offset: number, limit: number): Promise<LogStretch> {
    return this.#log.read(offset, limit)
  }

  dataOf(entry: LogEntry): unknown {
    return this.#log.dataOf(entry)
  }

  /** The listener must not throw. */
  onCommit(listener: CommitListener): () => void {
    const subscription: CommitListener = (entry) => listener(entry)
    this.#listeners.add(subscription)
    if (this.#listeners.size === 1) this.#begin()
    return () => {
      if (this.#listeners.delete(subscription) && this.#listeners.size === 0) this.#stop()
    }
  }

  /** Hands on what is told for as long as that comes in turn, without a read. */
  #begin(): void {
    let newest: number | null = null
    this.#stop = this.#log.onCommit((entry) => {
      if (newest === null || entry?.offset === newest + 1) {
        newest = entry?.offset ?? newest
        this.#tell(entry)
      } else if (!entry || entry.offset > newest) this.#follow(newest)
    })
  }

  #follow(offset: number): void {
    this.#stop()
    const follower = new Follower(
      this.#log,
      offset,
      {
        onEntries: (entries) => {
          for (const entry of entries) this.#tell(entry)
        },
        // Every listener finds out for itself, and says so.
        onStatus: (status) => status === 'disconnected' && this.#tell(null),
        onEnd: () => {
          this.#begin()
          this.#tell(null)
        },
      },
      { timeout: TIMEOUT },
    )
    this.#stop = () => follower.stop()
  }

  #tell(entry: LogEntry | null): void {
    for (const listener of this.#listeners) listener(entry)
  }
}
