/**
 * Indexes messages for search many at a time: kept in step by triggers, one at a time, the index takes five times as long
 * as what it indexes.
 */
import type { Database } from 'better-sqlite3'

/** The indexes, and where each reads the texts. */
const INDEXES = { message_words: 'message_texts', message_trigrams: 'messages' } as const

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
  for (const [index, texts] of Object.entries(INDEXES)) {
    database.prepare(`insert into ${index} (rowid, body) select id, body from ${texts} where id > ?`).run(newest)
  }
  for (const { sql } of triggers) database.exec(sql)
  return result
}
