/** Fills a new database with the people, rooms and conversations of the demo. */
import { openDatabase } from '../../db/open.ts'
import { hashPassword } from '../../server/chat/accounts.ts'
import type { SeedMessage } from '../conversation.ts'
import { hasUsers, insertMessages, insertPeople, insertRooms, named } from '../fill.ts'
import { EMAIL_DOMAIN, localPart, type Person } from '../people.ts'
import { Random } from '../random.ts'
import { PASSWORD } from '../sign-in.ts'
import { readScript, type ScriptedRoom } from './script.ts'

/** The people of the script, by first name. The first two are those that the demo suggests to sign in as. */
const PEOPLE = new Map(
  [
    ...['Maya Lindqvist', 'Jonas Weber', 'Priya Raman', 'Tomás Herrera', 'Aiko Tanaka', 'Femi Adeyemi', 'Clara Rossi'],
    ...[
      'Noah Fischer',
      'Lena Novak',
      'Omar Haddad',
      'Sofia Costa',
      'Ben Walsh',
      'Mei Chen',
      'Ravi Patel',
      'Elif Yildiz',
    ],
    ...['Hugo Martin', 'Nora Berg', 'Sam Okafor', 'Zoe Papadaki', 'Leo Kim'],
  ].map((name) => [name.split(' ')[0]!, name]),
)

const SECOND = 1_000
/** Between two messages of an exchange, at least and at most. */
const PAUSE = [12 * SECOND, 80 * SECOND] as const

/**
 * Seeds the database, which is made when it does not exist. Answers false, having written nothing, when it has people.
 *
 * @param now Milliseconds since 1970. Everything is sent before.
 */
export async function seedDemo(path: string, now = Date.now()): Promise<boolean> {
  const passwordHash = await hashPassword(PASSWORD)
  const database = openDatabase(path)
  try {
    if (hasUsers(database)) return false
    const script = readScript()
    const messages = messagesOf(script, now)
    const startsAt = messages[0]!.at
    insertPeople(database, Array.from(PEOPLE.values(), account), passwordHash, startsAt)
    insertRooms(database, script, startsAt)
    insertMessages(database, messages, { people: named(database, 'users'), rooms: named(database, 'rooms') }, () => {})
    return true
  } finally {
    database.close()
  }
}

function account(name: string): Person {
  return { name, email: `${localPart(name.split(' ')[0]!)}@${EMAIL_DOMAIN}` }
}

/** All messages of all rooms, in the order in which they are sent. */
function messagesOf(script: readonly ScriptedRoom[], now: number): SeedMessage[] {
  const names = [...PEOPLE.keys()]
  const random = new Random(1)
  const messages = script.flatMap(({ exchanges }, room) =>
    exchanges.flatMap(({ startsAt, messages }) => {
      let at = startsAt(now)
      return messages.map(({ author, body }) => {
        const message = { room, author: names.indexOf(author), at, body, edit: null }
        at += random.between(...PAUSE)
        return message
      })
    }),
  )
  return messages.toSorted((one, other) => one.at - other.at)
}
