/** Pages of a room's messages, each with the offset of the room's log; within the transaction that makes it one step. */
import { asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Message, MessageId, RoomId } from '../../server/chat/entities.ts'
import type { RoomPage } from '../../server/chat/store.ts'
import { messages } from '../schema.ts'
import { selectMessages } from './message-row.ts'
import { logHead } from './room-log.ts'

export interface RoomPages {
  newest(roomId: RoomId, limit: number): RoomPage
  before(roomId: RoomId, id: MessageId, limit: number): RoomPage
  after(roomId: RoomId, id: MessageId, limit: number): RoomPage
}

export function roomPages(db: BetterSQLite3Database): RoomPages {
  const headOf = logHead(db)
  const inRoom = eq(messages.roomId, sql.placeholder('roomId'))
  const limited = sql.placeholder('limit')
  const id = sql.placeholder('id')
  const newest = selectMessages(db, 'messages_room', inRoom).orderBy(desc(messages.id)).limit(limited).prepare()
  const before = selectMessages(db, 'messages_room', inRoom, lt(messages.id, id))
    .orderBy(desc(messages.id))
    .limit(limited)
    .prepare()
  const after = selectMessages(db, 'messages_room', inRoom, gt(messages.id, id))
    .orderBy(asc(messages.id))
    .limit(limited)
    .prepare()

  /** A page of `limit` out of rows of which one more was asked for, to know whether there is more. */
  const page = (roomId: RoomId, rows: readonly Message[], limit: number): RoomPage => ({
    messages: rows.slice(0, limit),
    more: rows.length > limit,
    offset: headOf(roomId),
  })
  /** The same for rows that were read from the newest. */
  const pageUpwards = (roomId: RoomId, rows: readonly Message[], limit: number): RoomPage => {
    const { messages: newestFirst, ...rest } = page(roomId, rows, limit)
    return { messages: newestFirst.toReversed(), ...rest }
  }

  return {
    newest: (roomId, limit) => pageUpwards(roomId, newest.all({ roomId, limit: limit + 1 }), limit),
    before: (roomId, id, limit) => pageUpwards(roomId, before.all({ roomId, id, limit: limit + 1 }), limit),
    after: (roomId, id, limit) => page(roomId, after.all({ roomId, id, limit: limit + 1 }), limit),
  }
}
