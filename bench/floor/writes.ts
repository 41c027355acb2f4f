/**
 * The floor of writing: better-sqlite3 alone, the statements of a message, in transactions of GROUP messages, and those of
 * the search index, with GRAMS that are made already, in transactions of INDEXED messages. On a database that Rill has made,
 * for SECONDS; prints how many messages a second were committed and indexed.
 */
import Database from 'better-sqlite3'

const INDEXED = 200

const { DATABASE_PATH, GROUP, GRAMS, SECONDS } = process.env
const database = new Database(DATABASE_PATH)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')

const sent = database.prepare('select id from messages where author_id = ? and client_id = ?').pluck()
const insert = database
  .prepare('insert into messages (room_id, author_id, client_id, body, created_at) values (1, ?, ?, ?, ?) returning id')
  .pluck()
const next = database.prepare('update rooms set log_head = log_head + 1 where id = 1 returning log_head').pluck()
const append = database.prepare(
  "insert into room_events (room_id, offset, kind, message_id, payload, created_at) values (1, ?, 'message_created', ?, ?, ?)",
)
const pending = database.prepare<[], number>(`select message_id from search_pending limit ${INDEXED}`).pluck()
const index = database.prepare('insert or replace into message_grams (rowid, grams) values (? * 8, ?)')
const indexed = database.prepare('delete from search_pending where message_id = ?')
const series = process.pid
let written = 0

const writeGroup = database.transaction((size: number) => {
  for (let index = 0; index < size; index++) {
    const at = Date.now()
    const author = 1 + index
    const clientId = `floor-${series}-${written++}`
    const body = `Measured message ${written}.`
    sent.get(author, clientId)
    const id = insert.get(author, clientId, body, at)
    append.run(next.get(), id, JSON.stringify({ id, roomId: 1, author: { id: author }, clientId, body, at }), at)
  }
})

const startedAt = performance.now()
const end = startedAt + Number(SECONDS) * 1_000
const indexSome = database.transaction(() => {
  const ids = pending.all()
  for (const id of ids) {
    index.run(id, GRAMS)
    indexed.run(id)
  }
  return ids.length
})

let waiting = 0
while (performance.now() < end) {
  writeGroup.immediate(Number(GROUP))
  waiting += Number(GROUP)
  if (waiting >= INDEXED) waiting -= indexSome.immediate()
}
while (indexSome.immediate() > 0);
console.log((written * 1_000) / (performance.now() - startedAt))
