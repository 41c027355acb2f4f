/**
 * Keeps what is under the reader's eye where it is while rows come, go and change their height above and below it; a
 * reader at the newest row stays at the newest row. The browser's own scroll anchoring, which not every browser has and
 * which a trimmed window defeats, is switched off for it: the two would correct the same thing twice.
 */
import { rowsOf } from './container.ts'
import { firstThatStands, type Landmark, landmarksIn } from './landmarks.ts'
import { correctBy, readerScroll } from './reader-scroll.ts'
import { distanceToEndOf, distanceToStart, scrollBy, scrollerOf, viewOf } from './scroller.ts'
import { hasMore } from './stream-window.ts'
import { standAsStyled, standUpright } from './upright.ts'

/** How near to the newest row, in pixels, a reader still counts as being there. */
const NEAR = 40

/** A row, and how many pixels below the upper edge of what is in sight its box stood. */
export interface Bookmark {
  readonly row: string
  readonly top: number
}

/** Where the reader was when it was taken down last. */
interface Place {
  readonly scroller: Element
  readonly scroll: number
  /** What was in sight, and how many pixels below the upper edge it stood. */
  readonly landmarks: readonly Landmark[]
  /** Pixels to the newest row; infinite when that is not loaded, and where the last row is not the newest one. */
  readonly toNewest: number
  /** Whether that was the very beginning of all that is scrolled, and how many pixels stood there above the list. */
  readonly isAtStart: boolean
  readonly above: number
}

export class ReadingPlace {
  readonly container: Element
  #place: Place

  constructor(container: Element) {
    this.container = container
    this.#place = this.#takeDown(0)
  }

  /** Leaves the scroller to the browser again. */
  stop(): void {
    handBack(this.#place.scroller)
  }

  /** The box that scrolls the rows. */
  get scroller(): Element {
    return this.#place.scroller
  }

  /** At the newest row, and meant to stay there. */
  get following(): boolean {
    return this.#place.toNewest <= NEAR
  }

  /** Where the reader is, to come back to later: at a row near the upper edge of what is in sight. Null at the newest. */
  get bookmark(): Bookmark | null {
    const { top } = viewOf(this.scroller)
    const rows = rowsOf(this.container)
    const inSight = rows.findIndex((row) => row.getBoundingClientRect().bottom > top)
    // The first row changes its look once others stand before it: it loses the day above it, say.
    const isFirstOfMore = inSight === 0 && rows.length > 1 && hasMore(this.container, 'start')
    const row = rows[isFirstOfMore ? 1 : inSight]
    return this.following || !row ? null : { row: row.id, top: topOf(row) - top }
  }

  /**
   * Puts back what has moved though the reader did not scroll, and takes down where the reader is now. To be called
   * before and after whatever moves things, and when the reader has scrolled.
   */
  keep(): void {
    const { scroller: before, toNewest } = this.#place
    const scroller = scrollerOf(this.container)
    const scrolled = this.#scrolled
    const drift = this.#drift(scrolled)
    const from = toNewest - scrolled
    const to = distanceToEndOf(this.container, scroller) - drift
    const isLeftBehind = from <= NEAR && to > Math.max(from, 0) + 1
    const missing = correctBy(scroller, drift, isLeftBehind ? to : 0)
    if (before !== scroller) handBack(before)
    this.#place = this.#takeDown(missing)
  }

  /** Goes to the newest row. */
  follow(): void {
    this.#go(distanceToEndOf(this.container, scrollerOf(this.container)))
  }

  /** Puts a row where a bookmark says that it stood. */
  goTo(row: Element, { top }: Bookmark): void {
    this.#go(topOf(row) - viewOf(scrollerOf(this.container)).top - top)
  }

  /** Scrolls by so many pixels, as the reader would. */
  move(pixels: number): void {
    this.#go(pixels)
  }

  /** Brings a row to the middle of what is in sight. */
  show(row: Element): void {
    row.scrollIntoView({ block: 'center', behavior: 'instant' })
    this.#go(0)
  }

  #go(pixels: number): void {
    scrollBy(scrollerOf(this.container), pixels)
    this.#place = this.#takeDown(0)
  }

  /** Pixels by which the reader has scrolled since. */
  get #scrolled(): number {
    return readerScroll(this.#place.scroller) - this.#place.scroll
  }

  /** Pixels by which what was in sight stands lower than it should, when the reader has scrolled by so many. */
  #drift(scrolled: number): number {
    const { scroller, landmarks, isAtStart, above } = this.#place
    const landmark = firstThatStands(landmarks)
    if (!landmark) return 0
    // Who is at the very beginning sees what stands above the list grow.
    const grown = isAtStart && scrolled === 0 ? this.#above(scroller) - above : 0
    return topOf(landmark.element) - viewOf(scroller).top - landmark.top + scrolled - grown
  }

  /** Pixels between the beginning of all that is scrolled and the list. */
  #above(scroller: Element): number {
    return distanceToStart(scroller) + topOf(this.container) - viewOf(scroller).top
  }

  /** `missing`: by how much everything stands lower than it should; or a thousand changes would add up. */
  #takeDown(missing: number): Place {
    const scroller = scrollerOf(this.container)
    takeOver(scroller)
    const view = viewOf(scroller)
    const landmarks = landmarksIn(rowsOf(this.container), view).map((landmark) => ({
      ...landmark,
      top: landmark.top - view.top - missing,
    }))
    const hasNewest = this.container.hasAttribute('live-window-newest')
    const isNewestLoaded = hasNewest && this.container.getAttribute('data-end') !== 'more'
    return {
      scroller,
      scroll: readerScroll(scroller),
      landmarks,
      toNewest: isNewestLoaded ? distanceToEndOf(this.container, scroller) : Number.POSITIVE_INFINITY,
      isAtStart: distanceToStart(scroller) < 1,
      above: this.#above(scroller),
    }
  }
}

/** Has a scroller move only by what the reader and this module scroll. */
function takeOver(scroller: Element): void {
  if (scroller instanceof HTMLElement) scroller.style.overflowAnchor = 'none'
  standUpright(scroller)
}

function handBack(scroller: Element): void {
  if (scroller instanceof HTMLElement) scroller.style.overflowAnchor = ''
  standAsStyled(scroller)
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top
}
