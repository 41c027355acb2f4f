/**
 * What streams need of a database. `db/` implements it on SQLite.
 *
 * The rules of the protocol are not in here: the store keeps streams and their entries, and runs decisions that it is
 * given alone with the stream. A stream is a row of bytes; an entry is what one append added to it, and never changes.
 * All methods reject with `RillError('unavailable')` when the database cannot answer; then nothing was written.
 */

export type StreamId = number

export interface StreamRecord {
  /** Never used again, so it tells a stream from one that comes to the same path later. */
  readonly id: StreamId
  readonly path: string
  /** As it was given. */
  readonly contentType: string
  /** The position after the last byte. */
  readonly tail: number
  readonly closed: boolean
  /** The highest Stream-Seq; null before the first. */
  readonly lastSeq: string | null
  /** Seconds without use after which the stream ends; null for no such limit. */
  readonly ttl: number | null
  /** When the stream ends, in milliseconds since 1970; null for never. With a `ttl` it moves on with each use. */
  readonly expiresAt: number | null
  /** Up to where the stream is another one's. */
  readonly fork: Fork | null
  /** Deleted or expired, and kept only for its forks. */
  readonly deleted: boolean
}

export interface Fork {
  readonly sourceId: StreamId
  /** May lie within an entry of the source. */
  readonly position: number
}

export type NewStream = Pick<StreamRecord, 'path' | 'contentType' | 'closed' | 'ttl' | 'expiresAt' | 'fork'> & {
  /** The first entry; empty for none. */
  readonly data: Buffer
}

/** The last write of a producer that was accepted. */
export interface ProducerState {
  readonly epoch: number
  readonly seq: number
}

/** What a stream becomes by an append. */
export type StreamChange = Pick<StreamRecord, 'closed' | 'lastSeq' | 'expiresAt'> & {
  /** The entry to add; empty for none. */
  readonly data: Buffer
  /** The new state of the producer that was asked about; null to leave it. */
  readonly producer: ProducerState | null
}

export interface Entry {
  readonly start: number
  readonly data: Buffer
}

/** At most so many entries, and of so many bytes together; but always one. */
export interface PageLimits {
  readonly entries: number
  readonly bytes: number
}

/** What there is of streams, or what is to be added. */
export interface StreamUsage {
  readonly streams: number
  readonly bytes: number
}

export interface StreamStore {
  /** What is kept of all streams, deleted ones included until their entries are removed. */
  usage(): Promise<StreamUsage>
  /** The stream at this path, deleted ones included; one that expired by `now` is removed first. */
  find(path: string, now: number): Promise<StreamRecord | null>
  /** Null when the path is taken or the source of the fork is no more; then nothing was written. */
  create(stream: NewStream): Promise<StreamRecord | null>
  /**
   * Changes a stream as `decide` says, which sees the stream and the producer of this id as they are, with no other
   * writer in between, and may throw to change nothing. Null when the stream is no more. Promises of several changes
   * resolve in the order in which these were committed.
   */
  update<Change extends StreamChange>(
    id: StreamId,
    producerId: string | null,
    decide: (stream: StreamRecord, producer: ProducerState | null) => Change,
  ): Promise<{ readonly stream: StreamRecord; readonly change: Change } | null>
  /** Moves the end of the stream's life. */
  touch(id: StreamId, expiresAt: number): Promise<void>
  /**
   * The entries that hold what lies from one position to another, in order and without holes, the source's included.
   * The first may begin before `from`; the last ends at `to` at the latest. Empty when the stream is no more.
   */
  entries(id: StreamId, from: number, to: number, limits: PageLimits): Promise<Entry[]>
  /** Deletes a stream; one with forks is kept for them, and goes with the last. */
  remove(id: StreamId, now: number): Promise<void>
  /** Takes one short step in removing what expired and what was deleted. Resolves with whether there is more to do. */
  sweep(now: number): Promise<boolean>
}
