/** What SQLite's errors mean to the rest of the application. */
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { RillError } from '../server/errors.ts'

/** Nothing was written, and trying again later makes sense. Extended codes begin with these. */
const UNAVAILABLE = [
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_READONLY',
  'SQLITE_IOERR',
  'SQLITE_CANTOPEN',
]
const CLOSED = 'The database connection is not open'

/** How long a write waits for those of other connections before it is refused, in milliseconds. */
const PATIENCE = 1_000
/** Milliseconds, of each of which a random part is waited: writes mostly last for one or two. */
const FIRST_PAUSE = 2
const LONGEST_PAUSE = 30

/**
 * Runs a query; what kept the database from answering becomes `unavailable`. While another connection writes it is tried
 * again from time to time: to wait within SQLite would keep everybody waiting, readers too.
 */
export async function answered<T>(query: () => T): Promise<T> {
  const began = performance.now()
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return query()
    } catch (error) {
      if (!isBusy(error) || performance.now() - began > PATIENCE) throw meaningOf(error)
    }
    await setTimeout(Math.random() * pause)
  }
}

/** Whether a write was refused because a unique index has that value already. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = rootOf(error)
  return cause instanceof Database.SqliteError && cause.code === 'SQLITE_CONSTRAINT_UNIQUE'
}

/** The error as the application knows it. */
export function meaningOf(error: unknown): unknown {
  const cause = rootOf(error)
  const isClosed = cause instanceof TypeError && cause.message === CLOSED
  const isAway = cause instanceof Database.SqliteError && UNAVAILABLE.some((code) => cause.code.startsWith(code))
  if (!isClosed && !isAway && !isDamaged(cause)) return error
  return new RillError('unavailable', 'The database does not answer at the moment. Try again.', {
    retryAfter: 1_000,
    cause,
  })
}

/** Rejects as a database that is away does, for the reason given. */
export async function rejectUnavailable(cause: unknown): Promise<never> {
  throw new RillError('unavailable', 'The database cannot be read.', { retryAfter: 1_000, cause })
}

function isDamaged(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code)
}

/** Another connection writes. Every change is one transaction that begins by asking for its turn: nothing was done yet. */
function isBusy(error: unknown): boolean {
  const cause = rootOf(error)
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')
}

/** drizzle wraps what the driver throws. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
}
