/**
 * The window of a long stream: a container with `live-window="N"` holds about N rows, and knows of each end whether
 * more lies beyond it (`data-start`, `data-end`: "more" or "end"). While its end is not the newest, rows that arrive
 * live are not appended after a hole; edits and deletions of rows that are there still apply.
 */
import type { Reaches } from '../../server/live/protocol.ts'
import { rowsOf, traits } from './container.ts'
import { viewOf } from './scroller.ts'

export type Edge = 'start' | 'end'

const EDGES = ['start', 'end'] as const

/**
 * Screens beyond what is in sight within which no row is let go. More than the screens ahead within which pages are
 * asked for, or what was let go would be asked for again at once.
 */
const SCREENS_KEPT = 2.5

function hasMore(container: Element, edge: Edge): boolean {
  return container.getAttribute(`data-${edge}`) === 'more'
}

function setEdge(container: Element, edge: Edge, state: 'more' | 'end'): void {
  container.setAttribute(`data-${edge}`, state)
}

function outermost(rows: readonly Element[], edge: Edge): Element | undefined {
  return edge === 'start' ? rows[0] : rows.at(-1)
}

/** Whether a row that arrived live belongs into the window, and does not lie beyond one of its ends. */
export function belongs(container: Element, rows: readonly Element[], row: Element): boolean {
  const key = traits.keyOf(row)
  const [first, last] = [rows[0], rows.at(-1)]
  if (key === null || !first || !last || key > traits.keyOf(last)!) return !hasMore(container, 'end')
  return key >= traits.keyOf(first)! || !hasMore(container, 'start')
}

/**
 * Whether a page continues the window as it is now. It does not when the row that it was asked for has ceased to be
 * the outermost, through a reset or because it was let go or deleted: putting the page in would leave a hole.
 */
export function continues(rows: readonly Element[], reaches: Reaches): boolean {
  if (reaches.beyond === undefined) return true
  const edge = reaches.start === undefined ? 'end' : 'start'
  const row = outermost(rows, edge)
  return row !== undefined && traits.keyOf(row) === reaches.beyond
}

/** Takes down what a page has reached. */
export function takeReached(container: Element, reaches: Reaches): void {
  for (const edge of EDGES) {
    if (reaches[edge] !== undefined) setEdge(container, edge, reaches[edge] ? 'end' : 'more')
  }
}

/**
 * Lets rows go that are over the window's size, at the end that is farther from what is in sight, but none that is
 * near it and none that matches `keep`. Answers with the rows that were let go.
 */
export function trimWindow(container: Element, scroller: Element, keep: string): Element[] {
  const rows = rowsOf(container)
  const excess = rows.length - Number(container.getAttribute('live-window') ?? Number.POSITIVE_INFINITY)
  if (!(excess > 0)) return []
  const view = viewOf(scroller)
  const kept = (view.bottom - view.top) * SCREENS_KEPT
  const bounds = container.getBoundingClientRect()
  const edge = view.top - bounds.top > bounds.bottom - view.bottom ? 'start' : 'end'
  const fromEdge = edge === 'start' ? rows.slice(0, excess) : rows.slice(-excess).reverse()
  const near = fromEdge.findIndex((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return row.matches(keep) || (edge === 'start' ? view.top - bottom : top - view.bottom) < kept
  })
  const gone = near < 0 ? fromEdge : fromEdge.slice(0, near)
  for (const row of gone) row.remove()
  if (gone.length > 0) setEdge(container, edge, 'more')
  return gone
}
