import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { verify } from '@node-rs/argon2'
import { openDatabase, openStore } from '../db/open.ts'
import { DEFAULTS, type SeedRequest, seed } from './seed.ts'
import { PASSWORD, signInLines } from './sign-in.ts'

const NOW = Date.UTC(2030, 0, 1)
const TABLES = ['users', 'rooms', 'messages', 'room_events'] as const

describe('seeding', () => {
  let folder: string
  let path: string
  let count = 0

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-seeds-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))
  beforeEach(() => {
    path = join(folder, `${count++}.db`)
  })

  const fill = (options: Partial<SeedRequest> = {}) => seed({ ...DEFAULTS, database: path, now: NOW, ...options })

  function query<Row>(sql: string, from = path): Row[] {
    const database = openDatabase(from)
    try {
      return database.prepare<[], Row>(sql).all()
    } finally {
      database.close()
    }
  }

  const countOf = (table: string) => query<{ count: number }>(`select count(*) as count from ${table}`)[0]!.count
  const content = (from: string) =>
    TABLES.map((table) => query<Record<string, unknown>>(`select * from ${table} order by 1, 2`, from)).map((rows) =>
      rows.map(({ password_hash: _salted, ...row }) => row),
    )

  it('makes two rooms, ten people and a hundred messages', async () => {
    assert.equal(await fill(), true)
    assert.deepEqual(query('select name, description from rooms order by id'), [
      { name: 'weekend-plans', description: "Let's plan for the weekend!" },
      { name: 'sre-team', description: "The SRE team's channel" },
    ])
    assert.equal(countOf('users'), 10)
    assert.equal(countOf('messages'), 100)
    assert.equal(query('select distinct room_id from messages').length, 2)
  })

  it('makes the same database from the same seed, and another from another', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map((name) => join(folder, `same-${name}.db`)) as [
      string,
      string,
      string,
    ]
    await fill({ database: first })
    await fill({ database: second })
    await fill({ database: third, seed: 2 })
    assert.deepEqual(content(first), content(second))
    assert.notDeepEqual(content(first), content(third))
  })

  it('makes as many as were asked for, with names and addresses of their own', async () => {
    await fill({ users: 300, rooms: 60, messages: 1_500 })
    assert.deepEqual(TABLES.slice(0, 3).map(countOf), [300, 60, 1_500])
  })

  it('writes a log without holes, whose head every room knows', async () => {
    await fill({ rooms: 5, messages: 1_000 })
    const rooms = query<{ head: number; entries: number; lowest: number; highest: number }>(
      `select log_head as head, count(offset) as entries, coalesce(min(offset), 1) as lowest, coalesce(max(offset), 0) as highest
       from rooms left join room_events on room_id = rooms.id group by rooms.id`,
    )
    for (const { head, entries, lowest, highest } of rooms)
      assert.deepEqual([lowest, highest, head], [1, entries, entries])
  })

  it('logs every creation as it was written, and every edit after it', async () => {
    await fill({ messages: 1_000 })
    const messages = query<Record<string, unknown>>(
      'select m.*, u.name as author_name from messages m join users u on u.id = m.author_id',
    )
    const events = query<{ kind: string; message_id: number; room_id: number; payload: string; created_at: number }>(
      'select * from room_events order by message_id, offset',
    )
    const edited = messages.filter((message) => message.edited_at !== null)
    assert.ok(edited.length > 10)
    assert.equal(events.length, messages.length + edited.length)
    for (const message of messages) {
      const [created, change, ...others] = events.filter((event) => event.message_id === message.id)
      assert.deepEqual(
        [created!.kind, created!.room_id, created!.created_at],
        ['message_created', message.room_id, message.created_at],
      )
      const now = {
        ...{
          id: message.id,
          roomId: message.room_id,
          author: { id: message.author_id, kind: 'person', name: message.author_name },
        },
        ...{ clientId: null, body: message.body, createdAt: message.created_at, editedAt: message.edited_at },
      }
      const first = JSON.parse(created!.payload)
      assert.deepEqual(first, { ...now, body: message.edited_at === null ? message.body : first.body, editedAt: null })
      if (message.edited_at !== null) {
        assert.deepEqual([change!.kind, change!.created_at], ['message_edited', message.edited_at])
        assert.deepEqual(JSON.parse(change!.payload), now)
        assert.notEqual(first.body, message.body)
      } else assert.equal(change, undefined)
      assert.deepEqual(others, [])
    }
  })

  it('is what the store reads', async () => {
    await fill({ messages: 300 })
    const store = openStore({ path })
    try {
      const { messages } = await store.messages.newest(1, 1_000)
      const events = await store.roomLog.read(1, 0, 1_000)
      assert.equal(events.at(-1)!.offset, await store.roomLog.head(1))
      const latest = new Map(events.flatMap((event) => ('message' in event ? [[event.message.id, event.message]] : [])))
      assert.ok(messages.length > 100)
      assert.deepEqual(Array.from(latest.values()), messages)
    } finally {
      await store.close()
    }
  })

  it('lets ids ascend with time, ending a few minutes ago', async () => {
    await fill({ messages: 500 })
    const times = query<{ at: number }>('select created_at as at from messages order by id').map(({ at }) => at)
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    assert.ok(NOW - times.at(-1)! < 5 * 60_000 && NOW - times.at(-1)! > 60_000)
    const [made] = query<{ at: number }>(
      'select max(created_at) as at from (select created_at from users union all select created_at from rooms)',
    )
    assert.ok(made!.at <= times[0]!)
  })

  it('lets everybody sign in with the one password', async () => {
    await fill()
    const [user] = query<{ email: string; hash: string }>(
      'select email, password_hash as hash from users order by id desc',
    )
    assert.ok(await verify(user!.hash, PASSWORD))
    assert.ok(PASSWORD.length >= 12)
  })

  it('tells two people and the password', async () => {
    await fill()
    const [first, second] = query<{ email: string }>('select email from users order by id limit 2')
    const expected = [`sign in as ${first!.email}`, `sign in as ${second!.email}`, `password: ${PASSWORD}`]
    assert.deepEqual(signInLines(path), expected)
  })

  it('tells nobody when nobody was seeded', () => {
    assert.deepEqual(signInLines(path), [])
  })

  it('adds nothing to a database that has people', async () => {
    await fill()
    const standing = content(path)
    assert.equal(await fill({ seed: 2 }), false)
    assert.deepEqual(content(path), standing)
  })

  it('appends when it is asked to: later, other messages, and a log that goes on', async () => {
    await fill()
    const standing = content(path)
    assert.equal(await fill({ append: true, users: 3, rooms: 1, messages: 50, now: NOW + 60_000 }), true)
    assert.deepEqual(TABLES.slice(0, 3).map(countOf), [13, 3, 150])
    const grown = content(path)
    assert.deepEqual(grown[2]!.slice(0, 100), standing[2])
    const bodies = (rows: Record<string, unknown>[] = []) => rows.map(({ body }) => body)
    assert.notDeepEqual(bodies(grown[2]!.slice(100)), bodies(standing[2]!.slice(0, 50)))
    const times = grown[2]!.map((message) => message.created_at as number)
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    const [hole] = query(
      'select id from rooms where log_head <> (select count(*) from room_events where room_id = rooms.id)',
    )
    assert.equal(hole, undefined)
  })

  it('refuses to write messages for nobody', async () => {
    await assert.rejects(fill({ users: 0 }), /there would be 0 people and 2 rooms/)
    assert.deepEqual(TABLES.map(countOf), [0, 0, 0, 0])
  })

  it('says how far it has come', async () => {
    const progress: number[] = []
    await fill({ messages: 20_001, onProgress: (written) => progress.push(written) })
    assert.deepEqual(progress, [20_000, 1])
  })
})
