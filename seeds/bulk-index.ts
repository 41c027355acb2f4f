/**
 * Indexes many messages for search within the transaction that writes them, in place of the queue in which they would
 * wait for the server: what a transaction indexes becomes one segment of the index.
 */
import type { Database } from 'better-sqlite3'
import { type SearchIndex, searchIndex } from '../db/queries/search-index.ts'
import type { MessageId, RoomId } from '../server/chat/entities.ts'

/** Bytes that FTS5 gathers before it writes a segment; `usual` is its default. */
const HASH_SIZE = { usual: 1_048_576, bulk: 67_108_864 } as const

export class BulkIndex {
  readonly #database: Database
  readonly #index: SearchIndex
  readonly #takeFromQueue
  #first = Number.POSITIVE_INFINITY
  #last = 0

  constructor(database: Database) {
    this.#database = database
    this.#index = searchIndex(database)
    this.#takeFromQueue = database.prepare<[MessageId, MessageId]>(
      'delete from search_pending where message_id between ? and ?',
    )
  }

  /** To be called in the transaction, before its messages are written. */
  begin(): void {
    this.#gather('bulk')
  }

  /** Indexes a message of the transaction. All messages between its first and its last have to be indexed. */
  put(id: MessageId, roomId: RoomId, body: string): void {
    this.#index.put(id, roomId, body)
    this.#first = Math.min(this.#first, id)
    this.#last = id
  }

  /** To be called in the transaction, after its last message. */
  end(): void {
    if (this.#last > 0) this.#takeFromQueue.run(this.#first, this.#last)
    this.#first = Number.POSITIVE_INFINITY
    this.#last = 0
    this.#gather('usual')
  }

  #gather(size: keyof typeof HASH_SIZE): void {
    this.#database.exec(`insert into message_grams (message_grams, rank) values ('hashsize', ${HASH_SIZE[size]})`)
  }
}
