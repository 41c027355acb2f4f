/** What SQLite's errors mean to the rest of the application. */
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

/** Runs a query; what kept the database from answering becomes `unavailable`. */
export async function answered<T>(query: () => T): Promise<T> {
  try {
    return query()
  } catch (error) {
    const cause = rootOf(error)
    const isClosed = cause instanceof TypeError && cause.message === CLOSED
    const isAway = cause instanceof Database.SqliteError && UNAVAILABLE.some((code) => cause.code.startsWith(code))
    if (!isClosed && !isAway) throw error
    throw new RillError('unavailable', 'The database does not answer at the moment. Try again.', {
      retryAfter: 1_000,
      cause,
    })
  }
}

/** Whether a write was refused because a unique index has that value already. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = rootOf(error)
  return cause instanceof Database.SqliteError && cause.code === 'SQLITE_CONSTRAINT_UNIQUE'
}

/** drizzle wraps what the driver throws. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
}
