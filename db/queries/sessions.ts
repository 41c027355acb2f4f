import { eq, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SessionStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import type { KeptReads } from '../kept-reads.ts'
import { sessions, users } from '../schema.ts'
import { personColumns } from './users.ts'

export function sessionQueries(db: BetterSQLite3Database, reads: KeptReads): SessionStore {
  const insert = db
    .insert(sessions)
    .values({
      id: sql.placeholder('id'),
      userId: sql.placeholder('userId'),
      createdAt: sql.placeholder('at'),
      expiresAt: sql.placeholder('expiresAt'),
    })
    .prepare()
  const read = db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      expiresAt: sessions.expiresAt,
      user: personColumns,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare()
  const find = reads.keep((id: string) => read.get({ id }) ?? null)
  const remove = db
    .delete(sessions)
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare()
  const extend = db
    .update(sessions)
    .set({ expiresAt: sql`${sql.placeholder('expiresAt')}` })
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare()
  const removeExpired = db
    .delete(sessions)
    .where(lte(sessions.expiresAt, sql.placeholder('now')))
    .prepare()

  return {
    create: (session) => answered(() => void insert.run(session)),
    findAll: (ids, now) =>
      answered(() => {
        const found = ids.map(find).filter((session) => session !== null)
        return found.filter(({ expiresAt }) => expiresAt > now)
      }),
    extend: (id, expiresAt) => answered(() => void extend.run({ id, expiresAt })),
    delete: (id) => answered(() => void remove.run({ id })),
    deleteExpired: (now) => answered(() => void removeExpired.run({ now })),
  }
}
