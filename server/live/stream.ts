/**
 * Streams: lists that the server renders, sends and forgets. Between two flushes a view keeps what it asked for as
 * operations, in the order of the calls; a flush takes them and nothing of them stays.
 */
import { escapeHtml, type Html } from './html.ts'
import { LiveError } from './live-error.ts'
import type { InsertOptions, Reaches } from './protocol.ts'
import { Rows } from './rows.ts'
import { type Placement, type RowTraits, Sequence, type SortKey } from './sequence.ts'

// biome-ignore lint/suspicious/noExplicitAny: a view's streams hold items of different types side by side
export type AnyItem = any

export interface StreamConfiguration<Item> {
  /** DOM id of an item's row; by default `NAME-ID`, from the item's `id`. Unique on the page. */
  readonly domId?: (item: Item) => string
  /** Keep the first n rows (positive) or the last n (negative) whenever a row is added. */
  readonly limit?: number
  /** Rows stand in the order of their keys, whatever order they arrive in. */
  readonly sortKey?: (item: Item) => SortKey
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
}

export type RowTemplate = (item: AnyItem) => Html

interface Row {
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

  /** The DOM id of an item's row; throws STREAM_ID when it has none. */
  domId(item: AnyItem): string {
    if (this.#configuration.domId) return this.#configuration.domId(item)
    const id: unknown = item?.id
    if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return `${this.name}-${id}`
    throw new LiveError('STREAM_ID', `An item of the stream "${this.name}" has no id.`, 'an id, or domId', String(id))
  }

  placement({ at = -1, limit = this.#configuration.limit, updateOnly = false }: StreamInsertOptions): Placement {
    if (!Number.isInteger(at) || at < -1) {
      throw new LiveError('STREAM_OPTION', `The index for "${this.name}" is none.`, '-1, 0, 1, 2 ...', String(at))
    }
    checkLimit(this.name, limit)
    return {
      ...(at >= 0 && { at }),
      ...(limit !== undefined && { limit }),
      ...(updateOnly && { updateOnly }),
    }
  }

  /** The row as the browser gets it, with its sort key if it has one; throws ROW_ROOT when its id is not on it. */
  render({ id, item }: Row): string {
    const row = this.template ? String(this.template(item)) : ''
    const idAttribute = ` id="${escapeHtml(id)}"`
    const rootTag = /^\s*<[^>]*>/.exec(row)?.[0] ?? ''
    if (!rootTag.includes(idAttribute)) {
      throw new LiveError(
        'ROW_ROOT',
        `A row of "${this.name}" lacks its id.`,
        `<...${idAttribute}>`,
        rootTag || 'no row',
      )
    }
    const key = this.#configuration.sortKey?.(item)
    if (key === undefined) return row.trim()
    return row.trim().replace(idAttribute, () => ` data-key="${escapeHtml(JSON.stringify(key))}"${idAttribute}`)
  }

  get traits(): RowTraits<Row> {
    return {
      idOf: (row) => row.id,
      keyOf: (row) => this.#configuration.sortKey?.(row.item) ?? null,
      replace: (_present, next) => next,
    }
  }
}

function checkLimit(name: string, limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit !== 0)) return
  throw new LiveError('STREAM_OPTION', `The limit of "${name}" is none.`, 'a whole number, not 0', String(limit))
}

/** What a view asked of its streams since the last flush, in call order. */
export class StreamQueue {
  #operations: StreamOperation[] = []
  /** Of each stream that is recorded, what every flush took. */
  readonly #recordings = new Map<Stream, StreamOperation[][]>()

  insert(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): void {
    this.#operations.push(insertion(stream, items, options))
  }

  /** Keeps a place in the order of the calls, for items that have to be waited for. */
  reserve(stream: Stream): StreamOperation {
    const place = insertion(stream, [], {})
    this.#operations.push(place)
    return place
  }

