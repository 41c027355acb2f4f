/**
 * The window of a long stream: a container with `live-window="N"` holds about N rows, and knows of each end whether
 * more lies beyond it (`data-start`, `data-end`: "more" or "end"). While its end is not the newest, rows that arrive
 * live are not appended after a hole; edits and deletions of rows that are there still apply.
 */
import type { Reaches } from '../../server/live/protocol.ts'
import type { SortKey } from '../../server/live/sequence.ts'
import { rowsOf, traits } from './container.ts'

export type Edge = 'start' | 'end'

export const EDGES = ['start', 'end'] as const

/** What a container's window has found out; the server does not know it, and it stays true of the rows when they move. */
export const WINDOW_ATTRIBUTES = EDGES.map((edge) => `data-${edge}` as const)

/** Whether more lies beyond an end of what is loaded. */
export function hasMore(container: Element, edge: Edge): boolean {
  return container.getAttribute(`data-${edge}`) === 'more'
}

function setEdge(container: Element, edge: Edge, state: 'more' | 'end'): void {
  container.setAttribute(`data-${edge}`, state)
}

function outermost(rows: readonly Element[], edge: Edge): Element | undefined {
  return edge === 'start' ? rows[0] : rows.at(-1)
}

/** Sort keys of deleted rows that were the outermost. */
const lastDeleted = new WeakMap<Element, Partial<Record<Edge, SortKey>>>()

/**
 * How far a window reaches at an end: whatever exists up to this sort key is in it. It is that of the outermost row,
 * which may be deleted by now: what lies beyond that is what it was. Undefined where there never was a row.
 */
export function reachOf(container: Element, rows: readonly Element[], edge: Edge): SortKey | undefined {
  const row = outermost(rows, edge)
  const key = row && (traits.keyOf(row) ?? undefined)
  const deleted = lastDeleted.get(container)?.[edge]
  if (key === undefined || deleted === undefined) return key ?? deleted
  const isFarther = edge === 'start' ? deleted < key : deleted > key
  return isFarther ? deleted : key
}

/** To be called before a row is deleted. */
export function keepReach(container: Element, rows: readonly Element[], id: string): void {
  for (const edge of EDGES) {
    const key = reachOf(container, rows, edge)
    if (key === undefined || outermost(rows, edge)?.id !== id) continue
    lastDeleted.set(container, { ...lastDeleted.get(container), [edge]: key })
  }
}

/** What was deleted at an end, or at both, counts no more. */
function forgetReach(container: Element, ...edges: readonly Edge[]): void {
  const kept = edges.length === 0 ? {} : { ...lastDeleted.get(container) }
  for (const edge of edges) delete kept[edge]
  lastDeleted.set(container, kept)
}

/** To be called when all rows go: what was deleted or failed at an end was of another window. */
export function beginAnew(container: Element): void {
  forgetReach(container)
  for (const edge of EDGES) {
    const loading = `data-loading-${edge}`
    if (container.getAttribute(loading) === 'failed') container.removeAttribute(loading)
  }
}

/** Whether a row that arrived live belongs into the window, and does not lie beyond one of its ends. */
export function belongs(container: Element, rows: readonly Element[], row: Element): boolean {
  const key = traits.keyOf(row)
  const [from, to] = [reachOf(container, rows, 'start'), reachOf(container, rows, 'end')]
  if (key === null || from === undefined || to === undefined || key > to) return !hasMore(container, 'end')
  return key >= from || !hasMore(container, 'start')
}

/**
 * Whether a page continues the window as it is now. It does not when the window has ceased to reach as far as it did
 * when the page was asked for, through a reset or because rows were let go: putting the page in would leave a hole.
 */
export function continues(container: Element, rows: readonly Element[], reaches: Reaches): boolean {
  if (reaches.beyond === undefined) return true
  return reachOf(container, rows, reaches.start === undefined ? 'end' : 'start') === reaches.beyond
}

/** Takes down what a page has reached. */
export function takeReached(container: Element, reaches: Reaches): void {
  for (const edge of EDGES) {
    if (reaches[edge] === undefined) continue
    setEdge(container, edge, reaches[edge] ? 'end' : 'more')
    forgetReach(container, edge)
  }
}

/** To be called when rows at an end go though they exist. */
export function letGoAt(container: Element, edge: Edge): void {
  setEdge(container, edge, 'more')
  forgetReach(container, edge)
}

/** Where the rows of a window begin and end, in viewport coordinates; null where it is hidden. */
export function extentOf(container: Element): Readonly<Record<Edge, number>> | null {
  if (!container.checkVisibility()) return null
  const rows = rowsOf(container)
  const boxOf = (edge: Edge) => (outermost(rows, edge) ?? container).getBoundingClientRect()
  return { start: boxOf('start').top, end: boxOf('end').bottom }
}
