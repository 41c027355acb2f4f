/** Copies a database before migrations change it, so that the version of before can be gone back to. */
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'

/** Copies that are kept of a database, the newest. */
const KEPT = 3
const MEBIBYTE = 1_024 * 1_024

export interface CopyOptions {
  /** Called with a line for the log. */
  readonly say?: (line: string) => void
  /** Bytes that are free in a folder. */
  readonly freeBytes?: (folder: string) => number
}

interface JournalEntry {
  readonly when: number
  readonly tag: string
}

/**
 * Copies the database into a file beside it, named after the first migration that is pending, with mode 0600. Does nothing
 * when none is pending, or when the database is new or in memory. Throws when there is no room, having changed nothing.
 */
export function copyBeforeMigration(
  sqlite: Database,
  migrationsFolder: string,
  { say = console.log, freeBytes = freeBytesIn }: CopyOptions = {},
): void {
  const path = sqlite.name
  const [first] = pendingMigrations(sqlite, migrationsFolder)
  if (!first || sqlite.memory) return
  const folder = dirname(path)
  const needed = sizeOf(sqlite)
  const free = freeBytes(folder)
  if (free < needed) throw noRoom(path, `there are ${mebibytes(free)} free in ${folder}`, needed)
  const copy = `${path}.before-${first.tag}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  say(`Copying ${path} to ${copy} before it is upgraded (${mebibytes(needed)}).`)
  writeCopy(sqlite, copy, needed)
  for (const old of copiesOf(path).slice(KEPT)) {
    rmSync(old)
    say(`Removed ${old}, an older copy.`)
  }
}

/** The migrations that a database has not had yet; none for one that has had none at all. */
function pendingMigrations(sqlite: Database, migrationsFolder: string): JournalEntry[] {
  const isKnown = sqlite.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  if (!isKnown) return []
  const last = sqlite.prepare<[], number | null>('select max(created_at) from __drizzle_migrations').pluck().get()
  if (last === null || last === undefined) return []
  const journal = readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')
  const { entries } = JSON.parse(journal) as { entries: JournalEntry[] }
  return entries.filter(({ when }) => when > last)
}

function sizeOf(sqlite: Database): number {
  const pragma = (name: string) => Number(sqlite.pragma(name, { simple: true }))
  return pragma('page_count') * pragma('page_size')
}

/** Under another name until it is whole and on the disk: SQLite does not see to that (VACUUM INTO). */
function writeCopy(sqlite: Database, copy: string, needed: number): void {
  const partial = `${sqlite.name}.copying`
  try {
    rmSync(partial, { force: true })
    closeSync(openSync(partial, 'wx', 0o600))
    sqlite.prepare('vacuum into ?').run(partial)
    sync(partial)
    renameSync(partial, copy)
    sync(dirname(copy))
  } catch (error) {
    rmSync(partial, { force: true, recursive: true })
    throw noRoom(sqlite.name, `copying failed: ${error instanceof Error ? error.message : error}`, needed)
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The copies of a database, the newest first. */
function copiesOf(path: string): string[] {
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.before-`))
    .map((name) => join(dirname(path), name))
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))
}

/** The end of its name. */
function timeOf(copy: string): string {
  return copy.slice(copy.lastIndexOf('.'))
}

function freeBytesIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function noRoom(path: string, why: string, needed: number): Error {
  return new Error(
    `The database ${path} was not upgraded: it is copied before, which needs ${mebibytes(needed)}, and ${why}. ` +
      'Nothing was changed. Make room and start again.',
  )
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MEBIBYTE)} MiB`
}
