/**
 * Follows a log from an offset: every entry once, in order, whatever the wake-ups do. PubSub only says "there is
 * more", and may bring the entry along for speed; an entry that comes out of turn is read from the log instead, and a
 * wake-up that never comes costs time only, because the log is looked at from time to time anyway.
 */
import { type Following, type LogEntry, MAX_BACKLOG } from '../live/log.ts'
import { StreamError } from './stream-error.ts'

const FIRST_RETRY = 100
const LAST_RETRY = 5_000

/** Why a log cannot be followed any further; trying again would not help. */
export type FinalReason = StreamError['code'] | 'too_far_behind'

export interface LogStretch {
  /** In order. */
  readonly entries: readonly LogEntry[]
  /** Nothing comes after them, nor ever will. */
  readonly ends: boolean
}

export interface FollowedLog {
  head(): Promise<number>
  /** The least offset that can be read on from. */
  earliest(): Promise<number>
  /**
   * What follows this offset, at most `limit` entries. Rejects with a StreamError when there is no reading on from
   * there, and with any other error when there may be later.
   */
  read(offset: number, limit: number): Promise<LogStretch>
  /**
   * Calls after each commit, perhaps late, perhaps not in order, perhaps not at all. A log that numbers its entries 1,
   * 2, 3 ... without holes may bring the entry along; null says only that something has changed.
   */
  onCommit(listener: (entry: LogEntry | null) => void): () => void
  /** What was appended, of an entry of this log. */
  dataOf(entry: LogEntry): unknown
}

export interface FollowerListener {
  /** The next entries. One that arrives alone as it happens is the same object for every listener of the log. */
  onEntries(entries: readonly LogEntry[]): void
  /** The log can be read, or cannot for now. */
  onStatus(status: 'streaming' | 'disconnected'): void
  /** Nothing more comes: the log is closed (null), or it cannot be followed. */
  onEnd(reason: FinalReason | null): void
}

export class Follower implements Following {
  readonly caughtUp: Promise<void>
  readonly #log: FollowedLog
  readonly #listener: FollowerListener
  readonly #unsubscribe: () => void
  readonly #timer: NodeJS.Timeout
  #status: 'connecting' | 'streaming' | 'disconnected' = 'connecting'
  /** The newest entry that was handed on. */
  #offset: number
  /** The newest entry that is known to exist. */
  #known: number
  #reading = true
  /** Something has changed since the last read began. */
  #changed = false
  #paused = false
  #stopped = false

  /** `timeout` is for how many milliseconds it is trusted that a wake-up would have come. */
  constructor(log: FollowedLog, offset: number, listener: FollowerListener, { timeout }: { timeout: number }) {
    this.#log = log
    this.#listener = listener
    this.#offset = offset
    this.#known = offset
    // Before the first read, so that nothing falls between the two.
    this.#unsubscribe = log.onCommit((entry) => this.#committed(entry))
    this.#timer = setInterval(() => this.#isBusy || this.#catchUp(), timeout).unref()
    this.caughtUp = this.#readOn()
    void this.#settle(this.caughtUp)
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    if (this.#changed && !this.#reading) this.#catchUp()
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
    clearInterval(this.#timer)
  }

  get #isBusy(): boolean {
    return this.#reading || this.#paused
  }

  #committed(entry: LogEntry | null): void {
    this.#changed = true
    if (entry) this.#known = Math.max(this.#known, entry.offset)
    if (this.#isBusy) return
    if (entry && entry.offset === this.#offset + 1) this.#handOn([entry])
    else if (!entry || entry.offset > this.#offset) this.#catchUp()
  }

  #handOn(entries: readonly LogEntry[]): void {
    this.#offset = entries.at(-1)!.offset
    this.#listener.onEntries(entries)
  }

  #catchUp(): void {
    this.#reading = true
    void this.#settle(this.#readOn())
  }

  /** Reads on until everything known has been handed on; a read that fails or comes too early is tried again. */
  async #settle(reading: Promise<void>): Promise<void> {
    for (let delay = FIRST_RETRY; !this.#stopped; delay = Math.min(delay * 2, LAST_RETRY)) {
      const isRead = await reading.then(
        () => true,
        () => false,
      )
      if (this.#stopped) return
      if (!isRead) this.#tell('disconnected')
      else if (this.#known <= this.#offset && !this.#changed) break
      if (!isRead || !this.#changed) await new Promise((resolve) => setTimeout(resolve, delay).unref())
      reading = this.#readOn()
    }
    this.#reading = false
  }

  /** Hands on until a read brings nothing. */
  async #readOn(): Promise<void> {
    while (!this.#stopped) {
      this.#changed = false
      const stretch = await this.#log.read(this.#offset, MAX_BACKLOG + 1).catch(finalReason)
      if (this.#stopped) return
      if (typeof stretch === 'string') return this.#end(stretch)
      const { entries, ends } = stretch
      if (entries.length > MAX_BACKLOG) return this.#end('too_far_behind')
      this.#tell('streaming')
      if (entries.length > 0) this.#handOn(entries)
      if (ends) return this.#end(null)
      if (entries.length === 0) return
    }
  }

  #tell(status: 'streaming' | 'disconnected'): void {
    if (status === this.#status) return
    this.#status = status
    this.#listener.onStatus(status)
  }

  #end(reason: FinalReason | null): void {
    this.stop()
    this.#listener.onEnd(reason)
  }
}

/** What makes it useless to read again; throws what does not. */
function finalReason(error: unknown): FinalReason {
  if (error instanceof StreamError) return error.code
  throw error
}
