/** Writes people, rooms and their conversations into a database, each message with its entries in the room's log. */
import type { Database } from 'better-sqlite3'
import type { Message } from '../server/chat/entities.ts'
import { BulkIndex } from './bulk-index.ts'
import type { SeedMessage } from './conversation.ts'
import type { Person } from './people.ts'
import type { SeedRoom } from './rooms.ts'

export interface Named {
  readonly id: number
  readonly name: string
}

/** Messages per transaction: enough that commits cost nothing, few enough that others may write in between. */
const BATCH = 20_000

export function hasUsers(database: Database): boolean {
  return database.prepare('select 1 from users limit 1').get() !== undefined
}

/** People or rooms in the order in which they were made. */
export function named(database: Database, table: 'users' | 'rooms'): Named[] {
  return database.prepare<[], Named>(`select id, name from ${table} order by id`).all()
}

export function insertPeople(database: Database, people: Iterable<Person>, passwordHash: string, at: number): void {
  const insert = database.prepare('insert into users (name, email, password_hash, created_at) values (?, ?, ?, ?)')
  const insertAll = database.transaction(() => {
    for (const { name, email } of people) insert.run(name, email, passwordHash, at)
  })
  insertAll.immediate()
}

export function insertRooms(database: Database, rooms: Iterable<SeedRoom>, at: number): void {
  const insert = database.prepare('insert into rooms (name, description, created_at) values (?, ?, ?)')
  const insertAll = database.transaction(() => {
    for (const { name, description } of rooms) insert.run(name, description, at)
  })
  insertAll.immediate()
}

/** Takes messages as it writes them, so that their number does not matter; calls `onBatch` with how many it wrote. */
export function insertMessages(
  database: Database,
  messages: Iterable<SeedMessage>,
  { people, rooms }: { people: readonly Named[]; rooms: readonly Named[] },
  onBatch: (written: number) => void,
): void {
  const writer = new MessageWriter(database, people, rooms)
  const source = messages[Symbol.iterator]()
  const writeBatch = database.transaction(() => writer.write(source, BATCH))
  let written: number
  do {
    written = writeBatch.immediate()
    if (written > 0) onBatch(written)
  } while (written === BATCH)
}

class MessageWriter {
  readonly #people: readonly Named[]
  readonly #rooms: readonly Named[]
  readonly #insertMessage
  readonly #insertEvent
  readonly #readHeads
  readonly #saveHead
  readonly #index: BulkIndex

  constructor(database: Database, people: readonly Named[], rooms: readonly Named[]) {
    this.#people = people
    this.#rooms = rooms
    this.#insertMessage = database.prepare<[number, number, string, number, number | null]>(
      'insert into messages (room_id, author_id, body, created_at, edited_at) values (?, ?, ?, ?, ?)',
    )
    this.#insertEvent = database.prepare<[number, number, string, number, string, number]>(
      'insert into room_events (room_id, offset, kind, message_id, payload, created_at) values (?, ?, ?, ?, ?, ?)',
    )
    this.#readHeads = database.prepare<[], [number, number]>('select id, log_head from rooms').raw()
    this.#saveHead = database.prepare<[number, number]>('update rooms set log_head = ? where id = ?')
    this.#index = new BulkIndex(database)
  }

  /** Writes at most `limit` messages and answers how many. To be called within a transaction. */
  write(source: Iterator<SeedMessage>, limit: number): number {
    // Read anew in every transaction: a server may have written to the rooms since the last one.
    const heads = new Map(this.#readHeads.all())
    const changed = new Set<number>()
    let written = 0
    this.#index.begin()
    for (; written < limit; written++) {
      const { done, value } = source.next()
      if (done) break
      changed.add(this.#writeMessage(value, heads))
    }
    this.#index.end()
    for (const roomId of changed) this.#saveHead.run(heads.get(roomId)!, roomId)
    return written
  }

  /** Answers the id of the message's room. */
  #writeMessage({ room, author: speaker, at, body, edit }: SeedMessage, heads: Map<number, number>): number {
    const { id: authorId, name } = this.#people[speaker]!
    const roomId = this.#rooms[room]!.id
    const row = this.#insertMessage.run(roomId, authorId, edit?.body ?? body, at, edit?.at ?? null)
    const id = Number(row.lastInsertRowid)
    this.#index.put(id, roomId, edit?.body ?? body)
    const author = { id: authorId, kind: 'person', name } as const
    const created = { id, roomId, author, clientId: null, body, createdAt: at, editedAt: null }
    this.#log('message_created', created, at, heads)
    if (edit) this.#log('message_edited', { ...created, body: edit.body, editedAt: edit.at }, edit.at, heads)
    return roomId
  }

  #log(kind: string, message: Message, at: number, heads: Map<number, number>): void {
    const offset = heads.get(message.roomId)! + 1
    heads.set(message.roomId, offset)
    this.#insertEvent.run(message.roomId, offset, kind, message.id, JSON.stringify(message), at)
  }
}
