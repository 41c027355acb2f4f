/** Full-text search (SQLite FTS5). */
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SearchedIndex, SearchStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import { messages } from '../schema.ts'
import { selectFound } from './message-row.ts'

const TABLES: Record<SearchedIndex, string> = { words: 'message_words', parts: 'message_trigrams' }

/** Characters of a term that the index is asked for: a long one of the same few characters takes seconds to look for. */
const LONGEST_TERM = 24

/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

export function searchQueries(db: BetterSQLite3Database): SearchStore {
  const read = { words: hits(db, 'words'), parts: hits(db, 'parts') }
  return {
    find: (index, { terms, roomIds, before, limit }) =>
      answered(() => {
        const found = read[index].all({
          match: terms.map(quoted).join(' '),
          before: before ?? NEWEST,
          roomIds: JSON.stringify(roomIds),
          limit: limit + 1,
        })
        return { messages: found.slice(0, limit), more: found.length > limit }
      }),
  }
}

/** Hits from the newest on. FTS5 walks its index and stops at the limit, so what matches often costs no more. */
function hits(db: BetterSQLite3Database, index: SearchedIndex) {
  const found = sql.identifier(TABLES[index])
  return selectFound(
    db,
    found,
    sql`${found} match ${sql.placeholder('match')}`,
    sql`${found}.rowid < ${sql.placeholder('before')}`,
    sql`${messages.roomId} in (select value from json_each(${sql.placeholder('roomIds')}))`,
  )
    .orderBy(sql`${found}.rowid desc`)
    .limit(sql.placeholder('limit'))
    .prepare()
}

/** A word as a string of FTS5, in which nothing is an operator (FTS5, section 3.1). */
function quoted(term: string): string {
  const beginning = Array.from(term).slice(0, LONGEST_TERM).join('')
  return `"${beginning.replaceAll('"', '""')}"`
}
