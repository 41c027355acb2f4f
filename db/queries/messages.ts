/** Messages. Each change of one also appends to its room's log, in the same transaction. */
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Message, MessageId } from '../../server/chat/entities.ts'
import type { RoomEvent } from '../../server/chat/events.ts'
import type { MessageStore, NewMessage } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import type { GroupCommit } from '../group-commit.ts'
import { messages } from '../schema.ts'
import { messageProducerQueries } from './message-producers.ts'
import { selectMessages } from './message-row.ts'
import { keptNewestPages } from './newest-pages.ts'
import { type LogHead, logAppender, logScrubber } from './room-log.ts'
import { roomPages } from './room-pages.ts'

export function messageQueries(
  db: BetterSQLite3Database,
  { commits, headOf }: { commits: GroupCommit; headOf: LogHead },
): MessageStore {
  const read = readQueries(db)
  const pages = roomPages(db)
  const newest = keptNewestPages(headOf, (roomId, limit) => db.transaction(() => pages.newest(roomId, limit)))
  const write = writeQueries(db)
  const append = logAppender(db)
  const scrub = logScrubber(db)
  const producers = messageProducerQueries(db)

  /** Within a transaction that is open. */
  const create = ({ roomId, author, clientId, body, at }: NewMessage): { id: MessageId; event: RoomEvent | null } => {
    const sent = clientId === null ? undefined : read.byClientId.get({ authorId: author.id, clientId })
    if (sent) return { id: sent.id, event: null }
    const { id } = write.insert.get({ roomId, authorId: author.id, clientId, body, at })
    const message: Message = {
      id,
      roomId,
      author: { id: author.id, kind: author.kind, name: author.name },
      clientId,
      body,
      createdAt: at,
      editedAt: null,
    }
    return { id, event: append(roomId, { kind: 'message_created', message }, at) }
  }

  return {
    newest: (roomId, limit) => answered(() => newest(roomId, limit)),
    before: (roomId, id, limit) => answered(() => db.transaction(() => pages.before(roomId, id, limit))),
    after: (roomId, id, limit) => answered(() => db.transaction(() => pages.after(roomId, id, limit))),
    around: (roomId, id, limit) =>
      answered(() =>
        db.transaction(() => ({
          older: pages.before(roomId, id + 1, limit),
          newer: pages.after(roomId, id, limit),
        })),
      ),
    find: (id) => answered(() => read.byId.get({ id }) ?? null),
    newestOf: (roomId, authorId) => answered(() => read.newestOf.get({ roomId, authorId }) ?? null),

    create: (message) => commits.add(() => create(message)),

    createNumbered: (message, send) =>
      commits.add(() => {
        if (!send.isNext(producers.find(message, send.producerId))) return null
        producers.save(message, send)
        return create(message)
      }),

    edit: (id, body, at, check = () => undefined) =>
      commits.add(() => {
        const present = read.byId.get({ id })
        if (!present) return null
        check(present.body)
        write.edit.run({ id, body, at })
        const message = { ...present, body, editedAt: at }
        return append(message.roomId, { kind: 'message_edited', message }, at)
      }),

    delete: (id, at) =>
      commits.add(() => {
        const deleted = write.delete.get({ id, at })
        if (!deleted) return null
        scrub(id)
        return append(deleted.roomId, { kind: 'message_deleted', messageId: id }, at)
      }),
  }
}

function readQueries(db: BetterSQLite3Database) {
  const inRoom = eq(messages.roomId, sql.placeholder('roomId'))
  const id = sql.placeholder('id')
  return {
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
