/** Streams: lists that the server renders, sends and forgets. What is asked of one is an operation (`stream-queue.ts`). */
import { attributeIn, firstTagOf, isOneElement } from './elements.ts'
import { asTemplate, escapeHtml, type Html } from './html.ts'
import { LiveError } from './live-error.ts'
import type { Offsets } from './log.ts'
import type { Reaches } from './protocol.ts'
import { RenderedOnce } from './rendered-once.ts'
import { blockRenderedOnce, type PlacedRow, RowBlock } from './row-block.ts'
import { Rows } from './rows.ts'
import type { Placement, RowTraits, SortKey } from './sequence.ts'

// biome-ignore lint/suspicious/noExplicitAny: a view's streams hold items of different types side by side
export type AnyItem = any

export interface StreamConfiguration<Item> {
  /** DOM id of an item's row; by default `NAME-ID`, from the item's `id`. Unique on the page. */
  readonly domId?: (item: Item) => string
  /** Keep the first n rows (positive) or the last n (negative) whenever a row is added. */
  readonly limit?: number
  /** Rows stand in the order of their keys, whatever order they arrive in. */
  readonly sortKey?: (item: Item) => SortKey
  /** The items never change, so that the row of one is rendered once for all views that show it. */
  readonly immutable?: boolean
  /**
   * Whether an item begins a group, given the item before it; null where there is none. A page marks such rows with
   * `data-head`. Rows that are sent later come without the mark, since the server does not know what stands before them.
   */
  readonly beginsGroup?: (item: Item, before: Item | null) => boolean
  /**
   * Name of the log that has every change of the rows. At a join that continues from it, the function that feeds the
   * stream is not called. Needed only in a view that also subscribes to topics.
   */
  readonly log?: string
  /**
   * The template of a row, for a stream inside the rows of another, whose rows may have to be rendered before their
   * place is. Other streams may leave it to `rows`.
   */
  readonly row?: (item: Item) => Html
}

export interface StreamInsertOptions {
  /** Index at which the items begin; -1, the default, is the end. */
  readonly at?: number
  /** In place of the stream's configured limit. */
  readonly limit?: number
  /** Replace rows that are there; add none. */
  readonly updateOnly?: boolean
  /** The items are a page of a longer list, for a container with `live-window`. */
  readonly reaches?: Reaches
}

/** What a function that feeds a stream may give in place of the bare items. */
export interface StreamPage<Item> {
  readonly items: readonly Item[]
  readonly reaches: Reaches
  /** Where logs that the view listens to were in the very step in which the items were read. */
  readonly offsets?: Offsets
}

export type RowTemplate = (item: AnyItem) => Html

export interface Row {
  readonly id: string
  readonly item: AnyItem
}

export type StreamOperation =
  | {
      readonly kind: 'insert'
      readonly stream: Stream
      readonly rows: readonly Row[]
      readonly placement: Placement
      readonly reaches?: Reaches
    }
  | { readonly kind: 'delete'; readonly stream: Stream; readonly id: string }
  | { readonly kind: 'reset'; readonly stream: Stream }

/** Rows of items that never change. Id and key are part of a row, too. */
const rowsOnce = new RenderedOnce<{ id: string; key: SortKey | null }, string>(
  (a, b) => a.id === b.id && a.key === b.key,
)

/** One stream of one view: how its rows are named, ordered and rendered. It holds no item. */
export class Stream {
  readonly name: string
  readonly #configuration: StreamConfiguration<AnyItem>
  /** Null until a template has shown the stream: until then its operations wait. */
  template: RowTemplate | null
  readonly place: Rows

  constructor(name: string, configuration: StreamConfiguration<AnyItem>) {
    checkLimit(name, configuration.limit)
    this.name = name
    this.#configuration = configuration
    this.template = configuration.row ?? null
    this.place = new Rows(name)
  }

  /** Whether its template was settled before anything was rendered. */
  get isTemplateConfigured(): boolean {
    return this.#configuration.row !== undefined
  }

