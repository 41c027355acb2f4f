import { eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { UserStore } from '../../server/chat/store.ts'
import { fieldError } from '../../server/errors.ts'
import { answered, isUniqueViolation } from '../errors.ts'
import { users } from '../schema.ts'

export function userQueries(db: BetterSQLite3Database): UserStore {
  const insert = db
    .insert(users)
    .values({
      name: sql.placeholder('name'),
      email: sql.placeholder('email'),
      passwordHash: sql.placeholder('passwordHash'),
      createdAt: sql.placeholder('at'),
    })
    .returning({ id: users.id, name: users.name, email: users.email })
    .prepare()
  const byEmail = db
    .select()
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
    findByEmail: (email) =>
      answered(() => {
        const row = byEmail.get({ email })
        return row ? { user: { id: row.id, name: row.name, email: row.email }, passwordHash: row.passwordHash } : null
      }),
  }
}
