/** Brings the tables up to date. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'

export const MIGRATIONS = join(import.meta.dirname, 'migrations')

/**
 * Applies the migrations that this database has not had yet, all or none, and leaves foreign keys enforced.
 *
 * They are not enforced meanwhile: SQLite changes a column by building the table anew, and dropping the old one would
 * delete, row by row, whatever refers to it. A migration cannot see to that itself, because the pragma does nothing
 * inside of a transaction.
 */
export function applyMigrations(sqlite: Database, migrationsFolder = MIGRATIONS): void {
  sqlite.pragma('foreign_keys = OFF')
  migrate(drizzle(sqlite), { migrationsFolder })
  sqlite.pragma('foreign_keys = ON')
}
