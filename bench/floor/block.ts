/**
 * The floor of a request: better-sqlite3 alone writes a message of 10,000 characters and its log entry, and waits for the
 * disk. Prints the median of the milliseconds that this blocks.
 */
import Database from 'better-sqlite3'
import { LONG_TEXTS } from '../load/long-texts.ts'
import { median } from '../statistics.ts'

const TIMES = 50

const database = new Database(process.env.DATABASE_PATH)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
const insert = database.prepare('insert into messages (room_id, author_id, body, created_at) values (1, 1, ?, ?)')
const next = database.prepare('update rooms set log_head = log_head + 1 where id = 1 returning log_head').pluck()
const append = database.prepare(
  "insert into room_events (room_id, offset, kind, message_id, payload, created_at) values (1, ?, 'message_created', ?, ?, ?)",
)
const write = database.transaction((body: string) => {
  const at = Date.now()
  const id = insert.run(body, at).lastInsertRowid
  append.run(next.get(), id, JSON.stringify({ id: Number(id), body, at }), at)
})
const body = LONG_TEXTS.Chinese!
const times = Array.from({ length: TIMES }, () => {
  const startedAt = performance.now()
  write.immediate(body)
  return performance.now() - startedAt
})
console.log(median(times))
