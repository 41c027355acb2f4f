/**
 * The entries of streams. A fork holds only its own: what it has of its source is read there, up to where they part,
 * and so on up the chain.
 */
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Entry, PageLimits, StreamId, StreamStore } from '../../server/durable/stream-store.ts'
import { answered } from '../errors.ts'
import { streamEntries, streams } from '../stream-schema.ts'

/** Adds an entry that ends at this position; within the transaction that moves the stream's tail there. */
export function entryAppender(db: BetterSQLite3Database): (id: StreamId, end: number, data: Buffer) => void {
  const insert = db
    .insert(streamEntries)
    .values({ streamId: sql.placeholder('streamId'), end: sql.placeholder('end'), data: sql.placeholder('data') })
    .prepare()
  return (streamId, end, data) => void insert.run({ streamId, end, data })
}

export function entryReader(db: BetterSQLite3Database): StreamStore['entries'] {
  const holderOf = holderFinder(db)
  const rowsAfter = rowReader(db)

  /** What one stream of the chain has from a position on, up to where the next one takes over. */
  const stretch = (id: StreamId, from: number, to: number, limits: PageLimits): Entry[] => {
    const holder = holderOf(id, from)
    const until = Math.min(to, holder.until)
    return rowsAfter(holder.id, from, limits).flatMap(({ end, data }) => {
      const start = end - data.length
      return start < until ? [{ start, data: end > until ? data.subarray(0, until - start) : data }] : []
    })
  }

  return (id, from, to, limits) =>
    answered(() => {
      const entries: Entry[] = []
      let position = from
      while (position < to && entries.length < limits.entries && position - from < limits.bytes) {
        const left = { entries: limits.entries - entries.length, bytes: limits.bytes - (position - from) }
        const more = stretch(id, position, to, left)
        if (more.length === 0) break
        entries.push(...more)
        position = endOf(more.at(-1)!)
      }
      return entries
    })
}

/** Finds which stream of the chain holds what follows a position, and up to where. */
function holderFinder(db: BetterSQLite3Database): (id: StreamId, position: number) => { id: StreamId; until: number } {
  const link = db
    .select({ source: streams.forkedFrom, position: streams.forkPosition })
    .from(streams)
    .where(eq(streams.id, sql.placeholder('id')))
    .prepare()
  return (id, position) => {
    let holder = { id, until: Number.POSITIVE_INFINITY }
    for (let fork = link.get({ id }); fork && fork.source !== null && position < fork.position; ) {
      holder = { id: fork.source, until: Math.min(holder.until, fork.position) }
      fork = link.get({ id: fork.source })
    }
    return holder
  }
}

/** Reads the entries of one stream that end after a position: the first, and what else is within the limits. */
function rowReader(db: BetterSQLite3Database) {
  const { streamId, end, data } = streamEntries
  const isAfter = and(eq(streamId, sql.placeholder('id')), gt(end, sql.placeholder('from')))
  const first = db
    .select({ end: sql`min(${end})` })
    .from(streamEntries)
    .where(isAfter)
  const rows = db
    .select({ end, data })
    .from(streamEntries)
    .where(and(isAfter, lte(end, sql`max(${sql.placeholder('reach')}, (${first}))`)))
    .orderBy(asc(end))
    .limit(sql.placeholder('limit'))
    .prepare()
  return (id: StreamId, from: number, { entries, bytes }: PageLimits) =>
    rows.all({ id, from, reach: from + bytes, limit: entries })
}

function endOf({ start, data }: Entry): number {
  return start + data.length
}
