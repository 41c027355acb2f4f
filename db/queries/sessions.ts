import { and, eq, gt, lte, sql } from 'drizzle-orm'
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
  const select = () =>
    db
      .select({
        id: sessions.id,
        createdAt: sessions.createdAt,
        expiresAt: sessions.expiresAt,
        user: personColumns,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
  const read = select()
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare()
  const readAll = select()
    .where(
      and(
        sql`${sessions.id} in (select value from json_each(${sql.placeholder('ids')}))`,
        gt(sessions.expiresAt, sql.placeholder('now')),
      ),
    )
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
    find: (id, now) =>
      answered(() => {
        const session = find(id)
        return session && session.expiresAt > now ? session : null
      }),
    findAll: (ids, now) => answered(() => readAll.all({ ids: JSON.stringify(ids), now })),
    extend: (id, expiresAt) => answered(() => void extend.run({ id, expiresAt })),
    delete: (id) => answered(() => void remove.run({ id })),
    deleteExpired: (now) => answered(() => void removeExpired.run({ now })),
  }
}
