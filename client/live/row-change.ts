/**
 * What one frame does to the rows of one stream. Its operations change a plain array, by the rules that the server has
 * too (`sequence.ts`); then the page is made to agree with the array. So operations apply strictly in their order, and
 * a row that leaves and comes back within a frame keeps its element, whatever became of it in between.
 */
import type { InsertOptions, Operation } from '../../server/live/protocol.ts'
import { Sequence } from '../../server/live/sequence.ts'
import { firstRow, parseRows, reconcile, rowsOf, traits } from './container.ts'
import { morphElement } from './morph.ts'
import { beginAnew, belongs, continues, keepReach, takeReached } from './stream-window.ts'
import { withoutSurplus } from './window-trim.ts'

export type RowOperation = Extract<Operation, readonly ['i' | 'd' | 'r', ...unknown[]]>

/** What became of a container's rows in one frame; the detail of its `live:rows` event. */
export interface RowsChanged {
  /** Rows that arrived live. */
  readonly added: readonly Element[]
  /** Rows that were there and have new content. */
  readonly updated: ReadonlySet<Element>
  /** Rows that stand after another element than before; so do all that are new in the page, live or loaded. */
  readonly restacked: ReadonlySet<Element>
  /** Rows that went from the page though they may well exist: by a reset, or let go at an end of the window. */
  readonly unloaded: readonly Element[]
  /** Ids of the rows that were deleted, whether or not they were in the page, with the element of those that were. */
  readonly deleted: ReadonlyMap<string, Element | null>
  /** Rows that arrived live and were not put into the page because they lie beyond its window. */
  readonly heldBack: readonly Element[]
}

/** Tells whoever listens what became of rows. */
export function tellRows(container: Element, detail: RowsChanged): void {
  container.dispatchEvent(new CustomEvent('live:rows', { bubbles: true, detail }))
}

/** Tells that rows went from the page though they may well exist. */
export function tellUnloaded(container: Element, unloaded: readonly Element[]): void {
  const first = firstRow(container)
  const restacked = new Set(first ? [first] : [])
  tellRows(container, { added: [], updated: new Set(), restacked, unloaded, deleted: new Map(), heldBack: [] })
}

/** The operations of one frame on one container. */
export class RowChange {
  readonly #container: Element
  readonly #onParsed: (rows: readonly Element[]) => void
  /** The rows as they stood before the frame, by id. */
  readonly #before: ReadonlyMap<string, Element>
  readonly #sequence: Sequence<Element>
  /** Ids of rows that arrived by themselves, not as a page. */
  readonly #live = new Set<string>()
  readonly #deleted = new Set<string>()
  readonly #heldBack = new Map<string, Element>()

  /** `onParsed` is given every row as the server sent it, before it comes into the page. */
  constructor(container: Element, onParsed: (rows: readonly Element[]) => void) {
    this.#container = container
    this.#onParsed = onParsed
    const rows = rowsOf(container)
    this.#before = new Map(rows.map((row) => [row.id, row]))
    this.#sequence = new Sequence(rows, { ...traits, replace: (present, next) => this.#replace(present, next) })
  }

  /** The rows as the operations so far leave them; those that are new stand nowhere yet. */
  get rows(): readonly Element[] {
    return this.#sequence.rows
  }

  /** Takes the next operation; the page changes with `commit`. */
  apply(operation: RowOperation): void {
    if (operation[0] === 'i') this.#insert(operation[2], operation[3] ?? {})
    else if (operation[0] === 'd') this.#delete(operation[2])
    else this.#clear()
  }

  /** Makes the page agree, and says what became of the rows. */
  commit(): RowsChanged {
    const updated = new Set<Element>()
    const rows = withoutSurplus(this.#container, this.rows).map((row) => {
      const before = this.#before.get(row.id)
      if (!before || before === row) return row
      const morphed = morphElement(before, row)
      updated.add(morphed)
      return morphed
    })
    const restacked = reconcile(this.#container, rows)
    const shown = new Set(rows.map((row) => row.id))
    const deleted = new Set([...this.#deleted].filter((id) => !shown.has(id) && !this.#heldBack.has(id)))
    return {
      added: rows.filter((row) => this.#live.has(row.id) && !this.#before.has(row.id)),
      updated,
      restacked,
      unloaded: [...this.#before.values()].filter(({ id }) => !shown.has(id) && !deleted.has(id)),
      deleted: new Map(Array.from(deleted, (id) => [id, this.#before.get(id) ?? null])),
      heldBack: [...this.#heldBack.values()],
    }
  }

  #insert(html: readonly string[], options: InsertOptions): void {
    const { reaches } = options
    if (reaches && !continues(this.#container, this.rows, reaches)) return
    const fresh = parseRows(this.#container, html)
    this.#onParsed(fresh)
    const shown = reaches ? fresh : this.#withinWindow(fresh, options.updateOnly ?? false)
    if (!reaches) for (const row of shown) this.#live.add(row.id)
    this.#sequence.insert(shown, options)
    if (reaches) takeReached(this.#container, reaches)
  }

  #withinWindow(fresh: readonly Element[], updateOnly: boolean): Element[] {
    const present = new Set(this.rows.map((row) => row.id))
    return fresh.filter((row) => {
      if (present.has(row.id)) return true
      if (updateOnly) return false
      const isShown = belongs(this.#container, this.rows, row)
      if (!isShown) this.#heldBack.set(row.id, row)
      return isShown
    })
  }

  /**
   * A row of before is changed at the end, once, whatever it was given meanwhile; one that came in this frame at once,
   * for it may hold rows of another stream by now.
   */
  #replace(present: Element, next: Element): Element {
    if (this.#before.has(next.id)) return next
    // The parser's own document, of which a new row still is, is too bare to morph in.
    return morphElement(document.adoptNode(present), next)
  }

  #delete(id: string): void {
    keepReach(this.#container, this.rows, id)
    this.#sequence.delete(id)
    this.#heldBack.delete(id)
    this.#deleted.add(id)
  }

  #clear(): void {
    beginAnew(this.#container)
    this.#sequence.clear()
  }
}