  /** Name of the log that has every change of its rows, where that is stated. */
  get log(): string | undefined {
    return this.#configuration.log
  }

  /** The DOM id of an item's row; throws STREAM_ID when it has none. */
  domId(item: AnyItem): string {
    if (this.#configuration.domId) return this.#configuration.domId(item)
    const id: unknown = item?.id
    if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return `${this.name}-${id}`
    throw new LiveError('STREAM_ID', `An item of the stream "${this.name}" has no id.`, 'an id, or domId', String(id))
  }

  /** Where inserted rows go; throws STREAM_OPTION when an option means nothing. */
  placement({ at = -1, limit = this.#configuration.limit, updateOnly = false }: StreamInsertOptions): Placement {
    if (!Number.isInteger(at) || at < -1) {
      throw new LiveError('STREAM_OPTION', `"at" for "${this.name}" is no index.`, '-1, 0, 1, 2 ...', String(at))
    }
    checkLimit(this.name, limit)
    return {
      ...(at >= 0 && { at }),
      ...(limit !== undefined && { limit }),
      ...(updateOnly && { updateOnly }),
    }
  }

  /**
   * The row as the browser gets it, with its sort key if it has one; throws ROW_ROOT when it is not one element with its
   * id.
   */
  render(row: Row): string {
    const key = this.keyOf(row)
    const render = () => this.#render(row, key)
    const { immutable } = this.#configuration
    return immutable && this.template ? rowsOnce.of(this.template, row.item, { id: row.id, key }, render) : render()
  }

  /** Rows that stand one after the other, as a page shows them. */
  renderAll(rows: readonly Row[]): RowBlock {
    const { immutable, beginsGroup } = this.#configuration
    const placed = rows.map((row, index) => ({
      ...row,
      key: this.keyOf(row),
      isHead: beginsGroup?.(row.item, rows[index - 1]?.item ?? null) ?? false,
    }))
    const render = () => new RowBlock(placed.map((row) => this.#renderPlaced(row)).join(''))
    return immutable && this.template ? blockRenderedOnce(this.template, placed, render) : render()
  }

  #renderPlaced(row: PlacedRow): string {
    const rendered = this.render(row)
    return row.isHead ? withAttribute(rendered, 'data-head') : rendered
  }

  #render({ id, item }: Row, key: SortKey | null): string {
    const content = asTemplate(this.template?.(item), `A row of "${this.name}"`)
    const row = String(content).trim()
    const expected = `<... id="${escapeHtml(id)}">`
    const rootTag = firstTagOf(row)
    const idAttribute = attributeIn(rootTag, 'id')
    if (idAttribute?.value !== escapeHtml(id)) {
      throw new LiveError('ROW_ROOT', `A row of "${this.name}" lacks its id.`, expected, rootTag || 'no element')
    }
    if (!isOneElement(content.strings)) {
      throw new LiveError('ROW_ROOT', `A row of "${this.name}" is not one element.`, expected, 'more beside it')
    }
    return key === null ? row : withAttribute(row, `data-key="${escapeHtml(JSON.stringify(key))}"`)
  }

  /** The sort key of a row; null in a stream without one. */
  keyOf({ item }: Row): SortKey | null {
    return this.#configuration.sortKey?.(item) ?? null
  }

  /** What operations on its rows need to know of them. */
  get traits(): RowTraits<Row> {
    return {
      idOf: (row) => row.id,
      keyOf: (row) => this.keyOf(row),
      replace: (_present, next) => next,
    }
  }
}

/** The HTML of a row with a further attribute before its id. */
function withAttribute(row: string, attribute: string): string {
  const { index } = attributeIn(firstTagOf(row), 'id')!
  return `${row.slice(0, index)}${attribute} ${row.slice(index)}`
}

function checkLimit(name: string, limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit !== 0)) return
  throw new LiveError('STREAM_OPTION', `"limit" for "${name}" is no limit.`, 'a whole number, not 0', String(limit))
}
