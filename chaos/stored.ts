/** The rooms as the server's database holds them: messages, those that were deleted too, and logs. */
import type Database from 'better-sqlite3'
import { createStore, openDatabase } from '../db/open.ts'
import type { RoomEvent } from '../server/chat/events.ts'
import type { Store } from '../server/chat/store.ts'

export interface StoredMessage {
  readonly id: number
  readonly roomId: number
  readonly authorId: number
  /** Null for a message that came from elsewhere. */
  readonly clientId: string | null
  readonly body: string
  readonly editedAt: number | null
  readonly deletedAt: number | null
}

const EVERYTHING = 1_000_000

export class StoredRooms {
  readonly #path: string
  readonly #sqlite: Database.Database
  readonly #store: Store

  /** `path`: the file of a server that may run. To be closed. */
  constructor(path: string) {
    this.#path = path
    this.#sqlite = openDatabase(path)
    this.#store = createStore(this.#sqlite)
  }

  close(): void {
    this.#sqlite.close()
  }

  /** Of everybody who has an account. */
  emails(): string[] {
    return this.#sqlite.prepare<[], string>('select email from users order by id').pluck().all()
  }

  /** In the order of their ids. */
  messages(): StoredMessage[] {
    const columns = ['room_id as roomId', 'author_id as authorId', 'client_id as clientId']
    const times = ['edited_at as editedAt', 'deleted_at as deletedAt']
    return this.#sqlite
      .prepare<[], StoredMessage>(`select id, body, ${[...columns, ...times]} from messages order by id`)
      .all()
  }

  log(roomId: number): Promise<RoomEvent[]> {
    return this.#store.roomLog.read(roomId, 0, EVERYTHING)
  }

  head(roomId: number): Promise<number> {
    return this.#store.roomLog.head(roomId)
  }

  /** What the database finds wrong with itself. By a fresh look: a connection does not check what it remembers of FTS5. */
  integrity(): string[] {
    const sqlite = openDatabase(this.#path)
    try {
      const answers = sqlite.pragma('integrity_check') as { integrity_check: string }[]
      return answers.map(({ integrity_check }) => integrity_check).filter((answer) => answer !== 'ok')
    } finally {
      sqlite.close()
    }
  }

  /** Copies everything into a file. */
  async copy(path: string): Promise<void> {
    await this.#sqlite.backup(path)
  }
}
