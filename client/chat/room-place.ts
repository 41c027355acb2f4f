/**
 * Remembers the reader's place in a room in the browser's history, and returns to it when the page opens again: by a link,
 * by back and forward, or by a reload.
 */
import { keepBookmark, keptBookmark, whileFinding } from '../live/bookmarks.ts'
import type { LiveClient } from '../live/live-client.ts'
import type { Bookmark } from '../live/reading-place.ts'
import { showFlash } from './flash.ts'
import type { Latest } from './latest.ts'
import { messageList } from './room-elements.ts'

export class RoomPlace {
  readonly #client: LiveClient
  readonly #latest: Latest

  constructor(client: LiveClient, latest: Latest) {
    this.#client = client
    this.#latest = latest
  }

  /** Takes down the place whenever the reader comes to rest. */
  start(): void {
    this.#client.page.root.addEventListener('scroll', () => keepBookmark(this.#client, () => this.#bookmark), {
      capture: true,
      passive: true,
    })
  }

  /** Goes where the reader was when this page was left; or to the message that the address names; or to the newest. */
  async find(): Promise<void> {
    const container = messageList()
    if (!container) return
    const target = this.#markTarget(container)
    const bookmark = keptBookmark()
    if (bookmark) await whileFinding(() => this.#returnTo(bookmark))
    else if (bookmark === null) await this.#latest.jump()
    else if (target) this.#client.page.placeIn(container)?.show(target)
    else if (messageInAddress()) showFlash('info', 'This message was deleted or never existed.')
    else this.#client.page.placeIn(container)?.follow()
  }

  /** Has the message that the address names stand out, and no other. */
  #markTarget(container: Element): Element | null {
    for (const other of container.querySelectorAll('[data-target]')) other.removeAttribute('data-target')
    const target = document.getElementById(`messages-${messageInAddress()}`)
    target?.setAttribute('data-target', '')
    return target
  }

  /** The row may lie far from what the page was opened with. */
  async #returnTo(bookmark: Bookmark): Promise<void> {
    const url = location.href
    if (!document.getElementById(bookmark.row)) {
      await this.#client.answered()
      if (location.href !== url) return
      await this.#client.push('messages_around', { id: Number(bookmark.row.replace('messages-', '')) })
    }
    const container = messageList()
    const row = document.getElementById(bookmark.row)
    if (container && row && location.href === url) this.#client.page.placeIn(container)?.goTo(row, bookmark)
  }

  get #bookmark(): Bookmark | null {
    const container = messageList()
    return (container && this.#client.page.placeIn(container)?.bookmark) ?? null
  }
}

function messageInAddress(): string | null {
  return new URLSearchParams(location.search).get('message')
}
