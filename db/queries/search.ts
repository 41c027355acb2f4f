/** Full-text search (SQLite FTS5). */
import type { Database } from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { RoomId } from '../../server/chat/entities.ts'
import { roomGram } from '../../server/chat/search-grams.ts'
import type { SearchStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import type { GroupCommit } from '../group-commit.ts'
import { selectFound } from './message-row.ts'
import { searchIndex } from './search-index.ts'

/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

export function searchQueries(
  db: BetterSQLite3Database,
  { sqlite, commits }: { sqlite: Database; commits: GroupCommit },
): SearchStore {
  const older = olderHits(db)
  const newer = newerHits(db)
  const count = pendingCount(sqlite)
  const index = searchIndex(sqlite)
  let isTidy = false
  return {
    find: ({ grams, roomIds, before = NEWEST, after, limit }) =>
      answered(() => {
        const match = matchOf(grams, roomIds)
        if (match === null) return { messages: [], more: false }
        const search = { match, limit: limit + 1 }
        const found = after === undefined ? older.all({ ...search, before }) : newer.all({ ...search, after })
        return { messages: found.slice(0, limit), more: found.length > limit }
      }),
    index: async (limit) => {
      if (!(await answered(index.hasPending))) return { indexed: 0, more: false }
      isTidy = false
      return await commits.add(() => index.indexPending(limit))
    },
    tidy: async () => {
      // Nothing was indexed since: a transaction would keep others from writing for nothing.
      if (isTidy) return false
      const more = await commits.add(index.tidy)
      isTidy = !more
      return more
    },
    countPending: (roomIds, most) => answered(() => count(roomIds, most)),
  }
}

/** Hits from a place on to older ones. FTS5 walks its index and stops at the limit, so what matches often costs no more. */
function olderHits(db: BetterSQLite3Database) {
  const { rowid, query } = hits(db, 'before')
  return query.orderBy(sql`${rowid} desc`).limit(sql.placeholder('limit')).prepare()
}

function newerHits(db: BetterSQLite3Database) {
  const { rowid, query } = hits(db, 'after')
  return query.orderBy(rowid).limit(sql.placeholder('limit')).prepare()
}

function hits(db: BetterSQLite3Database, side: 'before' | 'after') {
  const found = sql.identifier('message_grams')
  const rowid = sql`${found}.rowid`
  const query = selectFound(
    db,
    found,
    sql`${found} match ${sql.placeholder('match')}`,
    sql`${rowid} ${sql.raw(side === 'before' ? '<' : '>')} ${sql.placeholder(side)}`,
  )
  return { rowid, query }
}

/** The expression of FTS5 for messages that have all grams, in one of the rooms; null when nothing can match. */
function matchOf(grams: readonly string[], roomIds: readonly RoomId[] | null): string | null {
  if (grams.length === 0 || roomIds?.length === 0) return null
  const all = grams.map(quoted).join(' AND ')
  if (roomIds === null) return all
  return `(${roomIds.map((id) => quoted(roomGram(id))).join(' OR ')}) AND ${all}`
}

/** Text as a string of FTS5, in which nothing is an operator (FTS5, section 3.1). */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** Counts pending messages, among so many of the newest. */
function pendingCount(sqlite: Database): (roomIds: readonly RoomId[] | null, most: number) => number {
  const newest = 'select message_id from search_pending order by message_id desc limit ?'
  const anywhere = sqlite.prepare<[number], number>(`select count(*) from (${newest})`).pluck()
  const inRooms = sqlite
    .prepare<[number, string], number>(
      `select count(*) from (${newest}) as pending cross join messages on messages.id = pending.message_id
       where messages.room_id in (select value from json_each(?))`,
    )
    .pluck()
  return (roomIds, most) => (roomIds === null ? anywhere.get(most)! : inRooms.get(most, JSON.stringify(roomIds))!)
}
