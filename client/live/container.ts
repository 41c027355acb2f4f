/**
 * The rows of a container, as they stand in the page: the elements between two comments, so that a container may hold
 * other elements too, before and after them.
 */
import type { RowTraits, SortKey } from '../../server/live/sequence.ts'
import { beforeMoves, keepingState } from './moved-state.ts'
import { parseWithin } from './parse.ts'

export const traits: Omit<RowTraits<Element>, 'replace'> = {
  idOf: (row) => row.id,
  keyOf: (row) => {
    const key = row.getAttribute('data-key')
    return key === null ? null : (JSON.parse(key) as SortKey)
  },
}

/** The two comments between which a container's rows stand. */
interface Markers {
  readonly opening: Comment
  readonly closing: Comment
}

const markers = new WeakMap<Element, Markers>()

function markersOf(container: Element): Markers {
  const known = markers.get(container)
  if (known?.opening.parentNode === container) return known
  const comments = Array.from(container.childNodes).filter((node) => node instanceof Comment)
  const opening = comments.find((comment) => comment.data.startsWith('rows '))
  const closing = comments.find((comment) => comment.data === '/rows')
  if (!opening || !closing) throw new Error(`The container #${container.id} has no place for rows.`)
  const found = { opening, closing }
  markers.set(container, found)
  return found
}

/** The rows of a container, in order. */
export function rowsOf(container: Element): Element[] {
  const { opening, closing } = markersOf(container)
  const beyond = closing.nextElementSibling
  const rows: Element[] = []
  for (let row = opening.nextElementSibling; row && row !== beyond; row = row.nextElementSibling) rows.push(row)
  return rows
}

/** The first row of a container. */
export function firstRow(container: Element): Element | null {
  const { opening, closing } = markersOf(container)
  const first = opening.nextElementSibling
  return first && follows(closing, first) ? first : null
}

/** The last row of a container. */
export function lastRow(container: Element): Element | null {
  const { opening, closing } = markersOf(container)
  const last = closing.previousElementSibling
  return last && follows(last, opening) ? last : null
}

function follows(later: Node, earlier: Node): boolean {
  return (earlier.compareDocumentPosition(later) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
}

/** The elements of a container that are no rows. */
export interface Beside {
  readonly before: readonly Element[]
  readonly after: readonly Element[]
}

/** The elements before and after the rows, in order. */
export function besideRows(container: Element): Beside {
  const { opening, closing } = markersOf(container)
  const children = [...container.children]
  return {
    before: children.filter((child) => follows(opening, child)),
    after: children.filter((child) => follows(child, closing)),
  }
}

/** Has these elements stand beside the rows, in this order; one that stands right is not moved. */
export function standBeside(container: Element, { before, after }: Beside): void {
  const { opening, closing } = markersOf(container)
  standBetween(container, before, null, opening)
  standBetween(container, after, closing, null)
}

function standBetween(container: Element, elements: readonly Element[], from: Node | null, to: Node | null): void {
  let next = to
  for (const element of elements.toReversed()) {
    const stands =
      element.parentNode === container && (!from || follows(element, from)) && (!next || follows(next, element))
    if (!stands) {
      beforeMoves()
      place(container, element, next)
    }
    next = element
  }
}

/** The HTML of rows that were parsed for a container whose place in the page was not known. */
const sources = new WeakMap<Element, string>()

/** Parses rows for a container, of which each has its own HTML. */
export function parseRows(container: Element, html: readonly string[]): Element[] {
  const rows = Array.from(parseWithin(container, html.join('')).children)
  if (!container.isConnected) for (const [index, row] of rows.entries()) sources.set(row, html[index] ?? '')
  return rows
}

/** The rows of a hidden container for one in the page, where the same HTML may be other elements. */
export function rowsFor(container: Element, hidden: Element): Element[] {
  const rows = rowsOf(hidden)
  if (container.namespaceURI === hidden.namespaceURI) return rows
  return rows.map((row) => parseWithin(container, sources.get(row) ?? row.outerHTML).firstElementChild ?? row)
}

/** A detached container for the rows of a stream that the page does not show, of the same element type as `like`. */
export function hiddenContainer(stream: string, like: Element | null = null): Element {
  const container = like ? document.createElementNS(like.namespaceURI, like.localName) : document.createElement('div')
  container.setAttribute('live-stream', stream)
  container.append(document.createComment(`rows ${stream}`), document.createComment('/rows'))
  return container
}

/** The node before which to insert an element that is to stand right after the rows. */
export function afterRows(container: Element): ChildNode | null {
  return markersOf(container).closing.nextSibling
}

/**
 * Makes the page agree with a list of rows, with as few moves as possible. Returns the rows that stand after another
 * element than before, new rows among them.
 */
export function reconcile(container: Element, rows: readonly Element[]): ReadonlySet<Element> {
  const wanted = new Set(rows)
  const present = rowsOf(container)
  for (const row of present) if (!wanted.has(row)) row.remove()
  const staying = present.filter((row) => wanted.has(row))
  const inOrder = rows.filter((row) => row.parentNode === container)
  const isOrdered = staying.every((row, index) => row === inOrder[index])
  if (isOrdered) putInOrder(container, rows)
  else
    keepingState(container, () => {
      beforeMoves()
      putInOrder(container, rows)
    })
  const before = new Map(present.map((row, index) => [row, present[index - 1] ?? null]))
  return new Set(rows.filter((row, index) => before.get(row) !== (rows[index - 1] ?? null)))
}

function putInOrder(container: Element, rows: readonly Element[]): void {
  const { opening, closing } = markersOf(container)
  let next = opening.nextElementSibling
  for (const row of rows) {
    // A row that has to go further down is passed over; it is put in its place when its turn comes.
    if (next !== row && next?.nextElementSibling === row) next = row
    if (next === row) next = row.nextElementSibling
    else place(container, row, next && follows(closing, next) ? next : closing)
  }
}

/** Moves a row without disturbing what it holds (focus, selection, animations) where the browser can. */
function place(container: Element, row: Element, before: Node | null): void {
  if (row.parentNode === container && 'moveBefore' in container) container.moveBefore(row, before)
  else container.insertBefore(row, before)
}
