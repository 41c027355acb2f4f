/** Lets rows go that a window holds over its size. */
import { rowsOf } from './container.ts'
import { isScrollbarHeld } from './held-scrollbar.ts'
import { scrollerOf, viewOf } from './scroller.ts'
import { type Edge, extentOf, letGoAt } from './stream-window.ts'

/**
 * Screens beyond what is in sight within which no row is let go. More than the screens ahead within which pages are
 * asked for, or what was let go would be asked for again at once.
 */
const SCREENS_KEPT = 2.5
/** A window may hold so many times its size while the reader drags the scrollbar. */
const SIZES_WHILE_HELD = 3

/** Rows at one end, the outermost first. */
interface Surplus {
  readonly edge: Edge
  readonly rows: readonly Element[]
}

/** Lets rows go that are over the window's size; answers with them. */
export function trimWindow(container: Element): readonly Element[] {
  const { edge, rows } = surplusOf(container, rowsOf(container))
  for (const row of rows) row.remove()
  if (rows.length > 0) letGoAt(container, edge)
  return rows
}

/**
 * The rows that are about to stand in a window, but for those over its size that are far from what is in sight as it is
 * now: they go together with the change, so that the page is laid out once for both.
 */
export function withoutSurplus(container: Element, rows: readonly Element[]): readonly Element[] {
  const surplus = surplusOf(container, rows)
  const { length } = surplus.rows
  if (length === 0) return rows
  letGoAt(container, surplus.edge)
  return surplus.edge === 'start' ? rows.slice(length) : rows.slice(0, -length)
}

/**
 * Takes rows from the end that is farther from what is in sight, but none that is near it or has not stood in the
 * container yet. A row that holds the focus goes like any other: keeping it would keep all rows up to it. Of a hidden
 * container the newest rows stay.
 */
function surplusOf(container: Element, rows: readonly Element[]): Surplus {
  const excess = rows.length - mostRows(container)
  if (!(excess > 0)) return { edge: 'start', rows: [] }
  const view = viewOf(scrollerOf(container))
  const extent = extentOf(container)
  const kept = extent ? (view.bottom - view.top) * SCREENS_KEPT : 0
  const edge = !extent || view.top - extent.start > extent.end - view.bottom ? 'start' : 'end'
  const fromEdge = edge === 'start' ? rows.slice(0, excess) : rows.slice(-excess).reverse()
  const near = fromEdge.findIndex((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    const distance = edge === 'start' ? view.top - bottom : top - view.bottom
    return row.parentElement !== container || distance < kept
  })
  return { edge, rows: near < 0 ? fromEdge : fromEdge.slice(0, near) }
}

/** The rows that a container may hold now. */
function mostRows(container: Element): number {
  const size = Number(container.getAttribute('live-window') ?? Number.POSITIVE_INFINITY)
  return isScrollbarHeld(container) ? SIZES_WHILE_HELD * size : size
}
