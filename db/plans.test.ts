import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Database } from 'better-sqlite3'
import { createStore, openDatabase } from './open.ts'

const MESSAGES = 200_000
const PEOPLE = 500
/** SQLite would walk through a handful of rooms, as that is the quickest. */
const ROOMS = 1_000

/** Every statement that the store prepares. */
function preparedStatements(sqlite: Database): string[] {
  const statements = new Set<string>()
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = ((source: string) => {
    statements.add(source)
    return prepare(source)
  }) as typeof sqlite.prepare
  createStore(sqlite)
  sqlite.prepare = prepare
  return Array.from(statements)
}

/** A room of this many messages, every tenth of them deleted, with their log. */
function fillRoom(sqlite: Database): void {
  sqlite.exec(`
    insert into rooms (id, name, log_head, created_at) values (1, 'Long', ${MESSAGES}, 0), (2, 'Short', 0, 0);
    with recursive n(i) as (select 3 union all select i + 1 from n where i < ${ROOMS})
      insert into rooms (id, name, created_at) select i, 'Room ' || i, 0 from n;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${PEOPLE})
      insert into users (id, name, email, password_hash, created_at) select i, 'P' || i, i || '@rill.example', '', 0 from n;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MESSAGES})
      insert into messages (room_id, author_id, client_id, body, created_at, deleted_at)
      select 1, 1 + i % ${PEOPLE}, 'c' || i, 'text', i, iif(i % 10 = 0, i, null) from n;
    insert into room_events (room_id, offset, kind, message_id, payload, created_at)
      select 1, id, 'message_created', id, '{}', created_at from messages;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into sessions (id, user_id, created_at, expires_at) select 's' || i, 1 + i % ${PEOPLE}, 0, i from n;`)
}

