/** How to sign in as one of the people whom the seeds make. */
import { openDatabase } from '../db/open.ts'
import { EMAIL_DOMAIN } from './people.ts'

/** The password of every seeded person. */
export const PASSWORD = 'still-waters-run'

/** Two lines `sign in as EMAIL` and one with the password; empty when the database has no seeded people. */
export function signInLines(path: string): string[] {
  const database = openDatabase(path)
  try {
    const select = database.prepare<[], string>(
      `select email from users where email like '%@${EMAIL_DOMAIN}' order by id limit 2`,
    )
    const emails = select.pluck().all()
    return emails.length === 0 ? [] : [...emails.map((email) => `sign in as ${email}`), `password: ${PASSWORD}`]
  } finally {
    database.close()
  }
}
