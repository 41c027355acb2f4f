/**
 * Indexes messages for search many at a time: kept in step by triggers, one at a time, the index takes five times as long
 * as what it indexes.
 */
import type { Database } from 'better-sqlite3'

/** The indexes, and where each reads the texts. */
const INDEXES = { message_words: 'message_texts', message_trigrams: 'messages' } as const

/** How many bytes FTS5 gathers before it writes a segment, and of how many it makes one; the usual are its defaults. */
const SETTINGS = {
  usual: { hashsize: 1_048_576, automerge: 4 },
  // As much as there is in one segment, and those are left to the merge that FTS5 makes of sixteen.
  bulk: { hashsize: 67_108_864, automerge: 0 },
} as const

interface Trigger {
  readonly name: string
  readonly sql: string
}

/**
 * Calls what writes messages, with their triggers away meanwhile, and indexes what it has written. To be called within a
 * transaction, so that nobody ever sees the one without the other.
 */
export function withBulkIndex<Result>(database: Database, write: () => Result): Result {
  const triggers = database
    .prepare<[], Trigger>("select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'messages'")
    .all()
  const newest = database.prepare<[], number>('select coalesce(max(id), 0) from messages').pluck().get()!
  for (const { name } of triggers) database.exec(`drop trigger ${name}`)
  const result = write()
  configure(database, 'bulk')
  for (const [index, texts] of Object.entries(INDEXES)) {
    database.prepare(`insert into ${index} (rowid, body) select id, body from ${texts} where id > ?`).run(newest)
  }
  configure(database, 'usual')
  for (const { sql } of triggers) database.exec(sql)
  return result
}

function configure(database: Database, kind: keyof typeof SETTINGS): void {
  for (const index of Object.keys(INDEXES)) {
    for (const [setting, value] of Object.entries(SETTINGS[kind])) {
      database.exec(`insert into ${index} (${index}, rank) values ('${setting}', ${value})`)
    }
  }
}
