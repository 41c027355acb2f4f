/** The migrations of this product, on databases as they were before. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import Database from 'better-sqlite3'
import { createStore } from './open.ts'
import { indexAll, searchFor } from './testing.ts'

const MIGRATIONS = join(import.meta.dirname, 'migrations')

/** The migrations before the one of this name, and those from it on, as SQL. */
function around(name: string): { before: string; from: string } {
  const files = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
  const index = files.findIndex((file) => file.endsWith(`_${name}.sql`))
  const sql = (names: string[]) => names.map((file) => readFileSync(join(MIGRATIONS, file), 'utf8')).join(';\n')
  return { before: sql(files.slice(0, index)), from: sql(files.slice(index)) }
}

it('whoever had an account before there were bots is a person, with the same address, password, session and messages', async () => {
  const sqlite = new Database(':memory:')
  sqlite.pragma('foreign_keys = OFF')
  const migrations = around('bots')
  sqlite.exec(migrations.before)
  sqlite.exec(`
    insert into users values (7, 'Ada', 'ada@rill.example', 'hash of Ada', 1);
    insert into sessions values ('session', 7, 1, 100);
    insert into rooms values (1, 'Garden', '', 1, 1);
    insert into messages (id, room_id, author_id, body, created_at) values (3, 1, 7, 'hello', 1);
    insert into room_events values (1, 1, 'message_created', 3, '{"id":3,"author":{"id":7,"name":"Ada"},"body":"hello"}', 1);`)
  sqlite.exec(migrations.from)
  sqlite.pragma('foreign_keys = ON')
  assert.deepEqual(sqlite.pragma('foreign_key_check'), [])
  const store = createStore(sqlite)
  const ada = { id: 7, kind: 'person', name: 'Ada', email: 'ada@rill.example' }
  const author = { id: 7, kind: 'person', name: 'Ada' }
  assert.deepEqual(await store.users.findByEmail(ada.email), { user: ada, passwordHash: 'hash of Ada' })
  assert.deepEqual((await store.sessions.findAll(['session'], 1))[0]?.user, ada)
  assert.deepEqual((await store.messages.find(3))?.author, author)
  const [event] = await store.roomLog.read(1, 0, 1)
  assert.deepEqual(event?.kind === 'message_created' && event.message.author, author)
  const bot = await store.bots.create({ name: 'Relay', ownerId: 7, tokenHash: 'hash', at: 2 })
  assert.equal(bot.id, 8, 'ids go on where they were')
  await store.close()
})

it('a program that numbered its sends before every room counted for itself goes on in the rooms that it wrote to', async () => {
  const sqlite = new Database(':memory:')
  const migrations = around('producers_by_room')
  sqlite.exec(migrations.before)
  sqlite.exec(`
    insert into users values (7, 'person', 'Ada', 'ada@rill.example', 'hash', 1);
    insert into rooms values (1, 'Garden', '', 1, 1), (2, 'Kitchen', '', 1, 1);
    insert into messages (room_id, author_id, body, created_at) values (1, 7, 'a', 1), (1, 7, 'b', 1);
    insert into message_producers values (7, 'p', 2, 5);`)
  sqlite.exec(migrations.from)
  const kept = sqlite.prepare('select * from message_producers').all()
  assert.deepEqual(kept, [{ room_id: 1, author_id: 7, producer_id: 'p', epoch: 2, seq: 5 }])
  sqlite.close()
})

it('a database with the search index of before keeps its messages, and indexes them anew in the background', async () => {
  const sqlite = new Database(':memory:')
  const migrations = around('search_grams')
  sqlite.exec(migrations.before)
  sqlite.exec(`
    insert into users values (7, 'person', 'Ada', 'ada@rill.example', 'hash', 1);
    insert into rooms values (1, 'Garden', '', 2, 1);
    insert into messages (id, room_id, author_id, body, created_at, deleted_at) values
      (3, 1, 7, 'an old 東京', 1, null), (4, 1, 7, '', 1, 2), (5, 1, 7, 'a newer one', 1, null);`)
  sqlite.exec(migrations.from)
  const store = createStore(sqlite)
  const find = async (gram: string) => {
    const { messages } = await store.search.find({ grams: searchFor(gram), roomIds: [1], limit: 10 })
    return messages.map(({ id }) => id)
  }
  assert.equal(await store.search.countPending(null, 10), 2, 'deleted messages are not indexed')
  await store.search.index(1)
  assert.deepEqual([await find('new'), await find('東京')], [[5], []], 'the newest come first')
  await indexAll(store)
  assert.deepEqual(await find('東京'), [3])
  assert.deepEqual(
    (await store.messages.newest(1, 10)).messages.map(({ body }) => body),
    ['an old 東京', 'a newer one'],
  )
  const tables = sqlite.prepare<[], string>("select name from sqlite_master where name like 'message_%'").pluck().all()
  assert.deepEqual(
    tables.filter((name) => /words|trigrams|texts/.test(name)),
    [],
  )
  await store.close()
})

it('messages with characters that search has learned to fold are indexed again', async () => {
  const sqlite = new Database(':memory:')
  const migrations = around('search_apostrophes')
  sqlite.exec(migrations.before)
  sqlite.exec(`
    insert into users values (7, 'person', 'Ada', 'ada@rill.example', 'hash', 1);
    insert into rooms values (1, 'Garden', '', 2, 1);
    insert into messages (id, room_id, author_id, body, created_at, deleted_at) values
      (3, 1, 7, 'пʼять', 1, null), (4, 1, 7, 'five''s', 1, null), (5, 1, 7, 'അവൻ', 1, null), (6, 1, 7, 'ʼ', 1, 2);
    delete from search_pending;`)
  sqlite.exec(migrations.from)
  const pending = sqlite.prepare<[], number>('select message_id from search_pending order by message_id').pluck().all()
  assert.deepEqual(pending, [3, 5])
  sqlite.close()
})
