/** Bots: users of a kind of their own, with an owner and the hash of a token. */
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { BotStore } from '../../server/chat/store.ts'
import { answered } from '../errors.ts'
import { bots, users } from '../schema.ts'

const IMMEDIATE = { behavior: 'immediate' } as const
const columns = { id: users.id, kind: sql<'bot'>`${users.kind}`, name: users.name }
const botColumns = { ...columns, ownerId: bots.ownerId }

export function botQueries(db: BetterSQLite3Database): BotStore {
  const read = readQueries(db)
  const write = writeQueries(db)
  return {
    list: (ownerId) => answered(() => read.list.all({ ownerId })),
    create: ({ name, ownerId, tokenHash, at }) =>
      answered(() =>
        db.transaction(() => {
          const user = write.insertUser.get({ name, at })
          write.insertBot.run({ id: user.id, ownerId, tokenHash })
          return { ...user, ownerId }
        }, IMMEDIATE),
      ),
    findByTokenHash: (tokenHash) => answered(() => read.byTokenHash.get({ tokenHash }) ?? null),
    revoke: (id, ownerId) => answered(() => write.revoke.run({ id, ownerId }).changes > 0),
  }
}

function readQueries(db: BetterSQLite3Database) {
  const select = () => db.select(botColumns).from(bots).innerJoin(users, eq(users.id, bots.id))
  return {
    list: select()
      .where(and(eq(bots.ownerId, sql.placeholder('ownerId')), isNotNull(bots.tokenHash)))
      .orderBy(asc(bots.id))
      .prepare(),
    byTokenHash: select()
      .where(eq(bots.tokenHash, sql.placeholder('tokenHash')))
      .prepare(),
  }
}

function writeQueries(db: BetterSQLite3Database) {
  return {
    insertUser: db
      .insert(users)
      .values({ kind: 'bot', name: sql.placeholder('name'), createdAt: sql.placeholder('at') })
      .returning(columns)
      .prepare(),
    insertBot: db
      .insert(bots)
      .values({
        id: sql.placeholder('id'),
        ownerId: sql.placeholder('ownerId'),
        tokenHash: sql.placeholder('tokenHash'),
      })
      .prepare(),
    revoke: db
      .update(bots)
      .set({ tokenHash: null })
      .where(
        and(
          eq(bots.id, sql.placeholder('id')),
          eq(bots.ownerId, sql.placeholder('ownerId')),
          isNotNull(bots.tokenHash),
        ),
      )
      .prepare(),
  }
}
