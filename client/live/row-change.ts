/**
 * What one frame does to the rows of one stream. Its operations change a plain array, by the rules that the server has
 * too (`sequence.ts`); then the page is made to agree with the array. So operations apply strictly in their order, and
 * a row that leaves and comes back within a frame keeps its element.
 */
import type { InsertOptions, Operation } from '../../server/live/protocol.ts'
import { deleteRow, insertRows } from '../../server/live/sequence.ts'
import { reconcile, rowsOf, traits } from './container.ts'
import { morphElement } from './morph.ts'
import { StreamWindow } from './stream-window.ts'

export type RowOperation = Extract<Operation, readonly ['i' | 'd' | 'r', ...unknown[]]>

/** What became of a container's rows in one frame; the detail of its `live:rows` event. */
export interface RowsChanged {
  /** Rows that arrived live. */
  readonly added: readonly Element[]
  /** Rows that were there and have new content. */
  readonly updated: ReadonlySet<Element>
  readonly removed: readonly Element[]
  /** Ids of those that were not put into the page because they lie beyond its window. */
  readonly heldBack: readonly string[]
}

/** The operations of one frame on one container. */
export class RowChange {
  readonly container: Element
  readonly rows: Element[]
  readonly #window: StreamWindow
  /** Rows that arrived by themselves, not as a page. */
  readonly #added: Element[] = []
  readonly #updated = new Set<Element>()
  /** Rows that left in this frame, for the case that they come back in it. */
  readonly #left = new Map<string, Element>()

  constructor(container: Element) {
    this.container = container
    this.rows = rowsOf(container)
    this.#window = new StreamWindow(container, this.rows)
  }

  apply(operation: RowOperation): void {
    if (operation[0] === 'i') this.#insert(operation[2], operation[3] ?? {})
    else if (operation[0] === 'd') this.#delete(operation[2])
    else this.#reset()
  }

  /** Makes the page agree; `anchor` is the row that the reader looks at. Answers with what became of the new rows. */
  commit(anchor: Element | null): RowsChanged {
    this.#window.trim(anchor)
    reconcile(this.container, this.rows)
    return {
      added: this.#added.filter((row) => row.isConnected),
      updated: this.#updated,
      removed: [...this.#left.values()],
      heldBack: this.#window.heldBack,
    }
  }

  #insert(html: readonly string[], options: InsertOptions): void {
    const template = document.createElement('template')
    template.innerHTML = html.join('')
    const fresh = Array.from(template.content.children, (row) => this.#revived(row))
    const shown = options.reaches ? fresh : this.#window.withoutUnseen(fresh)
    if (!options.reaches) this.#added.push(...shown)
    insertRows(this.rows, shown, options, { ...traits, replace: (present, next) => this.#replace(present, next) })
    if (options.reaches) this.#window.reached(options.reaches)
  }

  #revived(row: Element): Element {
    const left = this.#left.get(row.id)
    if (!left) return row
    this.#left.delete(row.id)
    return this.#replace(left, row)
  }

  #replace(present: Element, next: Element): Element {
    const row = morphElement(present, next)
    this.#updated.add(row)
    return row
  }

  #delete(id: string): void {
    const row = deleteRow(this.rows, id, traits)
    if (row) this.#left.set(id, row)
  }

  #reset(): void {
    for (const row of this.rows) this.#left.set(row.id, row)
    this.rows.length = 0
  }
}
