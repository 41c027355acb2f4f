/** Collects the rows of pages of history that a view sends. */
import type { Frame } from '../../server/live/protocol.ts'
import type { FrameReader } from './live-client.ts'

export class RowCollector implements FrameReader {
  #rows: string[] = []

  takeKnown(): boolean {
    return false
  }

  read([, ...operations]: Frame): void {
    for (const operation of operations) if (operation[0] === 'i') this.#rows.push(...operation[2])
  }

  /** The rows that have come since the last call. */
  take(): string[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  /** The same; throws unless they are those of the messages with these ids, in ascending order. */
  takePage(firstId: number, size: number): string[] {
    const rows = this.take()
    const isWhole =
      rows.length === size && rows.every((row, index) => row.includes(` id="messages-${firstId + index}"`))
    if (!isWhole) throw new Error(`Not the page from ${firstId}: ${rows.length} rows, ${rows[0]}`)
    return rows
  }
}
