/** One reader of a room, who must be brought every entry of its log once and in order. */
import type { Frame } from '../../server/live/protocol.ts'
import type { FrameReader } from './live-client.ts'
import type { RoomLedger } from './room-ledger.ts'

export class RoomReader implements FrameReader {
  /** The newest entry that it was brought. */
  offset: number
  readonly #ledger: RoomLedger
  readonly #timing: { readonly isTimed: boolean }

  /** `isTimed`: whether its deliveries count among the ledger's latencies. */
  constructor(ledger: RoomLedger, timing = { isTimed: true }) {
    this.#ledger = ledger
    this.#timing = timing
    this.offset = ledger.start
  }

  takeKnown(data: Buffer): boolean {
    const next = this.#ledger.at(this.offset + 1)
    if (!next?.frame?.equals(data)) return false
    this.offset++
    this.#ledger.deliver(this.offset, next.row, data, this.#timing)
    return true
  }

  read([, ...operations]: Frame, data: Buffer): void {
    let rows: string[] = []
    for (const operation of operations) {
      if (operation[0] === 'i') rows.push(...operation[2])
      else if (operation[0] === 'o' && operation[1] === this.#ledger.log) {
        this.#advance(operation[2], rows, data)
        rows = []
      } else if (operation[0] === 'r' || operation[0] === 'gone')
        this.#ledger.fault(`"${operation[0]}" at ${this.offset}`)
    }
    if (rows.length > 0) this.#ledger.fault(`${rows.length} rows came without an offset at ${this.offset}`)
  }

  #advance(to: number, rows: readonly string[], data: Buffer): void {
    const { offset } = this
    this.offset = to
    if (to - offset !== rows.length) return this.#ledger.fault(`${rows.length} rows led from ${offset} to ${to}`)
    const frame = rows.length === 1 ? data : null
    for (const [index, row] of rows.entries()) this.#ledger.deliver(offset + 1 + index, row, frame, this.#timing)
  }
}
