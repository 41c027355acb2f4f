/**
 * Remembers the reader's place among the hits of a search in the browser's history, and returns to it after back, forward,
 * a reload or a lost connection, though the search then begins anew.
 */
import { keepBookmark, keptBookmark, whileFinding } from '../live/bookmarks.ts'
import { rowsOf } from '../live/container.ts'
import type { LiveClient } from '../live/live-client.ts'
import type { Bookmark } from '../live/reading-place.ts'
import { hitList } from './search.ts'

export class SearchPlace {
  readonly #client: LiveClient
  /** The place to go to as soon as there are hits. */
  #wanted: Bookmark | null = null

  constructor(client: LiveClient) {
    this.#client = client
  }

  start(): void {
    const { root } = this.#client.page
    const keep = () => {
      if (hitList()) keepBookmark(this.#client, () => this.#bookmark)
    }
    root.addEventListener('scroll', keep, { capture: true, passive: true })
    root.addEventListener('live:rows', ({ target }) => {
      // Not before the frame is applied.
      if (target === hitList()) queueMicrotask(() => void this.#find().catch(() => undefined))
    })
    // The page has just joined, perhaps again: the search begins anew.
    this.#client.on('status', (status) => {
      if (status === 'connected') this.#wanted ??= this.#bookmark
    })
  }

  /** Asks for the place that this entry of the history remembers. */
  open(): void {
    this.#wanted = hitList() ? (keptBookmark() ?? null) : null
  }

  async #find(): Promise<void> {
    const hits = hitList()
    const bookmark = this.#wanted
    if (!hits || !bookmark || rowsOf(hits).length === 0) return
    this.#wanted = null
    await whileFinding(() => this.#returnTo(hits, bookmark))
  }

  /** The hit may lie far from the newest ones. If the connection goes meanwhile, the reader stays put. */
  async #returnTo(hits: Element, bookmark: Bookmark): Promise<void> {
    const { url } = this.#client
    if (!document.getElementById(bookmark.row)) {
      await this.#client.push('hits_from', { id: Number(bookmark.row.replace('hits-', '')) })
    }
    const row = document.getElementById(bookmark.row)
    if (row && this.#client.url === url) this.#client.page.placeIn(hits)?.goTo(row, bookmark)
  }

  get #bookmark(): Bookmark | null {
    const hits = hitList()
    return (hits && this.#client.page.placeIn(hits)?.bookmark) ?? null
  }
}
