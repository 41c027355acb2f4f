/**
 * Indexes many messages for search within the transaction that writes them, in place of the queue in which they would
 * wait for the server. The messages of a transaction become one segment of the index. They are indexed after all of them
 * are written: a message's trigger makes SQLite set a savepoint, and at each savepoint FTS5 writes a segment.
 */
import type { Database } from 'better-sqlite3'
import { type SearchIndex, searchIndex } from '../db/queries/search-index.ts'
import type { MessageId, RoomId } from '../server/chat/entities.ts'

/** Bytes that FTS5 gathers before it writes a segment; `usual` is its default. */
const HASH_SIZE = { usual: 1_048_576, bulk: 67_108_864 } as const

interface WrittenMessage {
  readonly id: MessageId
  readonly roomId: RoomId
  readonly body: string
}

export class BulkIndex {
  readonly #database: Database
  readonly #index: SearchIndex
  readonly #takeFromQueue
  #written: WrittenMessage[] = []

  constructor(database: Database) {
    this.#database = database
    this.#index = searchIndex(database)
    this.#takeFromQueue = database.prepare<[MessageId, MessageId]>(
      'delete from search_pending where message_id between ? and ?',
    )
  }

  /** To be called in the transaction, before its messages are written. */
  begin(): void {
    this.#written = []
    this.#gather('bulk')
  }

  /** Takes a message of the transaction. All messages between its first and its last have to be taken. */
  put(id: MessageId, roomId: RoomId, body: string): void {
    this.#written.push({ id, roomId, body })
  }

  /** Indexes what was taken. To be called in the transaction, after its last message. */
  end(): void {
    for (const { id, roomId, body } of this.#written) this.#index.put(id, roomId, body)
    const [first, last] = [this.#written[0], this.#written.at(-1)]
    if (first && last) this.#takeFromQueue.run(first.id, last.id)
    this.#written = []
    this.#gather('usual')
  }

  #gather(size: keyof typeof HASH_SIZE): void {
    this.#database.exec(`insert into message_grams (message_grams, rank) values ('hashsize', ${HASH_SIZE[size]})`)
  }
}
