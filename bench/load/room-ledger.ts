/**
 * What one room's log has brought, the same for everybody: the first reader whom an entry reaches writes it down, and
 * every other delivery is held against that. At the end the whole is held against the database.
 */
import { randomUUID } from 'node:crypto'
import { openStore } from '../../db/open.ts'
import { Latencies } from './latencies.ts'

/** A message's text begins with this, by which it is known again in a rendered row. */
const bodyOf = (number: number) => `Measured message ${number}.`
const BODY = /Measured message (\d+)\./

export interface LedgerEntry {
  readonly row: string
  /** The frame that brought it alone; null when it came with others first. */
  readonly frame: Buffer | null
  /** When the message was sent, in milliseconds of `performance.now`. */
  readonly sentAt: number
}

export class RoomLedger {
  readonly log: string
  /** Offset after which it was begun. */
  readonly start: number
  /** From when each message was sent to when it arrived. */
  readonly latencies = new Latencies()
  readonly faults: string[] = []
  /** What the ids of its messages begin with, so that no ledger before it has sent the same. */
  readonly #series = randomUUID().slice(0, 8)
  readonly #entries: LedgerEntry[] = []
  readonly #sentAt: number[] = []

  constructor(log: string, start: number) {
    this.log = log
    this.start = start
  }

  /** The next message to send; its text is at least so long. */
  compose(length = 0): { readonly clientId: string; readonly body: string } {
    const number = this.#sentAt.length
    this.#sentAt.push(performance.now())
    return { clientId: `${this.#series}-${number}`, body: bodyOf(number).padEnd(length, '.') }
  }

  get sent(): number {
    return this.#sentAt.length
  }

  /** Offset of the newest entry that has reached anybody. */
  get head(): number {
    return this.start + this.#entries.length
  }

  at(offset: number): LedgerEntry | undefined {
    return this.#entries[offset - this.start - 1]
  }

  /** Takes a delivery; the first of an entry writes it down. */
  deliver(offset: number, row: string, frame: Buffer | null, { isTimed }: { isTimed: boolean }): void {
    let entry = this.at(offset)
    if (!entry) {
      if (offset !== this.head + 1) return this.fault(`the log went on with ${offset} after ${this.head}`)
      entry = { row, frame, sentAt: this.#sentAt[Number(BODY.exec(row)?.[1])] ?? Number.NaN }
      this.#entries.push(entry)
      if (Number.isNaN(entry.sentAt)) this.fault(`nobody sent what came at ${offset}: ${row}`)
    } else if (entry.row !== row) this.fault(`${offset} was another row for another reader`)
    if (isTimed) this.latencies.add(performance.now() - entry.sentAt)
  }

  fault(what: string): void {
    this.faults.push(what)
  }

  /** Throws unless what was delivered is what was sent, each once. */
  verify(): void {
    const numbers = this.#entries.map(({ row }) => Number(BODY.exec(row)?.[1]))
    if (new Set(numbers).size !== numbers.length) this.fault('a message came twice')
    if (numbers.length !== this.sent) this.fault(`${this.sent} were sent, ${numbers.length} came`)
    if (this.faults.length > 0) {
      throw new Error(`${this.faults.length} wrong deliveries: ${this.faults.slice(0, 5).join('; ')}`)
    }
  }

  /** Throws unless the room's log in the database holds just what was delivered, in that order. */
  async verifyAgainst(database: string, roomId: number): Promise<void> {
    this.verify()
    const store = openStore({ path: database })
    try {
      const events = await store.roomLog.read(roomId, this.start, this.#entries.length + 1)
      const isSame = events.every((event, index) => {
        const row = this.#entries[index]?.row
        return (
          event.kind === 'message_created' &&
          row?.includes(event.message.body) &&
          row.includes(`messages-${event.message.id}"`)
        )
      })
      if (!isSame || events.length !== this.#entries.length)
        throw new Error('What was delivered is not what is stored.')
    } finally {
      await store.close()
    }
  }
}
