/** Messages. Each change of one is a transaction that also appends to its room's log. */
import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Message } from '../../server/chat/entities.ts'
import type { MessagePage, MessageStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import { messages } from '../schema.ts'
import { selectMessages } from './message-row.ts'
import { logAppender, logScrubber } from './room-log.ts'

const IMMEDIATE = { behavior: 'immediate' } as const

export function messageQueries(db: BetterSQLite3Database): MessageStore {
  const read = readQueries(db)
  const write = writeQueries(db)
  const append = logAppender(db)
  const scrub = logScrubber(db)

  return {
    newest: (roomId, limit) => answered(() => pageUpwards(read.newest.all({ roomId, limit: limit + 1 }), limit)),
    before: (roomId, id, limit) =>
      answered(() => pageUpwards(read.before.all({ roomId, id, limit: limit + 1 }), limit)),
    after: (roomId, id, limit) => answered(() => page(read.after.all({ roomId, id, limit: limit + 1 }), limit)),
    find: (id) => answered(() => read.byId.get({ id }) ?? null),
    newestOf: (roomId, authorId) => answered(() => read.newestOf.get({ roomId, authorId }) ?? null),

    create: ({ roomId, author, clientId, body, at }) =>
      answered(() =>
        db.transaction(() => {
          const sent = clientId === null ? undefined : read.byClientId.get({ authorId: author.id, clientId })
          if (sent) return { id: sent.id, event: null }
          const { id } = write.insert.get({ roomId, authorId: author.id, clientId, body, at })
          const message: Message = {
            id,
            roomId,
            author: { id: author.id, name: author.name },
            clientId,
            body,
            createdAt: at,
            editedAt: null,
          }
          return { id, event: append(roomId, { kind: 'message_created', message }, at) }
        }, IMMEDIATE),
      ),

    edit: (id, body, at) =>
      answered(() =>
        db.transaction(() => {
          if (write.edit.run({ id, body, at }).changes === 0) return null
          const message = read.byId.get({ id })!
          return append(message.roomId, { kind: 'message_edited', message }, at)
        }, IMMEDIATE),
      ),

    delete: (id, at) =>
      answered(() =>
        db.transaction(() => {
          const deleted = write.delete.get({ id, at })
          if (!deleted) return null
          scrub(id)
          return append(deleted.roomId, { kind: 'message_deleted', messageId: id }, at)
        }, IMMEDIATE),
      ),
  }
}

function readQueries(db: BetterSQLite3Database) {
  const inRoom = eq(messages.roomId, sql.placeholder('roomId'))
  const limit = sql.placeholder('limit')
  const id = sql.placeholder('id')
  return {
    newest: selectMessages(db, 'messages_room', inRoom).orderBy(desc(messages.id)).limit(limit).prepare(),
    before: selectMessages(db, 'messages_room', inRoom, lt(messages.id, id))
      .orderBy(desc(messages.id))
      .limit(limit)
      .prepare(),
    after: selectMessages(db, 'messages_room', inRoom, gt(messages.id, id))
      .orderBy(asc(messages.id))
      .limit(limit)
      .prepare(),
    byId: selectMessages(db, null, eq(messages.id, id)).prepare(),
    newestOf: selectMessages(db, 'messages_room_author', inRoom, eq(messages.authorId, sql.placeholder('authorId')))
      .orderBy(desc(messages.id))
      .limit(1)
      .prepare(),
    // Deleted messages too: a retry must not bring one back.
    byClientId: db
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(eq(messages.authorId, sql.placeholder('authorId')), eq(messages.clientId, sql.placeholder('clientId'))),
      )
      .prepare(),
  }
}

function writeQueries(db: BetterSQLite3Database) {
  const present = and(eq(messages.id, sql.placeholder('id')), isNull(messages.deletedAt))
  return {
    insert: db
      .insert(messages)
      .values({
        roomId: sql.placeholder('roomId'),
        authorId: sql.placeholder('authorId'),
        clientId: sql.placeholder('clientId'),
        body: sql.placeholder('body'),
        createdAt: sql.placeholder('at'),
      })
      .returning({ id: messages.id })
      .prepare(),
    edit: db
      .update(messages)
      .set({ body: sql`${sql.placeholder('body')}`, editedAt: sql`${sql.placeholder('at')}` })
      .where(present)
      .prepare(),
    delete: db
      .update(messages)
      .set({ body: '', deletedAt: sql`${sql.placeholder('at')}` })
      .where(present)
      .returning({ roomId: messages.roomId })
      .prepare(),
  }
}

/** A page of `limit` out of rows of which one more was asked for, to know whether there is more. */
function page(rows: readonly Message[], limit: number): MessagePage {
  return { messages: rows.slice(0, limit), more: rows.length > limit }
}

/** The same for rows that were read from the newest. */
function pageUpwards(rows: readonly Message[], limit: number): MessagePage {
  const { messages: newestFirst, more } = page(rows, limit)
  return { messages: newestFirst.toReversed(), more }
}
