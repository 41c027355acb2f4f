/** For tests: a list that is fed by a log, as a room is by its own. */
import { type Html, html } from './html.ts'
import type { MemoryLog } from './live-app.fixture.ts'
import { LiveView } from './live-view.ts'

export interface Item {
  readonly id: number
  readonly text: string
}

export type ListEvent = { readonly offset: number } & (
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'remove'; readonly id: number }
)

/** A list and its log, changed together. */
export class List {
  readonly log
  readonly items = new Map<number, Item>()
  title = 'List'

  constructor(log: MemoryLog<ListEvent>) {
    this.log = log
  }

  put(id: number, text: string): void {
    const item = { id, text }
    this.items.set(id, item)
    this.log.append((offset) => ({ offset, kind: 'put', item }))
  }

  remove(id: number): void {
    this.items.delete(id)
    this.log.append((offset) => ({ offset, kind: 'remove', id }))
  }
}

let renderedRows = 0

/** How many rows were rendered, by all views together. */
export function rowsRendered(): number {
  return renderedRows
}

function row({ id, text }: Item): Html {
  renderedRows++
  return html`<li id="items-${id}">${text}</li>`
}

export class ListView extends LiveView<{ label: string }> {
  readonly #list: List

  constructor(list: List) {
    super()
    this.#list = list
  }

  override mount(): void {
    this.assign({ label: 'list' })
    this.streamConfigure<Item>('items', { sortKey: (item) => item.id })
    this.stream('items', () => ({ items: [...this.#list.items.values()], reaches: { start: true, end: true } }))
    this.listen(this.#list.log)
  }

  override handleEvent(name: string): void {
    if (name === 'rename') this.assign({ label: 'renamed' })
    if (name === 'put') this.#list.put(100, 'put by an event')
  }

  override handleInfo(event: ListEvent): void {
    if (event.kind === 'put') this.streamInsert('items', event.item)
    else this.streamDelete('items', { id: event.id })
  }

  override title(): string {
    return this.#list.title
  }

  override render({ label }: { label: string }): Html {
    return html`<h1 id="label">${label}</h1><ul id="items" live-stream="items">${this.rows('items', row)}</ul>`
  }
}
