/**
 * The floor of a request: better-sqlite3 alone writes a message, whose text is BODY, and its log entry, and waits for the
 * disk. Prints the median of the milliseconds that this blocks.
 */
import Database from 'better-sqlite3'

const TIMES = 50

const { DATABASE_PATH, BODY } = process.env
const database = new Database(DATABASE_PATH)
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
const times = Array.from({ length: TIMES }, () => {
  const startedAt = performance.now()
  write.immediate(BODY!)
  return performance.now() - startedAt
})
console.log(times.toSorted((a, b) => a - b)[TIMES / 2])
