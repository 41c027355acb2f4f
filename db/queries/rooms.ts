import { eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { RoomStore } from '../../server/chat/store.ts'
import { fieldError } from '../../server/errors.ts'
import { answered, isUniqueViolation } from '../errors.ts'
import { rooms } from '../schema.ts'

const columns = { id: rooms.id, name: rooms.name, description: rooms.description }

export function roomQueries(db: BetterSQLite3Database): RoomStore {
  const list = db.select(columns).from(rooms).orderBy(sql`${rooms.name} collate nocase`).prepare()
  const find = db
    .select(columns)
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder('id')))
    .prepare()
  const insert = db
    .insert(rooms)
    .values({
      name: sql.placeholder('name'),
      description: sql.placeholder('description'),
      createdAt: sql.placeholder('at'),
    })
    .returning(columns)
    .prepare()

  return {
    list: () => answered(() => list.all()),
    find: (id) => answered(() => find.get({ id }) ?? null),
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
