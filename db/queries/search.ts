/** Full-text search (SQLite FTS5). */
import type { Database } from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { RoomId } from '../../server/chat/entities.ts'
import { LONG, MOST_PARTS, roomGram, type SearchGrams } from '../../server/chat/search-grams.ts'
import type { SearchStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import type { GroupCommit } from '../group-commit.ts'
import { selectFound } from './message-row.ts'
import { firstRow, searchIndex } from './search-index.ts'

/** Above every id, and a row of the index can still have its number. */
const NEWEST = Math.floor(Number.MAX_SAFE_INTEGER / MOST_PARTS)

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
        const found =
          after === undefined
            ? older.all({ ...search, before: firstRow(before) })
            : newer.all({ ...search, after: firstRow(after + 1) - 1 })
        // Several parts of a long message may be found, one after another.
        const messages = found.slice(0, limit).filter(({ id }, index) => id !== found[index - 1]?.id)
        return { messages, more: found.length > limit }
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
    sql`${rowid} / ${sql.raw(String(MOST_PARTS))}`,
    sql`${found} match ${sql.placeholder('match')}`,
    sql`${rowid} ${sql.raw(side === 'before' ? '<' : '>')} ${sql.placeholder(side)}`,
  )
  return { rowid, query }
}

/** The expression of FTS5 for the parts of messages that a search finds in one of the rooms; null when nothing can match. */
function matchOf({ all, longest }: SearchGrams, roomIds: readonly RoomId[] | null): string | null {
  if (all.length === 0 || roomIds?.length === 0) return null
  const found = `((${conjunction(all)}) OR (${conjunction([LONG, ...longest])}))`
  if (roomIds === null) return found
  return `(${roomIds.map((id) => quoted(roomGram(id))).join(' OR ')}) AND ${found}`
}

function conjunction(grams: readonly string[]): string {
  return grams.map(quoted).join(' AND ')
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
