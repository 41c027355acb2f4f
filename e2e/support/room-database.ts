/** A room as the server's database holds it: what a test compares with what pages show. */
import type Database from 'better-sqlite3'
import { createStore, openDatabase } from '../../db/open.ts'
import type { User } from '../../server/chat/entities.ts'
import type { Store } from '../../server/chat/store.ts'

export interface StoredMessage {
  readonly id: number
  readonly authorId: number
  readonly body: string
  /** Milliseconds since 1970; null for a message that was never edited. */
  readonly editedAt: number | null
}

/** Everything of one room, as of one moment. */
export interface StoredRoom {
  /** Offset of the newest entry of the log. */
  readonly head: number
  /** In order, without those that were deleted. */
  readonly messages: readonly StoredMessage[]
  /** How many there ever were. */
  readonly posted: number
}

/** An entry of the room's log. */
export interface StoredChange {
  readonly kind: 'message_created' | 'message_edited' | 'message_deleted'
  readonly messageId: number
  readonly authorId: number
}

export class RoomDatabase {
  readonly roomId: number
  readonly #sqlite: Database.Database
  readonly #store: Store

  /** `path`: the file of a server that runs. To be closed. */
  constructor(path: string, roomId: number) {
    this.roomId = roomId
    this.#sqlite = openDatabase(path)
    this.#store = createStore(this.#sqlite)
  }

  close(): void {
    this.#sqlite.close()
  }

  /** The person of this address; throws when there is none. */
  async userOf(email: string): Promise<User> {
    const found = await this.#store.users.findByEmail(email)
    if (!found) throw new Error(`Nobody has the address ${email}.`)
    return found.user
  }

  /** Gives the room a history, behind the server's back: before anybody has opened it. */
  async fill(
    messages: readonly { readonly author: User; readonly body: string; readonly at: number }[],
  ): Promise<void> {
    // In one turn of the event loop, and so in one transaction.
    await Promise.all(
      messages.map((message) => this.#store.messages.create({ ...message, roomId: this.roomId, clientId: null })),
    )
  }

  read(): StoredRoom {
    return this.#sqlite.transaction(() => {
      const all = this.#sqlite
        .prepare<[number], StoredMessage & { deletedAt: number | null }>(
          `select id, author_id as authorId, body, edited_at as editedAt, deleted_at as deletedAt
           from messages where room_id = ? order by id`,
        )
        .all(this.roomId)
      const messages = all.filter(({ deletedAt }) => deletedAt === null)
      return { head: this.head, messages, posted: all.length }
    })()
  }

  /** Offset of the newest entry of the room's log. */
  get head(): number {
    return (
      this.#sqlite.prepare<[number], number>('select log_head from rooms where id = ?').pluck().get(this.roomId) ?? 0
    )
  }

  /** What the log tells of after an offset, in order. */
  changesAfter(offset: number): StoredChange[] {
    return this.#sqlite
      .prepare<[number, number], StoredChange>(
        `select kind, message_id as messageId, author_id as authorId
         from room_events join messages on messages.id = message_id
         where room_events.room_id = ? and offset > ? order by offset`,
      )
      .all(this.roomId, offset)
  }
}
