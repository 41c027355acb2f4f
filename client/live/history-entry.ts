/** What the runtime remembers in one entry of the browser's history, beside its address. */
import type { Bookmark } from './reading-place.ts'

export interface HistoryEntry {
  /** Stands for the view that was there: an entry of the same view is reached by a patch. */
  readonly view?: number
  /** Pixels by which the document was scrolled. */
  readonly scroll?: number
  /** The row that was being read; null for the newest. */
  readonly bookmark?: Bookmark | null
}

/** What the present entry remembers. */
export function presentEntry(): HistoryEntry {
  return (history.state as HistoryEntry | null) ?? {}
}

/** Has the present entry remember this too. */
export function remember(part: HistoryEntry): void {
  history.replaceState({ ...presentEntry(), ...part }, '')
}
