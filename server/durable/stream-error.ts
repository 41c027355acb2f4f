/** What a stream refuses to do: a stable code, a message for people, and the facts that help a program go on. */

const STATUS = {
  /** A request that breaks the protocol. */
  malformed: 400,
  unauthenticated: 401,
  /** The producer was replaced by one of a later epoch. */
  stale_epoch: 403,
  not_found: 404,
  /** Another configuration, content type or order than the stream has. */
  conflict: 409,
  closed: 409,
  /** A producer's earlier write has not arrived. */
  sequence_gap: 409,
  /** Deleted, and kept only because forks read from it; or before what is kept. */
  gone: 410,
  too_large: 413,
  too_many_readers: 429,
  /** The streams hold as much as they may together. */
  full: 507,
} as const

export interface StreamFacts {
  /** For `closed`: the final position. */
  readonly tail?: number
  /** For `gone`: the position from which on a log is kept. */
  readonly start?: number
  /** For `stale_epoch`: the epoch that counts now. */
  readonly epoch?: number
  /** For `sequence_gap`. */
  readonly expectedSeq?: number
  readonly receivedSeq?: number
}

export class StreamError extends Error {
  readonly code: keyof typeof STATUS
  readonly facts: StreamFacts

  constructor(code: keyof typeof STATUS, message: string, facts: StreamFacts = {}) {
    super(message)
    this.name = 'StreamError'
    this.code = code
    this.facts = facts
  }

  /** The HTTP status that belongs to the code. */
  get statusCode(): number {
    return STATUS[this.code]
  }
}
