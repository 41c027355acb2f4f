/**
 * Reads that are asked again and again: what they answered is kept for as long as nobody has written to the database.
 *
 * Whether others have written is asked once for all reads of one callback of the event loop, its promises included. A
 * request was sent before the callback that it arrives in, so whatever its sender knows of was written before, too. Only
 * a second connection in the same process could tell the difference; the server has none.
 */
import type { Database, Statement } from 'better-sqlite3'
import { LRUCache } from 'lru-cache'

/** Answers that are kept of each read. */
const MOST_ANSWERS = 10_000

type Writes = readonly [others: number, own: number]

export class KeptReads {
  readonly #database: Database
  /** Another number than before once another connection has committed, of whatever process. */
  readonly #otherWrites: Statement<[], number>
  /** Grows with every row that this connection writes. */
  readonly #ownWrites: Statement<[], number>
  #seen: Writes = [-1, -1]
  #othersInThisCallback: number | null = null

  constructor(database: Database) {
    this.#database = database
    this.#otherWrites = database.prepare<[], number>('pragma data_version').pluck()
    this.#ownWrites = database.prepare<[], number>('select total_changes()').pluck()
  }

  /** The same read, which asks the database only when somebody has written since the same was asked before. */
  keep<Key extends [] | [string | number], Answer>(read: (...key: Key) => Answer): (...key: Key) => Answer {
    const kept = new LRUCache<string | number, { readonly answer: Answer }>({ max: MOST_ANSWERS })
    let keptSince = this.#seen
    return (...key) => {
      // What is read amid a transaction may be taken back.
      if (this.#database.inTransaction) return read(...key)
      // Before the read, so that what others write in between is read the next time.
      const seen = this.#look()
      if (keptSince !== seen) kept.clear()
      keptSince = seen
      const [name = ''] = key
      const known = kept.get(name)
      if (known) return known.answer
      const answer = read(...key)
      kept.set(name, { answer })
      return answer
    }
  }

  /** What was written by now: the same object for as long as that is all. */
  #look(): Writes {
    const otherWrites = this.#othersNow()
    const ownWrites = this.#ownWrites.get()!
    const [others, own] = this.#seen
    if (otherWrites !== others || ownWrites !== own) this.#seen = [otherWrites, ownWrites]
    return this.#seen
  }

  #othersNow(): number {
    if (this.#othersInThisCallback === null) {
      this.#othersInThisCallback = this.#otherWrites.get()!
      // Its turn is before anything else arrives; asked for by a promise, after all those that hang together now.
      process.nextTick(() => {
        this.#othersInThisCallback = null
      })
    }
    return this.#othersInThisCallback
  }
}
