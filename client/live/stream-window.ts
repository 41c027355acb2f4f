/**
 * The window of a long stream: a container with `live-window="N"` holds about N rows, and knows of each end whether
 * more lies beyond it (`data-start`, `data-end`: "more" or "end"). While its end is not the newest, rows that arrive
 * live are not appended after a hole; edits and deletions of rows that are there still apply.
 */
import type { Reaches } from '../../server/live/protocol.ts'
import { traits } from './container.ts'

export type Edge = 'start' | 'end'

export class StreamWindow {
  readonly #container: Element
  readonly #rows: Element[]
  /** 0: no window, everything is kept. */
  readonly #size: number
  /** Ids of the rows that arrived but lie beyond the window. */
  readonly heldBack: string[] = []

  constructor(container: Element, rows: Element[]) {
    this.#container = container
    this.#rows = rows
    this.#size = Number(container.getAttribute('live-window') ?? 0)
  }

  /** Of rows that arrived live, those that belong into the window. */
  withoutUnseen(fresh: readonly Element[]): Element[] {
    if (this.#size === 0) return [...fresh]
    const ids = new Set(this.#rows.map((row) => row.id))
    return fresh.filter((row) => {
      const belongs = ids.has(row.id) || this.#isWithin(row)
      if (!belongs) this.heldBack.push(row.id)
      return belongs
    })
  }

  /** Takes down what a page has reached. */
  reached(reaches: Reaches): void {
    for (const edge of ['start', 'end'] as const) {
      if (reaches[edge] !== undefined) this.#setEdge(edge, reaches[edge] ? 'end' : 'more')
    }
  }

  /** Lets rows go at the end that is farther from the row under the reader's eye. */
  trim(anchor: Element | null): void {
    const excess = this.#rows.length - this.#size
    if (this.#size === 0 || excess <= 0) return
    const place = anchor ? this.#rows.indexOf(anchor) : this.#rows.length
    if (place >= 0 && place < this.#rows.length / 2) {
      this.#rows.splice(-excess)
      this.#setEdge('end', 'more')
    } else {
      this.#rows.splice(0, excess)
      this.#setEdge('start', 'more')
    }
  }

  #isWithin(row: Element): boolean {
    const key = traits.keyOf(row)
    const [first, last] = [this.#rows[0], this.#rows.at(-1)]
    if (key === null || !first || !last) return this.#edge('end') !== 'more'
    if (key > traits.keyOf(last)!) return this.#edge('end') !== 'more'
    return key >= traits.keyOf(first)! || this.#edge('start') !== 'more'
  }

  #edge(edge: Edge): string | null {
    return this.#container.getAttribute(`data-${edge}`)
  }

  #setEdge(edge: Edge, state: 'more' | 'end'): void {
    this.#container.setAttribute(`data-${edge}`, state)
  }
}
