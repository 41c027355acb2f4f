/** Reads a room of seeded messages back, page by page, and holds every page against what it must be. */
import type { HeldPage } from './held-page.ts'
import { LiveClient } from './live-client.ts'
import { RowCollector } from './row-collector.ts'

export const PAGE_SIZE = 50

export class HistoryReader {
  readonly client: LiveClient
  readonly #rows: RowCollector

  private constructor(client: LiveClient, rows: RowCollector) {
    this.client = client
    this.#rows = rows
  }

  static async join(page: HeldPage): Promise<HistoryReader> {
    const rows = new RowCollector()
    return new HistoryReader(await LiveClient.join(page, rows), rows)
  }

  /** The rows of the page before a message, in a room where ids have no holes. */
  async before(id: number): Promise<string[]> {
    await this.client.event('older_messages', { cursor: id })
    return this.#rows.takePage(id - PAGE_SIZE, PAGE_SIZE)
  }
}
