import { gt, max, min, type SQL, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Room, RoomId } from '../../server/chat/entities.ts'
import type { RoomListPage, RoomListPlace, RoomStore } from '../../server/chat/store.ts'
import { fieldError } from '../../server/errors.ts'
import { answered, isUniqueViolation } from '../errors.ts'
import type { KeptReads } from '../kept-reads.ts'
import { rooms } from '../schema.ts'

/** Rooms that are cached by id. */
const MOST_ROOMS = 10_000
/** Pages of the list of rooms that are cached. */
const MOST_PAGES = 100

const columns = { id: rooms.id, name: rooms.name, description: rooms.description }
const byName = sql`${rooms.name} collate nocase`

export function roomQueries(db: BetterSQLite3Database, reads: KeptReads): RoomStore {
  const readNewest = db
    .select({ id: max(rooms.id) })
    .from(rooms)
    .prepare()
  const newestId = reads.keep(() => readNewest.get()?.id ?? null)
  const readRoom = db
    .select(columns)
    .from(rooms)
    .where(sql`${rooms.id} = ${sql.placeholder('id')}`)
    .prepare()
  const readNextId = db
    .select({ id: min(rooms.id) })
    .from(rooms)
    .where(gt(rooms.id, sql.placeholder('id')))
    .prepare()
  const readPage = roomPages(db)
  const count = roomCount(db)
  const insert = db
    .insert(rooms)
    .values({
      name: sql.placeholder('name'),
      description: sql.placeholder('description'),
      createdAt: sql.placeholder('at'),
    })
    .returning(columns)
    .prepare()

  // Rooms are created, and neither changed nor deleted. So a room that was read stays true, and pages and the count stay
  // true for as long as the newest room is the same.
  const byId = new LRUCache<RoomId, Room>({ max: MOST_ROOMS })
  const pages = new LRUCache<string, RoomListPage>({ max: MOST_PAGES })
  let pagesNewest: RoomId | null = null

  return {
    page: (place, limit) =>
      answered(() => {
        const newest = newestId()
        if (pagesNewest !== newest) pages.clear()
        pagesNewest = newest
        const key = `${limit} ${place.side} ${place.name}`
        const known = pages.get(key)
        if (known) return known
        const page = readPage(place, limit)
        pages.set(key, page)
        return page
      }),
    count: () => answered(() => count(newestId())),
    find: (id) =>
      answered(() => {
        const known = byId.get(id)
        if (known) return known
        const room = readRoom.get({ id }) ?? null
        if (room) byId.set(id, room)
        return room
      }),
    nextId: (after) => answered(() => readNextId.get({ id: after })?.id ?? null),
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

/** Reads pages from the index of names, by keyset: each costs the same wherever it begins. */
function roomPages(db: BetterSQLite3Database): (place: RoomListPlace, limit: number) => RoomListPage {
  const name = sql.placeholder('name')
  const select = (where: SQL, order: SQL) =>
    db.select(columns).from(rooms).where(where).orderBy(order).limit(sql.placeholder('limit')).prepare()
  const statements = {
    from: select(sql`${byName} >= ${name}`, byName),
    after: select(sql`${byName} > ${name}`, byName),
    before: select(sql`${byName} < ${name}`, sql`${byName} desc`),
  }
  return ({ side, name }, limit) => {
    // One more than the page shows whether the list goes on.
    const read = statements[side].all({ name, limit: limit + 1 })
    const page = read.slice(0, limit)
    return { rooms: side === 'before' ? page.reverse() : page, more: read.length > limit }
  }
}

/** Counts the rooms once; from then on only those that are newer than the ones counted. */
function roomCount(db: BetterSQLite3Database): (newest: RoomId | null) => number {
  const countNewer = db
    .select({ count: sql<number>`count(*)` })
    .from(rooms)
    .where(gt(rooms.id, sql.placeholder('id')))
    .prepare()
  let counted = { newest: 0, count: 0 }
  return (newest) => {
    if (newest !== null && newest > counted.newest) {
      counted = { newest, count: counted.count + countNewer.get({ id: counted.newest })!.count }
    }
    return counted.count
  }
}
