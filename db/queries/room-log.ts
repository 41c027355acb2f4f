/** The log of every room: appended to in the transaction of a change, read from an offset. */
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Message, MessageId, RoomId } from '../../server/chat/entities.ts'
import type { RoomEvent } from '../../server/chat/events.ts'
import type { RoomLogStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import { roomEvents, rooms } from '../schema.ts'
import { logBeginning, logTrimmer } from './room-log-trimming.ts'

type EntryRow = typeof roomEvents.$inferSelect

export function roomLogQueries(db: BetterSQLite3Database, headOf: LogHead): RoomLogStore {
  const read = db
    .select()
    .from(roomEvents)
    .where(and(eq(roomEvents.roomId, sql.placeholder('roomId')), gt(roomEvents.offset, sql.placeholder('after'))))
    .orderBy(asc(roomEvents.offset))
    .limit(sql.placeholder('limit'))
    .prepare()
  const beginningOf = logBeginning(db)
  const trim = logTrimmer(db)

  return {
    head: (roomId) => answered(() => headOf(roomId)),
    earliest: (roomId) => answered(() => beginningOf(roomId).beginning),
    trim: (roomId, limits) => answered(() => trim(roomId, limits)),
    read: (roomId, after, limit) => answered(() => read.all({ roomId, after, limit }).map(eventOf)),
  }
}

export type LogHead = (roomId: RoomId) => number

/** Finds the offset of the newest entry of a room's log. */
export function logHead(db: BetterSQLite3Database): LogHead {
  const head = db
    .select({ head: rooms.logHead })
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder('roomId')))
    .prepare()
  return (roomId) => head.get({ roomId })?.head ?? 0
}

/** What happened, before it has a place in the log. */
export type Change =
  | { readonly kind: 'message_created' | 'message_edited'; readonly message: Message }
  | { readonly kind: 'message_deleted'; readonly messageId: MessageId }

/**
 * Appends to a room's log, within a transaction that is open: the next offset is taken and the entry written, or
 * neither. That is what makes offsets dense and in commit order.
 */
export function logAppender(db: BetterSQLite3Database): (roomId: RoomId, change: Change, at: number) => RoomEvent {
  const nextOffset = db
    .update(rooms)
    .set({ logHead: sql`${rooms.logHead} + 1` })
    .where(eq(rooms.id, sql.placeholder('roomId')))
    .returning({ offset: rooms.logHead })
    .prepare()
  const insert = db
    .insert(roomEvents)
    .values({
      roomId: sql.placeholder('roomId'),
      offset: sql.placeholder('offset'),
      kind: sql.placeholder('kind'),
      messageId: sql.placeholder('messageId'),
      payload: sql.placeholder('payload'),
      createdAt: sql.placeholder('at'),
    })
    .prepare()

  return (roomId, change, at) => {
    const { offset } = nextOffset.get({ roomId })!
    const isDeletion = change.kind === 'message_deleted'
    const messageId = isDeletion ? change.messageId : change.message.id
    const payload = isDeletion ? null : JSON.stringify(change.message)
    insert.run({ roomId, offset, kind: change.kind, messageId, payload, at })
    return { roomId, offset, at, ...change }
  }
}

/** Takes the text of a message out of every entry that holds it; within the transaction that deletes the message. */
export function logScrubber(db: BetterSQLite3Database): (messageId: MessageId) => void {
  const scrub = db
    .update(roomEvents)
    .set({ payload: null })
    .where(eq(roomEvents.messageId, sql.placeholder('messageId')))
    .prepare()
  return (messageId) => void scrub.run({ messageId })
}

function eventOf({ roomId, offset, kind, messageId, payload, createdAt: at }: EntryRow): RoomEvent {
  if (kind === 'message_deleted') return { roomId, offset, at, kind, messageId }
  if (payload === null) return { roomId, offset, at, kind: 'message_scrubbed', was: kind, messageId }
  return { roomId, offset, at, kind, message: messageOf(payload) }
}

/** What was written before there were bots does not say of its author that it is a person. */
function messageOf(payload: string): Message {
  const message = JSON.parse(payload) as Message
  return { ...message, author: { ...message.author, kind: message.author.kind ?? 'person' } }
}
