/**
 * Coded errors: what every layer throws when it knows what went wrong.
 *
 * A leaf that everything may import. The code is stable and is what programs compare; the message is for people and
 * says what is wrong, what was expected and what was got. Each code has one HTTP status; the live socket sends the
 * code itself.
 */

const STATUS = {
  /** The input has the wrong shape or breaks a rule; `fields` says which and why. */
  invalid_input: 422,
  /** A request or frame that no honest client makes. */
  malformed: 400,
  /** There is no session, or it has ended. */
  unauthenticated: 401,
  /** The session is good, but this person may not do that. */
  forbidden: 403,
  not_found: 404,
  /** What is there can be read, but not be written to. */
  method_not_allowed: 405,
  /** Something with this name, address or id exists already. */
  conflict: 409,
  /** The text to be replaced is not the one that the edit started from. */
  edit_conflict: 412,
  too_large: 413,
  /** The request is for another host than the server's. */
  misdirected: 421,
  /** This address speaks WebSocket only. */
  upgrade_required: 426,
  rate_limited: 429,
  /** The database does not answer, is locked or is full: nothing was written, trying again later makes sense. */
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof STATUS

export interface ErrorDetails {
  /** For `invalid_input` and `conflict`: field name to what is wrong with it, as a sentence to show beside the field. */
  readonly fields?: Readonly<Record<string, string>>
  /** For `rate_limited` and `unavailable`: milliseconds after which to try again. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

export class RillError extends Error {
  readonly code: ErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'RillError'
    this.code = code
    this.fields = details.fields ?? {}
    this.retryAfter = details.retryAfter
  }

  /** The HTTP status that belongs to the code. */
  get statusCode(): number {
    return STATUS[this.code]
  }
}

/** An `invalid_input` (or other coded) error about one field of a form. */
export function fieldError(field: string, message: string, code: ErrorCode = 'invalid_input'): RillError {
  return new RillError(code, message, { fields: { [field]: message } })
}

export function notFound(what: string): RillError {
  return new RillError('not_found', `${what} does not exist.`)
}

/** The code that programs are told of any error: its own, or one for its status where it comes from a library. */
export function codeOf(error: { readonly statusCode?: number | undefined }): ErrorCode | 'internal' {
  if (error instanceof RillError) return error.code
  const { statusCode = 500 } = error
  if (statusCode >= 500) return 'internal'
  const codes = Object.keys(STATUS) as ErrorCode[]
  return codes.find((code) => STATUS[code] === statusCode) ?? 'malformed'
}