  /** Puts items in a place that was reserved, unless what was asked there has no effect any more. */
  fill(place: StreamOperation, items: readonly AnyItem[], options: StreamInsertOptions): void {
    const filled = insertion(place.stream, items, options)
    this.#operations = this.#operations.map((operation) => (operation === place ? filled : operation))
  }

  giveUp(place: StreamOperation): void {
    this.#operations = this.#operations.filter((operation) => operation !== place)
  }

  delete(stream: Stream, id: string): void {
    this.#operations.push({ kind: 'delete', stream, id })
  }

  /** Whatever was asked of this stream before has no effect any more. */
  reset(stream: Stream): void {
    this.#operations = this.#operations.filter((operation) => operation.stream !== stream)
    if (this.isRecording(stream)) this.#recordings.set(stream, [])
    this.#operations.push({ kind: 'reset', stream })
  }

  get operations(): readonly StreamOperation[] {
    return this.#operations
  }

  /** Takes what can be sent. What is asked of a stream that nothing has shown yet waits until something does. */
  take(canBeSent = (stream: Stream) => stream.template !== null): StreamOperation[] {
    const taken = this.#operations.filter(({ stream }) => canBeSent(stream))
    this.#operations = this.#operations.filter(({ stream }) => !canBeSent(stream))
    for (const [stream, flushes] of this.#recordings) {
      const own = taken.filter((operation) => operation.stream === stream)
      if (own.length > 0) flushes.push(own)
    }
    return taken
  }

  /** Has a stream emptied before what waits for it. */
  resetFirst(stream: Stream): void {
    this.#operations.unshift({ kind: 'reset', stream })
  }

  /** From now on keeps what is sent of a stream, until `insertFirst`. */
  record(stream: Stream): void {
    if (!this.#recordings.has(stream)) this.#recordings.set(stream, [])
  }

  /**
   * Makes a stream's rows what they would be, had these items come before all that was done since `record`, or since the
   * last reset after that.
   */
  insertFirst(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): void {
    const done = this.#recordings.get(stream) ?? []
    const waiting = this.#operations.filter((operation) => operation.stream === stream)
    let settled: SettledRows = { rows: [], reaches: {} }
    for (const flush of [[insertion(stream, items, options)], ...done, waiting]) {
      const changes = flush.filter(({ kind }) => kind !== 'reset')
      settled = settleRows(stream, changes, settled)
    }
    this.#recordings.delete(stream)
    this.reset(stream)
    this.#operations.push({ kind: 'insert', stream, placement: {}, ...settled })
  }

  isRecording(stream: Stream): boolean {
    return this.#recordings.has(stream)
  }
}

function insertion(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): StreamOperation {
  const rows = items.map((item) => ({ id: stream.domId(item), item }))
  const { reaches } = options
  return { kind: 'insert', stream, rows, placement: stream.placement(options), ...(reaches && { reaches }) }
}

interface SettledRows {
  readonly rows: readonly Row[]
  readonly reaches: Reaches
}

/** The rows of one stream that the operations of a flush leave, from none or from these: what an HTTP page shows. */
export function settleRows(
  stream: Stream,
  operations: readonly StreamOperation[],
  before: SettledRows = { rows: [], reaches: {} },
): SettledRows {
  const sequence = new Sequence<Row>(before.rows, stream.traits)
  let { reaches } = before
  for (const operation of operations) {
    if (operation.stream !== stream) continue
    if (operation.kind === 'insert') {
      sequence.insert(operation.rows, operation.placement)
      reaches = { ...reaches, ...operation.reaches }
    } else if (operation.kind === 'delete') sequence.delete(operation.id)
    else sequence.clear()
  }
  return { rows: sequence.rows, reaches }
}

/** The wire form of an insert's options; undefined when there are none to send. */
export function insertOptions({ placement, reaches }: StreamOperation & { kind: 'insert' }): InsertOptions | undefined {
  const { at, limit, updateOnly } = placement
  const options = {
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(updateOnly && { updateOnly }),
    ...(reaches && Object.keys(reaches).length > 0 && { reaches }),
  }
  return Object.keys(options).length > 0 ? options : undefined
}
