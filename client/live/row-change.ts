/**
 * What one frame does to the rows of one stream. Its operations change a plain array, by the rules that the server has
 * too (`sequence.ts`); then the page is made to agree with the array. So operations apply strictly in their order, and
 * a row that leaves and comes back within a frame keeps its element.
 */
import type { InsertOptions, Operation } from '../../server/live/protocol.ts'
import { deleteRow, insertRows } from '../../server/live/sequence.ts'
import { reconcile, rowsOf, traits } from './container.ts'
import { morphElement } from './morph.ts'
import { belongs, continues, takeReached } from './stream-window.ts'

export type RowOperation = Extract<Operation, readonly ['i' | 'd' | 'r', ...unknown[]]>

/** What became of a container's rows in one frame; the detail of its `live:rows` event. */
export interface RowsChanged {
  /** Rows that arrived live. */
  readonly added: readonly Element[]
  /** Rows that were there and have new content. */
  readonly updated: ReadonlySet<Element>
  /** Rows that went from the page though they may well exist: by a reset, or let go at an end of the window. */
  readonly unloaded: readonly Element[]
  /** Ids of the rows that were deleted, whether or not they were in the page, with the element of those that were. */
  readonly deleted: ReadonlyMap<string, Element | null>
  /** Rows that arrived live and were not put into the page because they lie beyond its window. */
  readonly heldBack: readonly Element[]
}

/** The operations of one frame on one container. */
export class RowChange {
  readonly #container: Element
  readonly #rows: Element[]
  /** Rows that arrived by themselves, not as a page. */
  readonly #added: Element[] = []
  readonly #updated = new Set<Element>()
  readonly #deleted = new Map<string, Element | null>()
  readonly #unloaded = new Map<string, Element>()
  readonly #heldBack: Element[] = []

  constructor(container: Element) {
    this.#container = container
    this.#rows = rowsOf(container)
  }

  apply(operation: RowOperation): void {
    if (operation[0] === 'i') this.#insert(operation[2], operation[3] ?? {})
    else if (operation[0] === 'd') this.#delete(operation[2])
    else this.#reset()
  }

  /** Makes the page agree, and says what became of the rows. */
  commit(): RowsChanged {
    reconcile(this.#container, this.#rows)
    return {
      added: this.#added.filter((row) => row.isConnected),
      updated: this.#updated,
      unloaded: [...this.#unloaded.values()],
      deleted: this.#deleted,
      heldBack: this.#heldBack,
    }
  }

  #insert(html: readonly string[], options: InsertOptions): void {
    const { reaches } = options
    if (reaches && !continues(this.#rows, reaches)) return
    const template = document.createElement('template')
    template.innerHTML = html.join('')
    const fresh = Array.from(template.content.children, (row) => this.#revived(row))
    const shown = reaches ? fresh : this.#withinWindow(fresh, options.updateOnly ?? false)
    if (!reaches) this.#added.push(...shown)
    insertRows(this.#rows, shown, options, { ...traits, replace: (present, next) => this.#replace(present, next) })
    if (reaches) takeReached(this.#container, reaches)
  }

  #withinWindow(fresh: readonly Element[], updateOnly: boolean): Element[] {
    const present = new Set(this.#rows.map((row) => row.id))
    return fresh.filter((row) => {
      if (present.has(row.id)) return true
      if (updateOnly) return false
      const shown = belongs(this.#container, this.#rows, row)
      if (!shown) this.#heldBack.push(row)
      return shown
    })
  }

  /** A row that left in this frame and comes back keeps its element. */
  #revived(row: Element): Element {
    const left = this.#deleted.get(row.id) ?? this.#unloaded.get(row.id)
    this.#deleted.delete(row.id)
    this.#unloaded.delete(row.id)
    return left ? this.#replace(left, row) : row
  }

  #replace(present: Element, next: Element): Element {
    // A row that came in this very frame stands nowhere yet, and nobody knows its node.
    if (!present.isConnected) {
      const index = this.#added.indexOf(present)
      if (index >= 0) this.#added[index] = next
      return next
    }
    const row = morphElement(present, next)
    this.#updated.add(row)
    return row
  }

  #delete(id: string): void {
    this.#deleted.set(id, deleteRow(this.#rows, id, traits) ?? this.#unloaded.get(id) ?? null)
    this.#unloaded.delete(id)
  }

  #reset(): void {
    for (const row of this.#rows) this.#unloaded.set(row.id, row)
    this.#rows.length = 0
  }
}
