/**
 * What a view needs of a log of changes that it shows; `server/durable` implements it. Offsets number the entries of
 * one log 1, 2, 3 ... without holes; "at offset n" means that entries 1 to n have been seen.
 */

export interface LogEntry {
  readonly offset: number
}

export interface LogListener {
  /**
   * The next entries, in order, each exactly once. An entry that arrives alone as it happens is the same object for
   * every listener of the log.
   */
  onEntries(entries: readonly LogEntry[]): void
  /** The log no longer reaches back to where the listener is: what it shows must be made anew. */
  onLost(): void
}

export interface Log {
  /** Stable; the browser keeps it beside the offset. */
  readonly name: string
  /** Offset of the newest entry; 0 when there is none. */
  head(): Promise<number>
  /**
   * Hands every entry after `offset` to the listener: first those that exist (before the promise resolves), then each
   * as it is committed, until `stop`.
   */
  follow(offset: number, listener: LogListener): Promise<Following>
}

export interface Following {
  stop(): void
}
