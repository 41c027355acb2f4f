/**
 * The floor of reading history: better-sqlite3 alone, the query of a page of older messages, as plain rows. On a
 * database that Rill has made; prints the microseconds of CPU that a page before the message CURSOR takes.
 */
import Database from 'better-sqlite3'

const PAGES = 5_000

const database = new Database(process.env.DATABASE_PATH, { readonly: true })
const page = database.prepare(`
  select m.id, m.room_id, u.id, u.kind, u.name, m.client_id, m.body, m.created_at, m.edited_at
  from messages m indexed by messages_room join users u on u.id = m.author_id
  where m.deleted_at is null and m.room_id = 1 and m.id < ? order by m.id desc limit 51`)
const cursor = Number(process.env.CURSOR)

for (let count = 0; count < PAGES; count++) page.all(cursor)
const before = process.cpuUsage()
for (let count = 0; count < PAGES; count++) page.all(cursor)
const { user, system } = process.cpuUsage(before)
console.log((user + system) / PAGES)
