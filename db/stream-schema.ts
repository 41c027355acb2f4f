/** The tables of the streams that programs keep through `/streams`. Times are as in schema.ts. */
import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/** The streams that programs keep. */
export const streams = sqliteTable(
  'streams',
  {
    /** AUTOINCREMENT: an id is never used again, so it tells a stream from the next one at the same path. */
    id: integer().primaryKey({ autoIncrement: true }),
    /** Null once the stream is gone and only its entries are left to remove. */
    path: text(),
    contentType: text('content_type').notNull(),
    /** The position after the last byte. */
    tail: integer().notNull(),
    closed: integer({ mode: 'boolean' }).notNull(),
    lastSeq: text('last_seq'),
    /** Seconds without use after which the stream ends. */
    ttl: integer(),
    expiresAt: integer('expires_at'),
    forkedFrom: integer('forked_from').references((): AnySQLiteColumn => streams.id),
    /** Where the stream's own entries begin; what lies before is in the stream that it was forked from. */
    forkPosition: integer('fork_position').notNull(),
    /** Set when the stream is kept only for its forks. */
    deletedAt: integer('deleted_at'),
  },
  (table) => [
    uniqueIndex('streams_path').on(table.path),
    index('streams_source').on(table.forkedFrom),
    index('streams_expiry')
      .on(table.expiresAt)
      .where(sql`${table.expiresAt} is not null and ${table.deletedAt} is null`),
  ],
)

/** What was appended to a stream, an entry an append. */
export const streamEntries = sqliteTable(
  'stream_entries',
  {
    streamId: integer('stream_id')
      .notNull()
      .references(() => streams.id),
    /** The position after the entry; it begins where the one before ends. */
    end: integer().notNull(),
    data: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.streamId, table.end] })],
)

/** The last write of every producer of a stream that was accepted. */
export const streamProducers = sqliteTable(
  'stream_producers',
  {
    streamId: integer('stream_id')
      .notNull()
      .references(() => streams.id, { onDelete: 'cascade' }),
    producerId: text('producer_id').notNull(),
    epoch: integer().notNull(),
    seq: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.streamId, table.producerId] })],
)
