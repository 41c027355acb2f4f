/** "Jump to latest": counts what arrived below what is seen, and leads there. */
import type { LivePage } from '../live/live-page.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { distanceToEnd } from '../live/scroller.ts'
import { isOwn } from './person.ts'
import { closestTo, focusComposer, messageList } from './room-elements.ts'
import { isTouch } from './text-field.ts'

/** Scrolled up by more than this many screens, the way down is offered even when nothing new has come. */
const FAR = 1

export class Latest {
  readonly #page: LivePage
  readonly #onError: (error: unknown) => void
  readonly #unseen = new Set<string>()

  constructor(page: LivePage, onError: (error: unknown) => void) {
    this.#page = page
    this.#onError = onError
  }

  start(): void {
    this.#page.root.addEventListener('live:rows', (event) => this.#count(event as CustomEvent<RowsChanged>))
    this.#page.root.addEventListener('scroll', () => this.show(), { capture: true, passive: true })
    this.#page.root.addEventListener('click', (event) => {
      if (closestTo(event.target, '#jump-to-latest')) void this.jump(true)
    })
    this.show()
  }

  /** Another room was opened. */
  reset(): void {
    this.#unseen.clear()
    this.show()
  }

  /** Goes to the newest message, which is loaded first if it is not there. */
  async jump(thenWrite = false): Promise<void> {
    const container = messageList()
    const newest = container?.getAttribute('live-window-newest')
    if (!container || !newest) return
    try {
      if (container.getAttribute('data-end') === 'more') await this.#page.push(newest, null)
      this.#page.placeIn(container)?.follow()
    } catch (error) {
      this.#onError(error)
    }
    this.show()
    if (thenWrite && !isTouch()) focusComposer()
  }

  show(): void {
    const pill = document.getElementById('jump-to-latest')
    const container = messageList()
    const place = container && this.#page.placeIn(container)
    if (!pill || !container || !place) return
    if (place.following) this.#unseen.clear()
    const { following, scroller } = place
    const hasMore = this.#unseen.size > 0 || container.getAttribute('data-end') === 'more'
    const isWanted = !following && (hasMore || distanceToEnd(scroller) > scroller.clientHeight * FAR)
    // What is written again as it was would still be laid out again.
    if (pill.hidden === isWanted) pill.hidden = !isWanted
    const count = pill.querySelector('.count')!
    const text = countText(this.#unseen.size)
    if (count.textContent !== text) count.textContent = text
  }

  #count({ detail, target }: CustomEvent<RowsChanged>): void {
    const container = target as Element
    if (container.id !== 'messages') return
    const below = this.#page.placeIn(container)?.following ? detail.heldBack : [...detail.added, ...detail.heldBack]
    for (const row of below) if (!isOwn(row)) this.#unseen.add(row.id)
    for (const id of detail.deleted.keys()) this.#unseen.delete(id)
    this.show()
  }
}

function countText(count: number): string {
  if (count === 0) return ''
  return `${count > 99 ? '99+' : count} new ${count === 1 ? 'message' : 'messages'}`
}
