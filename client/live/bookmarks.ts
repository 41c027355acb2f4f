/**
 * Remembers in each entry of the history where the reader was, so that back, forward and reload lead there again. The
 * browser's own memory knows pixels; here it is a row, which may not even be loaded any more.
 */
import type { Bookmark } from './reading-place.ts'

/** Milliseconds of rest after which a place is taken down. Browsers allow few changes of the history in a short time. */
const REST = 200

let timer: ReturnType<typeof setTimeout> | undefined

/** Takes down a place, once the reader rests; null for the newest row. */
export function keepBookmark(place: () => Bookmark | null): void {
  clearTimeout(timer)
  const url = location.href
  timer = setTimeout(() => {
    // Elsewhere by now: the place belongs to another entry.
    if (location.href === url) history.replaceState({ bookmark: place() }, '')
  }, REST)
}

/** The place that was taken down in the present entry of the history. */
export function keptBookmark(): Bookmark | null {
  return (history.state as { bookmark?: Bookmark } | null)?.bookmark ?? null
}
