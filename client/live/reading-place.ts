/**
 * Keeps the row under the reader's eye where it is while rows come, go and change their height above and below it; a
 * reader at the newest row stays at the newest row. It does not rely on the browser's own scroll anchoring, which not
 * every browser has and which a trimmed window defeats.
 */
import { rowsOf } from './container.ts'
import { isAtEnd, scrollerOf, scrollTarget, scrollToEnd, viewOf } from './scroller.ts'

/** A row, and how many pixels below the upper edge of what is in sight it stood. */
export interface Bookmark {
  readonly row: string
  readonly top: number
}

interface Seen {
  readonly row: Element
  readonly top: number
}

export class ReadingPlace {
  readonly container: Element
  readonly scroller: Element
  /** At the newest row, and meant to stay there. */
  following = true
  /** The rows in sight, from the top, and where they were. */
  #seen: readonly Seen[] = []
  readonly #resizes: ResizeObserver
  readonly #onScroll = () => this.remember()

  constructor(container: Element) {
    this.container = container
    this.scroller = scrollerOf(container)
    this.remember()
    scrollTarget(this.scroller).addEventListener('scroll', this.#onScroll, { passive: true })
    // Fires between layout and paint: what an image or a font moved is moved back before anybody sees it.
    this.#resizes = new ResizeObserver(() => this.restore())
    this.#resizes.observe(container)
    this.#resizes.observe(this.scroller)
  }

  stop(): void {
    this.#resizes.disconnect()
    scrollTarget(this.scroller).removeEventListener('scroll', this.#onScroll)
  }

  /** Where the reader is, to come back to later; null at the newest row. */
  get bookmark(): Bookmark | null {
    const [first] = this.#seen
    return this.following || !first ? null : { row: first.row.id, top: first.top - viewOf(this.scroller).top }
  }

  /** Takes down where the reader is. */
  remember(): void {
    this.following = isAtEnd(this.scroller) && this.container.getAttribute('data-end') !== 'more'
    const { top, bottom } = viewOf(this.scroller)
    const rows = rowsOf(this.container)
    const seen: Seen[] = []
    for (let index = firstBelow(rows, top); index < rows.length; index++) {
      const row = rows[index]!
      const rect = row.getBoundingClientRect()
      if (rect.top >= bottom) break
      seen.push({ row, top: rect.top })
    }
    this.#seen = seen
  }

  /** Puts the reader back there; the place is then taken down anew. */
  restore(): void {
    if (this.following) scrollToEnd(this.scroller)
    else {
      const kept = this.#seen.find(({ row }) => row.isConnected)
      if (kept) this.scroller.scrollTop += kept.row.getBoundingClientRect().top - kept.top
    }
    this.remember()
  }

  /** Goes to the newest row. */
  follow(): void {
    this.following = true
    this.restore()
  }

  /** Puts a row where a bookmark says that it stood. */
  goTo(row: Element, { top }: Bookmark): void {
    this.following = false
    this.scroller.scrollTop += row.getBoundingClientRect().top - viewOf(this.scroller).top - top
    this.remember()
  }

  /** Brings a row to the middle of what is in sight. */
  show(row: Element): void {
    this.following = false
    row.scrollIntoView({ block: 'center', behavior: 'instant' })
    this.remember()
  }
}

/** Index of the first row that ends below a line, by bisection: rows stand one below the other. */
function firstBelow(rows: readonly Element[], line: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.getBoundingClientRect().bottom > line) high = middle
    else low = middle + 1
  }
  return low
}
