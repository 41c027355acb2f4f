/** Opens the database: SQLite through drizzle, with the migrations applied. */
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Store } from '../server/chat/store.ts'
import type { StreamStore } from '../server/durable/stream-store.ts'
import { type CopyOptions, copyBeforeMigration } from './copy-before-migration.ts'
import { checkFile, openingError, prepareFile } from './database-file.ts'
import { answered, rejectUnavailable } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import { KeptReads } from './kept-reads.ts'
import { applyMigrations, MIGRATIONS } from './migrate.ts'
import { botQueries } from './queries/bots.ts'
import { messageQueries } from './queries/messages.ts'
import { logHead, roomLogQueries } from './queries/room-log.ts'
import { roomQueries } from './queries/rooms.ts'
import { searchQueries } from './queries/search.ts'
import { sessionQueries } from './queries/sessions.ts'
import { streamQueries } from './queries/streams.ts'
import { userQueries } from './queries/users.ts'

/** How long opening the database waits for another process that writes, in milliseconds. */
const BUSY_TIMEOUT = 5_000
const MEMORY = ':memory:'
const CACHE_KIB = 64 * 1024

/**
 * Opens or creates the database at this path (":memory:" for none) and brings its tables up to date. What is committed
 * is on the disk when the commit returns (`synchronous=FULL`), and readers and the writer do not wait for each other (WAL).
 * A database that has to be changed is copied first. The owner alone may read its files.
 *
 * @throws Error that names the file when it is empty, damaged or unreadable, or when there is no room for the copy.
 */
export function openDatabase(path: string, options: CopyOptions = {}): Database.Database {
  if (path !== MEMORY) prepareFile(path)
  let sqlite: Database.Database | undefined
  try {
    sqlite = new Database(path, { timeout: BUSY_TIMEOUT })
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma(`cache_size = -${CACHE_KIB}`)
    copyBeforeMigration(sqlite, MIGRATIONS, options)
    applyMigrations(sqlite)
    return sqlite
  } catch (error) {
    sqlite?.close()
    throw openingError(path, error)
  }
}

/** What the application keeps: the chat's Store, and beside it the streams of programs. */
export interface DatabaseStore extends Store {
  readonly streams: StreamStore
}

/** The store on a database of this path. */
export function openStore({ path }: { path: string }): DatabaseStore {
  const sqlite = openDatabase(path)
  // Whoever calls the store waits without keeping others waiting; see `answered`.
  sqlite.pragma('busy_timeout = 0')
  return createStore(sqlite)
}

/** The store on a database that is open; closing the store closes it. Every statement is prepared here, once. */
export function createStore(sqlite: Database.Database): DatabaseStore {
  const db = drizzle(sqlite)
  const reads = new KeptReads(sqlite)
  const headOf = reads.keep(logHead(db))
  const commits = new GroupCommit(sqlite)
  // Unlike "select 1", these read the database. Whether the row exists does not matter.
  const probes = [
    'select 1 from users where id = 1',
    "select 1 from sessions where id = ''",
    'select 1 from rooms where id = 1',
    'select 1 from messages where id = 1',
    'select 1 from room_events where room_id = 1',
  ].map((probe) => sqlite.prepare(probe))
  const ping = async () => {
    if (sqlite.name !== MEMORY) await checkFile(sqlite.name).catch(rejectUnavailable)
    await answered(() => {
      for (const probe of probes) probe.get()
    })
  }
  return {
    users: userQueries(db),
    sessions: sessionQueries(db, reads),
    bots: botQueries(db),
    rooms: roomQueries(db, reads),
    messages: messageQueries(db, { commits, headOf }),
    search: searchQueries(db, { sqlite, commits }),
    roomLog: roomLogQueries(db, headOf),
    streams: streamQueries(db),
    ping,
    close: async () => void sqlite.close(),
  }
}
