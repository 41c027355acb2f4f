/**
 * Remembers in each entry of the history where the reader was, so that back, forward and reload lead there again. The
 * browser's own memory knows pixels; here it is a row, which may not even be loaded any more.
 */
import { presentEntry, remember } from './history-entry.ts'
import type { Bookmark } from './reading-place.ts'

/** Milliseconds of rest after which a place is taken down. Browsers allow few changes of the history in a short time. */
const REST = 200

let timer: ReturnType<typeof setTimeout> | undefined
/** How many places are being found again. */
let finding = 0

/**
 * Takes down a place, once the reader rests; null for the newest row. The address bar may be ahead of the page that is
 * shown (`url`): a place in that page is none in the entry that is on its way.
 */
export function keepBookmark(shown: { readonly url: string }, place: () => Bookmark | null): void {
  clearTimeout(timer)
  if (finding > 0) return
  const { url } = shown
  timer = setTimeout(() => {
    const here = location.pathname + location.search
    if (here === url && shown.url === url) remember({ bookmark: place() })
  }, REST)
}

/**
 * Runs what leads the reader back to a place, which may take requests. Meanwhile no place is taken down: the page stands
 * where it opened, and that would replace the place for which the reader may yet come back by a reload.
 */
export async function whileFinding(find: () => Promise<void>): Promise<void> {
  clearTimeout(timer)
  finding++
  try {
    await find()
  } finally {
    finding--
  }
}

/** The place that was taken down in the present entry of the history; undefined when none was. */
export function keptBookmark(): Bookmark | null | undefined {
  return presentEntry().bookmark
}
