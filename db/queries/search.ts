/** Full-text search (SQLite FTS5). */
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { isUnspaced, lengthOf } from '../../server/chat/search-terms.ts'
import type { SearchedIndex, SearchStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import { messages } from '../schema.ts'
import { selectFound } from './message-row.ts'

const TABLES: Record<SearchedIndex, string> = { words: 'message_words', parts: 'message_trigrams' }

/** How often a term may repeat itself: to look for the same few characters over and over takes seconds. */
const MAX_REPEATS = 8

/** How a term is looked for in each. */
const PHRASES: Record<SearchedIndex, (term: string) => string> = { words: wordPhrase, parts: partPhrase }

/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

export function searchQueries(db: BetterSQLite3Database): SearchStore {
  const older = { words: olderHits(db, 'words'), parts: olderHits(db, 'parts') }
  const newer = { words: newerHits(db, 'words'), parts: newerHits(db, 'parts') }
  return {
    find: (index, { terms, roomIds, before = NEWEST, after, limit }) =>
      answered(() => {
        const search = {
          match: terms.map(PHRASES[index]).join(' '),
          roomIds: JSON.stringify(roomIds),
          limit: limit + 1,
        }
        const found =
          after === undefined ? older[index].all({ ...search, before }) : newer[index].all({ ...search, after })
        const page = found.slice(0, limit)
        return { messages: after === undefined ? page : page.reverse(), more: found.length > limit }
      }),
  }
}

/** Hits from a place on to older ones. FTS5 walks its index and stops at the limit, so what matches often costs no more. */
function olderHits(db: BetterSQLite3Database, index: SearchedIndex) {
  const { rowid, query } = hits(db, index, 'before')
  return query.orderBy(sql`${rowid} desc`).limit(sql.placeholder('limit')).prepare()
}

function newerHits(db: BetterSQLite3Database, index: SearchedIndex) {
  const { rowid, query } = hits(db, index, 'after')
  return query.orderBy(rowid).limit(sql.placeholder('limit')).prepare()
}

function hits(db: BetterSQLite3Database, index: SearchedIndex, side: 'before' | 'after') {
  const found = sql.identifier(TABLES[index])
  const rowid = sql`${found}.rowid`
  const query = selectFound(
    db,
    found,
    sql`${found} match ${sql.placeholder('match')}`,
    sql`${rowid} ${sql.raw(side === 'before' ? '<' : '>')} ${sql.placeholder(side)}`,
    sql`${messages.roomId} in (select value from json_each(${sql.placeholder('roomIds')}))`,
  )
  return { rowid, query }
}

/**
 * A word by its beginning, but a single letter only as a word; of a script without blanks the characters one after
 * another, each of which is indexed as a word.
 */
function wordPhrase(term: string): string {
  if (isUnspaced(term)) return quoted(withoutRepeats(term).join(' '))
  return lengthOf(term) > 1 ? `${quoted(term)}*` : quoted(term)
}

function partPhrase(term: string): string {
  return quoted(withoutRepeats(term).join(''))
}

/** The characters of a term up to where it only repeats, in threes, what it had. */
function withoutRepeats(term: string): string[] {
  const characters = Array.from(term)
  const seen = new Set<string>()
  const end = characters.findIndex((_, index) => {
    seen.add(characters.slice(index, index + 3).join(''))
    return index + 1 - seen.size > MAX_REPEATS
  })
  return end < 0 ? characters : characters.slice(0, end + 2)
}

/** Text as a string of FTS5, in which nothing is an operator (FTS5, section 3.1). */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
