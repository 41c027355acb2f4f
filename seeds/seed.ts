/** Fills a database with people, rooms and conversations that are the same for the same seed. */
import { faker } from '@faker-js/faker/locale/en'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../db/open.ts'
import { hashPassword } from '../server/chat/accounts.ts'
import { Conversation } from './conversation.ts'
import { hasUsers, insertMessages, insertPeople, insertRooms, named } from './fill.ts'
import { people } from './people.ts'
import { Phrasebook } from './phrasebook.ts'
import { rooms, topicOf } from './rooms.ts'
import { PASSWORD } from './sign-in.ts'

export interface SeedRequest {
  /** Path of the database; made when it does not exist. */
  readonly database: string
  /** How many to add. */
  readonly users: number
  readonly rooms: number
  readonly messages: number
  readonly seed: number
  /** Add to a database that has users. */
  readonly append?: boolean
  /** Milliseconds since 1970; the last message comes a few minutes before. Default: the time it is. */
  readonly now?: number
  /** Called with how many messages were written since the last call. */
  readonly onProgress?: (written: number) => void
}

/** What there is when nothing else is asked for. */
export const DEFAULTS = { users: 10, rooms: 2, messages: 100, seed: 1 } as const

const LAST_MESSAGE_AGE = 3 * 60_000

/**
 * Seeds the database. Answers false, having written nothing, when it has users already and `append` is not asked for.
 * Messages are by all people and in all rooms that then exist.
 */
export async function seed(request: SeedRequest): Promise<boolean> {
  const passwordHash = await hashPassword(PASSWORD)
  const database = openDatabase(request.database)
  // Should the power fail meanwhile, the last batches may be missing, and no more.
  database.pragma('synchronous = NORMAL')
  try {
    if (!request.append && hasUsers(database)) return false
    fill(database, request, passwordHash)
    // Puts all on the disk, also where a server has the database open, so that to close it here would not.
    database.pragma('wal_checkpoint(FULL)')
    return true
  } finally {
    database.close()
  }
}

function fill(database: Database, request: SeedRequest, passwordHash: string): void {
  const before = contentOf(database)
  const peopleCount = before.emails.length + request.users
  const roomCount = before.roomNames.length + request.rooms
  if (request.messages > 0 && (peopleCount === 0 || roomCount === 0)) {
    throw new Error(`Messages need people and rooms; there would be ${peopleCount} people and ${roomCount} rooms.`)
  }
  // With the newest id, so that what is appended differs from what stands there.
  const seedNumber = request.seed + before.newest.id
  faker.seed(seedNumber)
  const newPeople = Array.from(people(faker, request.users, before.emails))
  const conversation = new Conversation({
    ...{ people: peopleCount, rooms: roomCount, messages: request.messages, seed: seedNumber },
    phrasebooks: phrasebooksOf(roomCount),
    from: before.newest.at,
    until: (request.now ?? Date.now()) - LAST_MESSAGE_AGE,
  })
  insertPeople(database, newPeople, passwordHash, conversation.startsAt)
  insertRooms(database, rooms(faker, request.rooms, before.roomNames), conversation.startsAt)
  const cast = { people: named(database, 'users'), rooms: named(database, 'rooms') }
  insertMessages(database, conversation, cast, request.onProgress ?? (() => undefined))
}

function contentOf(database: Database) {
  const strings = (query: string) => database.prepare<[], string>(query).pluck().all()
  const newest = database.prepare<[], { id: number; at: number }>(
    'select id, created_at as at from messages order by id desc limit 1',
  )
  return {
    emails: strings('select email from users'),
    roomNames: strings('select name from rooms'),
    newest: newest.get() ?? { id: 0, at: 0 },
  }
}

/** One phrasebook a topic, however many rooms share it. */
function phrasebooksOf(roomCount: number): Phrasebook[] {
  const topics = Array.from({ length: roomCount }, (_, room) => topicOf(room))
  const books = new Map(Array.from(new Set(topics), (topic) => [topic, new Phrasebook(topic, faker)]))
  return topics.map((topic) => books.get(topic)!)
}
