/**
 * What the runtime keeps for one view between two flushes: its assigns, and what its handlers asked for. A view writes
 * it through the methods of LiveView; `page.ts` and `channel.ts` read it.
 */
import { AsyncTasks } from './async.ts'
import { LiveError } from './live-error.ts'
import type { Log } from './log.ts'
import {
  type AnyItem,
  Rows,
  type RowTemplate,
  Stream,
  type StreamConfiguration,
  type StreamInsertOptions,
  type StreamPage,
  StreamQueue,
} from './stream.ts'

export interface Navigation {
  readonly how: 'patch' | 'navigate' | 'redirect'
  readonly url: string
  readonly replace: boolean
}

type Fed = readonly AnyItem[] | StreamPage<AnyItem>

export type StreamSource = () => Fed | Promise<Fed>

/** A function that feeds a stream, waiting to be called. */
interface PendingSource {
  readonly stream: Stream
  readonly source: StreamSource
  readonly options: StreamInsertOptions
}

/** How a joined view reaches the outside; an HTTP render has none. */
export interface ViewHost {
  subscribe(topic: string): () => void
  /** Has something done in the view's turn, like a handler. */
  enqueue(what: string, run: () => void | Promise<void>): void
}

export class ViewState<Assigns extends object> {
  assigns: Assigns = {} as Assigns
  /** Whether an assign changed since the last render. */
  changed = true
  readonly queue = new StreamQueue()
  readonly logs: Log[] = []
  events: [name: string, payload: unknown][] = []
  navigation: Navigation | null = null
  replyPayload: unknown
  host: ViewHost | null = null
  pendingSources: PendingSource[] = []
  readonly tasks = new AsyncTasks()

  readonly #streams = new Map<string, Stream>()
  /** The function that feeds each stream which is fed by one. */
  readonly #sources = new Map<Stream, PendingSource>()

  assign(changes: Partial<Assigns>): void {
    if (typeof changes !== 'object' || changes === null) {
      throw new LiveError('ASSIGN_NAME', 'assign takes an object of changes.', '{ name: value }', String(changes))
    }
    for (const [name, value] of Object.entries(changes)) {
      const key = name as keyof Assigns
      if (Object.is(this.assigns[key], value) && name in this.assigns) continue
      this.assigns[key] = value as Assigns[keyof Assigns]
      this.changed = true
    }
  }

  configureStream(name: string, configuration: StreamConfiguration<AnyItem>): void {
    if (this.#streams.has(name)) {
      throw new LiveError(
        'STREAM_CONFIGURED',
        `The stream "${name}" is settled.`,
        'one streamConfigure, before its use',
        'another',
      )
    }
    this.#streams.set(name, new Stream(name, configuration))
  }

  /** The stream of this name; throws STREAM_UNKNOWN when nothing defined it. */
  streamNamed(name: string): Stream {
    const stream = this.#streams.get(name)
    if (stream) return stream
    const known = [...this.#streams.keys()].join(', ') || 'none'
    throw new LiveError('STREAM_UNKNOWN', `There is no stream "${name}".`, `one of: ${known}`, `"${name}"`)
  }

  feedStream(
    name: string,
    items: readonly AnyItem[] | StreamSource,
    options: StreamInsertOptions & StreamConfiguration<AnyItem> & { reset?: boolean },
  ): void {
    const { domId, sortKey, reset, ...insertion } = options
    if (!this.#streams.has(name)) {
      this.configureStream(name, {
        ...(domId && { domId }),
        ...(sortKey && { sortKey }),
        ...(insertion.limit !== undefined && { limit: insertion.limit }),
      })
    }
    const stream = this.streamNamed(name)
    if (reset) this.queue.reset(stream)
    if (typeof items !== 'function') {
      this.queue.insert(stream, items, insertion)
      return
    }
    const pending = { stream, source: items, options: insertion }
    this.#sources.set(stream, pending)
    this.pendingSources.push(pending)
  }

  hasStream(name: string): boolean {
    return this.#streams.has(name)
  }

  /** Whether a function feeds this stream; such a stream goes on from a page by its log. */
  isSourced(stream: Stream): boolean {
    return this.#sources.has(stream)
  }

  /** The template's place for a stream's rows. */
  rows(name: string, template: RowTemplate): Rows {
    this.streamNamed(name).template = template
    return new Rows(name)
  }

  /** Calls the functions that feed streams, and queues what they give, in the order in which they were asked for. */
  async callSources(): Promise<void> {
    while (this.pendingSources.length > 0) {
      const { stream, source, options } = this.pendingSources.shift()!
      const fed = await source()
      if ('items' in fed) this.queue.insert(stream, fed.items, { ...options, reaches: fed.reaches })
      else this.queue.insert(stream, fed, options)
    }
  }

  /** Leaves the streams that a function feeds as the page shows them: what happened since comes from the logs. */
  keepSourcedStreams(): void {
    this.pendingSources = []
  }

  /** Has every stream emptied before what was asked of it since the view began; those that a function feeds, anew. */
  restartStreams(): void {
    this.pendingSources = [...this.#sources.values()]
    for (const { stream } of this.pendingSources) this.queue.reset(stream)
  }

  takeEvents(): [name: string, payload: unknown][] {
    const events = this.events
    this.events = []
    return events
  }

  takeNavigation(): Navigation | null {
    const navigation = this.navigation
    this.navigation = null
    return navigation
  }

  takeReply(): unknown {
    const payload = this.replyPayload
    this.replyPayload = undefined
    return payload
  }
}
