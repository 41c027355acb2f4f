/** Many readers of one room, any of whom may send. */
import type { HeldPage } from './held-page.ts'
import { AT_ONCE, inTurns } from './in-turns.ts'
import { LiveClient } from './live-client.ts'
import { RoomLedger } from './room-ledger.ts'
import { RoomReader } from './room-reader.ts'

/** Milliseconds that a crowd may take to have everything. */
const PATIENCE = 30_000

export class Crowd {
  readonly ledger: RoomLedger
  readonly clients: readonly LiveClient[]
  readonly readers: readonly RoomReader[]
  readonly #roomId: number
  #turn = 0

  private constructor(
    ledger: RoomLedger,
    clients: readonly LiveClient[],
    readers: readonly RoomReader[],
    roomId: number,
  ) {
    this.ledger = ledger
    this.clients = clients
    this.readers = readers
    this.#roomId = roomId
  }

  /** Joins the page with so many sockets. */
  static async gather(page: HeldPage, size: number, roomId: number): Promise<Crowd> {
    const [[log, start]] = Object.entries(page.join.offsets) as [[string, number]]
    const ledger = new RoomLedger(log, start)
    const readers = Array.from({ length: size }, () => new RoomReader(ledger))
    const clients = await inTurns(AT_ONCE, readers, (reader) => LiveClient.join(page, reader))
    return new Crowd(ledger, clients, readers, roomId)
  }

  /** One of the crowd, another each time, sends a message. Resolves with the milliseconds until it was confirmed. */
  async send(length = 0): Promise<number> {
    const client = this.clients[this.#turn++ % this.clients.length]!
    const sentAt = performance.now()
    await client.event('send_message', { roomId: this.#roomId, ...this.ledger.compose(length) })
    return performance.now() - sentAt
  }

  /** Sends texts of some length at a steady rate; resolves when the last was confirmed, with the milliseconds that each took. */
  async sendSteadily(perSecond: number, seconds: number, length = 0): Promise<number[]> {
    const confirmations: Promise<number>[] = []
    const startedAt = performance.now()
    const total = Math.round(perSecond * seconds)
    while (confirmations.length < total) {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond) + 1)
      while (confirmations.length < due) confirmations.push(this.send(length))
      await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond / 4))
    }
    return await Promise.all(confirmations)
  }

  /** Resolves once everybody has everything that was sent; throws when that does not come to be. */
  async settle(patience = PATIENCE): Promise<void> {
    const end = this.ledger.start + this.ledger.sent
    const deadline = performance.now() + patience
    while (this.readers.some(({ offset }) => offset < end) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const behind = this.readers.filter(({ offset }) => offset < end).length
    if (behind > 0) this.ledger.fault(`${behind} readers lack messages`)
    this.ledger.verify()
  }

  async leave(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.leave()))
  }
}
