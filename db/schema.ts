/**
 * The tables. All times are integers: milliseconds since 1970, UTC.
 *
 * Every index here serves a query under `queries/`; each of those is held against EXPLAIN QUERY PLAN in a test.
 */
import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Whoever writes messages. */
export const users = sqliteTable(
  'users',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text({ enum: ['person', 'bot'] })
      .notNull()
      .default('person'),
    name: text().notNull(),
    /** Trimmed and in lower case; null for a bot. */
    email: text(),
    /** Null for a bot. */
    passwordHash: text('password_hash'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('users_email').on(table.email),
    // Nobody can sign in as a bot.
    check(
      'users_sign_in',
      sql`(${table.kind} = 'bot') = (${table.email} is null) and (${table.kind} = 'bot') = (${table.passwordHash} is null)`,
    ),
  ],
)

/** What a user of kind "bot" has beside its name. */
export const bots = sqliteTable(
  'bots',
  {
    id: integer()
      .primaryKey()
      .references(() => users.id),
    ownerId: integer('owner_id')
      .notNull()
      .references(() => users.id),
    /** SHA-256 of the token, in hex. Null once the bot was revoked. */
    tokenHash: text('token_hash'),
  },
  (table) => [
    uniqueIndex('bots_token').on(table.tokenHash),
    index('bots_owner').on(table.ownerId, table.id).where(sql`${table.tokenHash} is not null`),
  ],
)

export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 of the cookie's value, in hex: who reads the database cannot sign in with it. */
    id: text().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('sessions_user').on(table.userId), index('sessions_expiry').on(table.expiresAt)],
)

export const rooms = sqliteTable(
  'rooms',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    name: text().notNull(),
    description: text().notNull().default(''),
    /** Offset of the newest entry of the room's log; 0 while the log is empty. */
    logHead: integer('log_head').notNull().default(0),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('rooms_name').on(sql`${table.name} collate nocase`)],
)

export const messages = sqliteTable(
  'messages',
  {
    /** AUTOINCREMENT: an id is never used again, so it can stand for the message for ever, in links and in the DOM. */
    id: integer().primaryKey({ autoIncrement: true }),
    roomId: integer('room_id')
      .notNull()
      .references(() => rooms.id),
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id),
    /** What the author's browser called it; makes sending it again harmless. Null where the sender gave none. */
    clientId: text('client_id'),
    body: text().notNull(),
    createdAt: integer('created_at').notNull(),
    editedAt: integer('edited_at'),
    /**
     * A deleted message keeps its row, without its text, so that a late retry of the same client id does not bring it
     * back.
     */
    deletedAt: integer('deleted_at'),
  },
  (table) => [
    index('messages_room').on(table.roomId, table.id).where(sql`${table.deletedAt} is null`),
    index('messages_room_author').on(table.roomId, table.authorId, table.id).where(sql`${table.deletedAt} is null`),
    uniqueIndex('messages_client').on(table.authorId, table.clientId).where(sql`${table.clientId} is not null`),
  ],
)

/**
 * Messages whose text has changed since they were indexed for search. Triggers of the migrations add them; the index
 * itself, `message_grams`, is a table of FTS5 that only migrations can make.
 */
export const searchPending = sqliteTable('search_pending', {
  messageId: integer('message_id').primaryKey(),
  /** Long messages are indexed part by part; a change begins again with the first. */
  nextPart: integer('next_part').notNull().default(0),
})

/** The last send to a room of every program that numbers its sends. */
export const messageProducers = sqliteTable(
  'message_producers',
  {
    roomId: integer('room_id')
      .notNull()
      .references(() => rooms.id),
    authorId: integer('author_id')
      .notNull()
      .references(() => users.id),
    producerId: text('producer_id').notNull(),
    epoch: integer().notNull(),
    seq: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.authorId, table.producerId] })],
)

/** The log of every room: one entry a change, written in the transaction of the change. */
export const roomEvents = sqliteTable(
  'room_events',
  {
    roomId: integer('room_id')
      .notNull()
      .references(() => rooms.id),
    /** Grows by one per room, without holes, in commit order; the first is 1. */
    offset: integer().notNull(),
    kind: text({ enum: ['message_created', 'message_edited', 'message_deleted'] }).notNull(),
    messageId: integer('message_id').notNull(),
    /** The message as it was after the change, as JSON; null for deletions and once the message was deleted. */
    payload: text(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.offset] }), index('room_events_message').on(table.messageId)],
)
