/** How a message is read: with its author's name, in one row. */
import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { messages, users } from '../schema.ts'

/** Messages that are there. `deleted_at is null` is also what lets SQLite use the partial indexes. */
export function selectMessages(db: Pick<BetterSQLite3Database, 'select'>, ...conditions: SQL[]) {
  return db
    .select({
      id: messages.id,
      roomId: messages.roomId,
      author: { id: users.id, name: users.name },
      clientId: messages.clientId,
      body: messages.body,
      createdAt: messages.createdAt,
      editedAt: messages.editedAt,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(isNull(messages.deletedAt), ...conditions))
}
