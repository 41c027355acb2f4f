/**
 * How streams end. One without forks gives up its path at once, and its entries are removed later, some at a time, so
 * that no writer waits for it. One with forks is kept for them, and goes with the last. All within a transaction.
 */
import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { StreamId } from '../../server/durable/stream-store.ts'
import { streamEntries, streams } from '../stream-schema.ts'

/** Entries that one step of the sweep removes. */
const STEP = 1_000

export interface StreamRemoval {
  remove(id: StreamId, now: number): void
  /** Removes the stream unless it was used meanwhile. */
  removeExpired(id: StreamId, now: number): void
  /** One step; tells whether there is more to do. */
  sweep(now: number): boolean
}

export function streamRemoval(db: BetterSQLite3Database): StreamRemoval {
  const statements = removalStatements(db)

  const remove = (id: StreamId, now: number): void => {
    let stream = statements.find.get({ id })
    while (stream) {
      if (statements.fork.get({ id: stream.id })) return void statements.hide.run({ id: stream.id, now })
      statements.vacate.run({ id: stream.id })
      const source = statements.find.get({ id: stream.forkedFrom })
      stream = source && source.deletedAt !== null ? source : undefined
    }
  }

  const removeExpired = (id: StreamId, now: number): void => {
    const stream = statements.find.get({ id })
    if (stream && stream.expiresAt !== null && stream.expiresAt <= now) remove(id, now)
  }

  const purge = (id: StreamId): void => {
    if (statements.removeEntries.run({ id }).changes < STEP) statements.removeStream.run({ id })
  }

  return {
    remove,
    removeExpired,
    sweep(now) {
      const expired = statements.expired.get({ now })
      if (expired) remove(expired.id, now)
      const gone = statements.gone.get()
      if (gone) purge(gone.id)
      return expired !== undefined || gone !== undefined
    },
  }
}

function removalStatements(db: BetterSQLite3Database) {
  const id = sql.placeholder('id')
  const oldest = db.select({ rowid: sql`rowid` }).from(streamEntries).where(eq(streamEntries.streamId, id)).limit(STEP)
  return {
    find: db
      .select()
      .from(streams)
      .where(and(eq(streams.id, id), isNotNull(streams.path)))
      .prepare(),
    fork: db.select({ id: streams.id }).from(streams).where(eq(streams.forkedFrom, id)).limit(1).prepare(),
    hide: db
      .update(streams)
      .set({ deletedAt: sql`${sql.placeholder('now')}` })
      .where(eq(streams.id, id))
      .prepare(),
    vacate: db
      .update(streams)
      .set({ path: null, forkedFrom: null, expiresAt: null })
      .where(eq(streams.id, id))
      .prepare(),
    expired: db
      .select({ id: streams.id })
      .from(streams)
      .where(and(lte(streams.expiresAt, sql.placeholder('now')), isNull(streams.deletedAt)))
      .orderBy(asc(streams.expiresAt))
      .limit(1)
      .prepare(),
    gone: db.select({ id: streams.id }).from(streams).where(isNull(streams.path)).limit(1).prepare(),
    removeEntries: db.delete(streamEntries).where(sql`rowid in (${oldest})`).prepare(),
    removeStream: db.delete(streams).where(eq(streams.id, id)).prepare(),
  }
}
