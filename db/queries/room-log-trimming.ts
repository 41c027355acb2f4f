/**
 * How rooms' logs forget. Entries go from the oldest on, so that what is left has no holes, and some at a time, so that
 * no writer waits for long.
 */
import { and, asc, eq, gte, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { RoomId } from '../../server/chat/entities.ts'
import type { RoomLogStore } from '../../server/chat/store.ts'
import { roomEvents, rooms } from '../schema.ts'

/** Entries that one step removes. */
const STEP = 500

type Limits = Parameters<RoomLogStore['trim']>[1]

/** Finds where a room's log begins: the offset before its oldest entry, or its head when it has none. */
export function logBeginning(db: BetterSQLite3Database): (roomId: RoomId) => { beginning: number; head: number } {
  const oldest = db
    .select({ offset: sql<number | null>`min(${roomEvents.offset})` })
    .from(roomEvents)
    .where(eq(roomEvents.roomId, rooms.id))
  const bounds = db
    .select({ beginning: sql<number>`coalesce((${oldest}) - 1, ${rooms.logHead})`, head: rooms.logHead })
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder('roomId')))
    .prepare()
  return (roomId) => bounds.get({ roomId }) ?? { beginning: 0, head: 0 }
}

/** Takes one step in forgetting; tells whether there is more to do. */
export function logTrimmer(db: BetterSQLite3Database): (roomId: RoomId, limits: Limits) => boolean {
  const boundsOf = logBeginning(db)
  const inRoom = eq(roomEvents.roomId, sql.placeholder('roomId'))
  const upTo = lte(roomEvents.offset, sql.placeholder('offset'))
  const firstYoung = db
    .select({ offset: roomEvents.offset })
    .from(roomEvents)
    .where(and(inRoom, upTo, gte(roomEvents.createdAt, sql.placeholder('before'))))
    .orderBy(asc(roomEvents.offset))
    .limit(1)
    .prepare()
  const remove = db.delete(roomEvents).where(and(inRoom, upTo)).prepare()

  return (roomId, { before, keep }) =>
    db.transaction(
      () => {
        const { beginning, head } = boundsOf(roomId)
        const reach = Math.min(beginning + STEP, head)
        const young = before === null ? beginning + 1 : firstYoung.get({ roomId, offset: reach, before })?.offset
        const aged = young === undefined ? reach : young - 1
        const surplus = keep === null ? 0 : head - keep
        const last = Math.min(Math.max(aged, surplus), reach)
        if (last <= beginning) return false
        remove.run({ roomId, offset: last })
        return last === reach && last < head
      },
      { behavior: 'immediate' },
    )
}
