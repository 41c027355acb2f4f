/** How a message is read: with its author's name, in one row. */
import { and, eq, isNull, type Name, type SQL, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Author } from '../../server/chat/entities.ts'
import { messages, users } from '../schema.ts'

/** As expressions: drizzle takes bare columns only of tables that it names itself. */
const columns = {
  id: sql<number>`${messages.id}`,
  roomId: sql<number>`${messages.roomId}`,
  author: {
    id: sql<number>`${users.id}`,
    kind: sql<Author['kind']>`${users.kind}`,
    name: sql<string>`${users.name}`,
  },
  clientId: sql<string | null>`${messages.clientId}`,
  body: sql<string>`${messages.body}`,
  createdAt: sql<number>`${messages.createdAt}`,
  editedAt: sql<number | null>`${messages.editedAt}`,
}

/**
 * Messages that are there, read by an index that is named. Where one room holds most messages SQLite may think it best
 * to go through the whole table in order of id until enough rows of a room were met; in a quiet room that is all.
 */
export function selectMessages(
  db: BetterSQLite3Database,
  index: 'messages_room' | 'messages_room_author' | null,
  ...conditions: SQL[]
) {
  return db
    .select(columns)
    .from(index ? sql`${messages} indexed by ${sql.identifier(index)}` : sql`${messages}`)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(isNull(messages.deletedAt), ...conditions))
}

/** Messages whose ids another table gives; they are read in its order. */
export function selectFound(db: BetterSQLite3Database, found: Name, id: SQL, ...conditions: SQL[]) {
  // The cross join keeps SQLite from beginning with the messages.
  return db
    .select(columns)
    .from(sql`${found} cross join ${messages} on ${messages.id} = ${id}`)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(isNull(messages.deletedAt), ...conditions))
}
