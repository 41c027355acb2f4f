import { eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { UserStore } from '../../server/chat/store.ts'
import { fieldError } from '../../server/errors.ts'
import { answered, isUniqueViolation } from '../errors.ts'
import { users } from '../schema.ts'

/** A person. Whoever has a session or an address is one, so the address is there. */
export const personColumns = { id: users.id, kind: users.kind, name: users.name, email: sql<string>`${users.email}` }

export function userQueries(db: BetterSQLite3Database): UserStore {
  const insert = db
    .insert(users)
    .values({
      name: sql.placeholder('name'),
      email: sql.placeholder('email'),
      passwordHash: sql.placeholder('passwordHash'),
      createdAt: sql.placeholder('at'),
    })
    .returning(personColumns)
    .prepare()
  const byEmail = db
    .select({ user: personColumns, passwordHash: sql<string>`${users.passwordHash}` })
    .from(users)
    .where(eq(users.email, sql.placeholder('email')))
    .prepare()

  return {
    create: (user) =>
      answered(() => {
        try {
          return insert.get(user)
        } catch (error) {
          if (isUniqueViolation(error)) throw fieldError('email', 'There is an account with this address.', 'conflict')
          throw error
        }
      }),
    findByEmail: (email) => answered(() => byEmail.get({ email }) ?? null),
  }
}
