import { max, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Room, RoomId } from '../../server/chat/entities.ts'
import type { RoomStore } from '../../server/chat/store.ts'
import { fieldError } from '../../server/errors.ts'
import { answered, isUniqueViolation } from '../errors.ts'
import type { KeptReads } from '../kept-reads.ts'
import { rooms } from '../schema.ts'

const columns = { id: rooms.id, name: rooms.name, description: rooms.description }

interface KnownRooms {
  /** The highest id; null when there are none. */
  readonly newest: RoomId | null
  readonly list: readonly Room[]
  readonly byId: ReadonlyMap<RoomId, Room>
}

export function roomQueries(db: BetterSQLite3Database, reads: KeptReads): RoomStore {
  const readNewest = db
    .select({ id: max(rooms.id) })
    .from(rooms)
    .prepare()
  const newestId = reads.keep(() => readNewest.get()?.id ?? null)
  const readAll = db.select(columns).from(rooms).orderBy(sql`${rooms.name} collate nocase`).prepare()
  const insert = db
    .insert(rooms)
    .values({
      name: sql.placeholder('name'),
      description: sql.placeholder('description'),
      createdAt: sql.placeholder('at'),
    })
    .returning(columns)
    .prepare()

  let kept: KnownRooms | null = null
  /** Rooms are made, and neither changed nor deleted: they are as they were while the newest is the same. */
  function known(): KnownRooms {
    const newest = newestId()
    if (kept?.newest === newest) return kept
    const list = readAll.all()
    kept = { newest, list, byId: new Map(list.map((room) => [room.id, room])) }
    return kept
  }

  return {
    list: () => answered(() => known().list),
    find: (id) => answered(() => known().byId.get(id) ?? null),
    create: (room) =>
      answered(() => {
        try {
          return insert.get(room)
        } catch (error) {
          if (isUniqueViolation(error)) throw fieldError('name', 'There is a room of this name already.', 'conflict')
          throw error
        }
      }),
  }
}