describe('the plans of the queries', () => {
  let sqlite: Database
  let statements: string[]

  before(() => {
    sqlite = openDatabase(':memory:')
    statements = preparedStatements(sqlite)
    fillRoom(sqlite)
    return () => sqlite.close()
  })

  function planOf(statement: string): string[] {
    const values = Array.from(statement.matchAll(/\?/g), () => null)
    const steps = sqlite.prepare<unknown[], { detail: string }>(`explain query plan ${statement}`).all(...values)
    return steps.map(({ detail }) => detail)
  }

  /** The plan of the one statement that these describe. */
  function planWhere(...parts: RegExp[]): string {
    const found = statements.filter((statement) => parts.every((part) => part.test(statement)))
    assert.equal(found.length, 1, `one statement for ${parts.join(' ')}, not ${found.length}`)
    return planOf(found[0]!).join('\n')
  }

  function assertNoWalk(): void {
    // An insert of values reads nothing; its plan lists checks of foreign keys that SQLite then jumps over.
    for (const statement of statements.filter((source) => !source.startsWith('insert'))) {
      for (const step of planOf(statement)) {
        // The streams are bounded in number, and summed up once a second at most.
        if (step === 'SCAN streams' && statement.startsWith('select count(*)')) continue
        // No table at all.
        if (step === 'SCAN CONSTANT ROW') continue
        // Full-text search walks its own index; the rooms are a list of numbers in the query itself.
        if (/^SCAN (message_grams VIRTUAL TABLE INDEX \d+:[M=]|json_each )/.test(step)) continue
        // The queue of the index and the index's pages are read from an end on, up to a limit.
        if (/^SCAN (search_pending|pending|\(subquery-\d+\)|message_grams_data)( |$)/.test(step)) {
          assert.match(statement, /limit (\?|\d)/)
          continue
        }
        assert.doesNotMatch(step, /\bSCAN\b|TEMP B-TREE/, statement)
      }
    }
  }

  it('would be seen to walk or sort', () => {
    assert.match(planOf('select id from messages where body = ? order by created_at').join(), /SCAN.*TEMP B-TREE/)
  })

  it('never walk through a table and never sort, whatever SQLite knows of the tables', () => {
    assert.ok(statements.length >= 20, 'the store prepares its statements when it is opened')
    assertNoWalk()
    sqlite.exec('analyze')
    assertNoWalk()
  })

  const ROOM_PAGE = [/^select .* from "messages"/, /"room_id" = \?/, /limit \?$/]

  it('read pages of a room from the index of what is there, up or down', () => {
    const newest = planWhere(...ROOM_PAGE, /^(?!.*"id" [<>])/, /^(?!.*"author_id" = \?)/)
    assert.match(newest, /SEARCH messages USING INDEX messages_room \(room_id=\?\)/)
    const older = planWhere(...ROOM_PAGE, /"id" < \?/)
    assert.match(older, /SEARCH messages USING INDEX messages_room \(room_id=\? AND id<\?\)/)
    const newer = planWhere(...ROOM_PAGE, /"id" > \?/)
    assert.match(newer, /SEARCH messages USING INDEX messages_room \(room_id=\? AND id>\?\)/)
  })

  it('find the newest message of a person in a room in an index', () => {
    const plan = planWhere(...ROOM_PAGE, /"author_id" = \?/)
    assert.match(plan, /SEARCH messages USING INDEX messages_room_author \(room_id=\? AND author_id=\?\)/)
  })

  it('find a retried send by the author and the id that the browser gave', () => {
    const plan = planWhere(/"client_id" = \?/)
    assert.match(plan, /USING (COVERING )?INDEX messages_client \(author_id=\? AND client_id=\?\)/)
  })

  it('walk the index of a search from a place on to either side, and sort nothing', () => {
    const from = /from "message_grams"/
    // 64: in the order of the rows; 128: from the last on (FTS5_BI_ORDER_ROWID, FTS5_BI_ORDER_DESC).
    const older = planWhere(from, /rowid < \?/)
    assert.match(older, /^SCAN message_grams VIRTUAL TABLE INDEX 192:M1</)
    const newer = planWhere(from, /rowid > \?/)
    assert.match(newer, /^SCAN message_grams VIRTUAL TABLE INDEX 64:M1>/)
    assert.doesNotMatch(older + newer, /TEMP B-TREE/)
  })

  it('read a page of the list of rooms from the index of names, from a name on to either side', () => {
    for (const place of [/nocase >= \?/, /nocase > \?/, /nocase < \?/]) {
      const plan = planWhere(/from "rooms"/, place, /limit \?$/)
      assert.match(plan, /^SEARCH rooms USING INDEX rooms_name \(name[<>]\?\)$/)
    }
  })

  it('find the entries to scrub by their message', () => {
    const plan = planWhere(/^update "room_events"/)
    assert.match(plan, /SEARCH room_events USING INDEX room_events_message \(message_id=\?\)/)
  })

  it('find many sessions by their keys', () => {
    const plan = planWhere(/from "sessions"/, /json_each/)
    assert.match(plan, /SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 \(id=\?\)/)
  })

  it("find a person's bots, and a bot by its token, in an index", () => {
    const [list, byToken] = [
      planWhere(/from "bots"/, /"owner_id" = \?/, /^select/),
      planWhere(/"token_hash" = \?/, /^select/),
    ]
    assert.match(list, /SEARCH bots USING (COVERING )?INDEX bots_owner \(owner_id=\?\)/)
    assert.match(byToken, /SEARCH bots USING (COVERING )?INDEX bots_token \(token_hash=\?\)/)
    assert.match(planWhere(/^update "bots"/), /SEARCH bots USING INTEGER PRIMARY KEY \(rowid=\?\)/)
  })

  it('find the last send of a program in the key', () => {
    const plan = planWhere(/from "message_producers"/)
    assert.match(
      plan,
      /SEARCH message_producers USING INDEX sqlite_autoindex_message_producers_1 \(room_id=\? AND author_id=\? AND producer_id=\?\)/,
    )
  })

  it('read a log from an offset on in its key', () => {
    const plan = planWhere(/^select .* from "room_events"/, /"offset" > \?/)
    assert.match(plan, /SEARCH room_events USING INDEX sqlite_autoindex_room_events_1 \(room_id=\? AND offset>\?\)/)
  })

  it('find where a log begins, and what it has to forget, in its key', () => {
    const beginning = planWhere(/^select .*min\("offset"\)/)
    assert.match(beginning, /SEARCH room_events USING COVERING INDEX sqlite_autoindex_room_events_1 \(room_id=\?\)/)
    const aged = planWhere(/^select .* from "room_events"/, /"created_at" >= \?/)
    const removed = planWhere(/^delete from "room_events"/)
    for (const plan of [aged, removed]) {
      assert.match(
        plan,
        /SEARCH room_events USING (COVERING )?INDEX sqlite_autoindex_room_events_1 \(room_id=\? AND offset<\?\)/,
      )
    }
  })
})
