/**
 * Follows a log from an offset: every entry once, in order, whatever the wake-ups do. PubSub only says "there is
 * more", and brings the entry along for speed; an entry that comes out of turn is read from the log instead, and a
 * wake-up that never comes costs time only, because the next one shows the gap.
 */
import type { Following, LogEntry, LogListener } from '../live/log.ts'

/** Entries read at once. */
const BATCH = 500
const FIRST_RETRY = 100
const LAST_RETRY = 5_000

export interface FollowedLog {
  /** At most `limit` entries after `offset`, in order. */
  read(offset: number, limit: number): Promise<readonly LogEntry[]>
  /** Calls with each new entry after its commit, perhaps late, perhaps not in order, perhaps not at all. */
  onCommit(listener: (entry: LogEntry) => void): () => void
}

export class Follower implements Following {
  readonly #log: FollowedLog
  readonly #listener: LogListener
  readonly #unsubscribe: () => void
  /** The newest entry that was handed on. */
  #offset: number
  /** The newest entry that is known to exist. */
  #known: number
  #reading = true
  #stopped = false

  private constructor(log: FollowedLog, offset: number, listener: LogListener) {
    this.#log = log
    this.#listener = listener
    this.#offset = offset
    this.#known = offset
    // Before the first read, so that nothing falls between the two.
    this.#unsubscribe = log.onCommit((entry) => this.#committed(entry))
  }

  /** Resolves once the entries that existed have been handed on; rejects when they cannot be read. */
  static async start(log: FollowedLog, offset: number, listener: LogListener): Promise<Follower> {
    const follower = new Follower(log, offset, listener)
    try {
      await follower.#readOn()
      if (follower.#known > follower.#offset) void follower.#catchUp()
      else follower.#reading = false
      return follower
    } catch (error) {
      follower.stop()
      throw error
    }
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
  }

  #committed(entry: LogEntry): void {
    this.#known = Math.max(this.#known, entry.offset)
    if (this.#reading) return
    if (entry.offset === this.#offset + 1) this.#handOn([entry])
    else if (entry.offset > this.#offset) void this.#catchUp()
  }

  #handOn(entries: readonly LogEntry[]): void {
    this.#offset = entries.at(-1)!.offset
    this.#listener.onEntries(entries)
  }

  /** Reads until nothing is left to read. */
  async #readOn(): Promise<void> {
    while (!this.#stopped) {
      const entries = await this.#log.read(this.#offset, BATCH)
      if (this.#stopped || entries.length === 0) return
      if (entries[0]!.offset !== this.#offset + 1) return this.#lost()
      this.#handOn(entries)
      if (entries.length < BATCH && this.#offset >= this.#known) return
    }
  }

  #lost(): void {
    this.stop()
    this.#listener.onLost()
  }

  /** Reads until every known entry has been handed on; a read that fails or comes too early is tried again. */
  async #catchUp(): Promise<void> {
    this.#reading = true
    for (let delay = FIRST_RETRY; !this.#stopped; delay = Math.min(delay * 2, LAST_RETRY)) {
      await this.#readOn().catch(() => undefined)
      if (this.#known <= this.#offset) break
      await new Promise((resolve) => setTimeout(resolve, delay).unref())
    }
    this.#reading = false
  }
}
