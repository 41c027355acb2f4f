/**
 * Tells how far a reader has scrolled from what else changes a scroll position: corrections, which hold still what is
 * shown, and the browser, when the content has become too short to stay scrolled so far.
 */
import { scrollBy } from './scroller.ts'

/** What is known of a scroller since it was looked at last. */
interface Seen {
  readonly position: number
  /** How far it could be scrolled. */
  readonly limit: number
  /** Pixels of its position that are nobody's doing. */
  readonly correction: number
}

const seen = new WeakMap<Element, Seen>()

/** How far the reader has scrolled, in pixels from somewhere: to be compared with what it was before. */
export function readerScroll(scroller: Element): number {
  const { position, correction } = look(scroller)
  return position - correction
}

/**
 * Scrolls to hold still what is shown, which is no scrolling of the reader's, and from there `further`, which is.
 * Answers with the part of a pixel that is missing, because scroll positions are whole.
 */
export function correctBy(scroller: Element, pixels: number, further = 0): number {
  const { position: before, correction } = look(scroller)
  const wanted = pixels + further
  if (Math.abs(wanted) >= 0.5) scrollBy(scroller, wanted)
  const { scrollTop } = scroller
  const moved = scrollTop - before
  seen.set(scroller, { position: scrollTop, limit: limitOf(scroller), correction: correction + moved - further })
  const missing = wanted - moved
  // More than that is out of reach: the content ends there.
  return Math.abs(missing) < 1 ? missing : 0
}

function look(scroller: Element): Seen {
  const position = scroller.scrollTop
  const limit = limitOf(scroller)
  const before = seen.get(scroller) ?? { position, limit, correction: 0 }
  const isCutShort =
    limit < before.limit && Math.abs(position) >= limit - 1 && Math.abs(position) < Math.abs(before.position)
  const correction = before.correction + (isCutShort ? position - before.position : 0)
  const now = { position, limit, correction }
  seen.set(scroller, now)
  return now
}

function limitOf(scroller: Element): number {
  return scroller.scrollHeight - scroller.clientHeight
}
