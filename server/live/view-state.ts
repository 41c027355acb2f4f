/**
 * What the runtime keeps for one view between two flushes: its assigns, and what its handlers asked for. A view writes
 * it through the methods of LiveView; `page.ts` and `channel.ts` read it.
 */
import { AsyncTasks } from './async.ts'
import { Embedded } from './embedded.ts'
import { LiveError } from './live-error.ts'
import type { Log, Offsets } from './log.ts'
import type { JoinRequest } from './protocol.ts'
import type { Rows } from './rows.ts'
import type { SortKey } from './sequence.ts'
import {
  type AnyItem,
  type RowTemplate,
  Stream,
  type StreamConfiguration,
  type StreamInsertOptions,
  type StreamOperation,
  type StreamPage,
} from './stream.ts'
import { StreamQueue } from './stream-queue.ts'

export interface Navigation {
  readonly how: 'patch' | 'navigate' | 'redirect'
  readonly url: string
  readonly replace: boolean
  /** For a patch, what `handleParams` is called with. */
  readonly address?: PatchAddress
}

/** Another address of a view's own route, resolved. */
export interface PatchAddress {
  readonly params: Readonly<Record<string, string>>
  readonly url: URL
}

/** What a stream is fed: items, or a page of a longer list. */
export type Fed<Item> = readonly Item[] | StreamPage<Item>

/** A function that feeds a stream. */
export type StreamSource<Item> = (from: StreamStart) => Fed<Item> | Promise<Fed<Item>>

/** From where a stream is to be fed. */
export interface StreamStart {
  /**
   * Sort key of the row that the reader is at, when the page has to be made anew under the eyes of one who reads far
   * from the end; else null. It comes from the browser, so it may be anything.
   */
  readonly around: SortKey | null
}

/** A function that feeds a stream, waiting to be called. */
interface PendingSource extends StreamStart {
  readonly stream: Stream
  readonly source: StreamSource<AnyItem>
  readonly options: StreamInsertOptions
  /** Where its items belong among what else is asked of streams. */
  readonly place: StreamOperation
}

/** How a joined view reaches the outside; an HTTP render has none. */
export interface ViewHost {
  subscribe(topic: string, onLoss?: () => void | Promise<void>): () => void
  follow(log: Log, offset: number): void
  unfollow(log: Log): void
  /** Has something done in the view's turn, like a handler. */
  enqueue(what: string, run: () => void | Promise<void>): void
  rejoin(): void
}

export class ViewState<Assigns extends object> {
  assigns: Assigns = {} as Assigns
  /** Whether an assign changed since the last render. */
  changed = true
  readonly queue = new StreamQueue()
  /** The logs to go on with from where the page is. */
  readonly logs = new Set<Log>()
  /** Whether `mount` is over. */
  isMounted = false
  /** The views that an HTTP render has to put inside this one. */
  readonly embedded: Embedded[] = []
  events: [name: string, payload: unknown][] = []
  navigation: Navigation | null = null
  replyPayload: unknown
  host: ViewHost | null = null
  /** Resolves addresses of the view's own route; set before `mount`. */
  sameRoute: (address: string) => PatchAddress | null = () => null
  pendingSources: PendingSource[] = []
  readonly tasks = new AsyncTasks()

  /** Whether the view was ever subscribed to a topic. */
  #isSubscribed = false
  readonly #streams = new Map<string, Stream>()
  /** Of each log, who listened to it last: an earlier listener cannot stop it. */
  readonly #listeners = new Map<Log, symbol>()
  /** Names of the streams that `configureStream` settled. */
  readonly #configured = new Set<string>()
  /** The function that feeds each stream which is fed by one. */
  readonly #sources = new Map<Stream, PendingSource>()

  /** Changes assigns, and notes whether one is another value; throws ASSIGN_NAME for what is no object. */
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

  /** Notes that the view wants to be at another address of its own route. Throws PATCH_ADDRESS for any other address. */
  patchTo(url: string, replace: boolean): void {
    const address = this.sameRoute(url)
    if (!address) {
      const expected = "a path, with a query perhaps, of the view's own route (pushNavigate goes to other views)"
      throw new LiveError('PATCH_ADDRESS', 'pushPatch was given an address of another page.', expected, `"${url}"`)
    }
    this.navigation = { how: 'patch', url, replace, address }
  }

  /**
   * Begins to listen to a log; answers with a way to stop, which does nothing once the log is listened to anew. Throws
   * LISTEN_LATE.
   */
  listen(log: Log, offset?: number): () => void {
    if (offset !== undefined) this.host?.follow(log, offset)
    else if (!this.isMounted) this.logs.add(log)
    else {
      const expected = 'listen(log) in mount, or listen(log, offset)'
      throw new LiveError('LISTEN_LATE', `Where the page is in "${log.name}" is not known.`, expected, 'neither')
    }
    const listener = Symbol(log.name)
    this.#listeners.set(log, listener)
    return () => {
      if (this.#listeners.get(log) !== listener) return
      this.#listeners.delete(log)
      this.logs.delete(log)
      this.host?.unfollow(log)
    }
  }

  /** Settles a stream; throws STREAM_CONFIGURED when that was done before, or when the stream is in use. */
  configureStream(name: string, configuration: StreamConfiguration<AnyItem>): void {
    if (this.#streams.has(name)) {
      const got = this.#configured.has(name) ? 'a second one' : 'one after its use'
      const expected = 'one streamConfigure, before its use'
      throw new LiveError('STREAM_CONFIGURED', `The stream "${name}" is settled already.`, expected, got)
    }
    this.#configured.add(name)
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
    items: readonly AnyItem[] | StreamSource<AnyItem>,
    options: StreamInsertOptions & StreamConfiguration<AnyItem> & { reset?: boolean },
  ): void {
    const { domId, sortKey, row, immutable, log, reset, ...insertion } = options
    if (!this.#streams.has(name)) {
      const configuration = {
        ...(domId && { domId }),
        ...(sortKey && { sortKey }),
        ...(row && { row }),
        ...(immutable && { immutable }),
        ...(log !== undefined && { log }),
        ...(insertion.limit !== undefined && { limit: insertion.limit }),
      }
      this.#streams.set(name, new Stream(name, configuration))
    }
    const stream = this.streamNamed(name)
    if (reset) this.queue.reset(stream)
    if (typeof items !== 'function') {
      this.queue.insert(stream, items, insertion)
      return
    }
    const pending = { stream, source: items, options: insertion, around: null, place: this.queue.reserve(stream) }
    this.#sources.set(stream, pending)
    this.pendingSources.push(pending)
  }

  /** Whether a stream of this name is settled. */
  hasStream(name: string): boolean {
    return this.#streams.has(name)
  }

  /** Subscribes a joined view to a topic; answers with a way to stop. */
  subscribe(topic: string, onLoss?: () => void | Promise<void>): () => void {
    this.#isSubscribed = true
    return this.host?.subscribe(topic, onLoss) ?? (() => undefined)
  }

  /** Whether a join compares the rows of a stream with those of the page, to find out what the page missed. */
  isCompared(stream: Stream): boolean {
    return !this.#sources.has(stream) || this.#mayMissChanges(stream)
  }

  /**
   * Whether a stream that a function feeds may have changed while no view was joined, by something that no log tells: in
   * a view that subscribes to topics, unless the stream names one of the view's logs.
   */
  #mayMissChanges({ log }: Stream): boolean {
    return this.#isSubscribed && ![...this.logs].some(({ name }) => name === log)
  }

  /** The template's place for a stream's rows. */
  rows(name: string, template: RowTemplate | undefined): Rows {
    const stream = this.streamNamed(name)
    stream.template = template ?? stream.template
    if (stream.template) return stream.place
    const expected = 'rows(name, template), or streamConfigure(name, { row })'
    throw new LiveError('STREAM_TEMPLATE', `Nothing says how a row of "${name}" looks.`, expected, 'neither')
  }

  /**
   * Calls the functions that feed streams, and queues what they give where it was asked for. Answers with what each says
   * of where it read.
   */
  async callSources(): Promise<Offsets[]> {
    const readings: Offsets[] = []
    while (this.pendingSources.length > 0) {
      const { source, options, around, place } = this.pendingSources.shift()!
      try {
        const fed = await source({ around })
        if ('items' in fed) this.queue.fill(place, fed.items, { ...options, reaches: fed.reaches })
        else this.queue.fill(place, fed, options)
        readings.push(('items' in fed && fed.offsets) || {})
      } catch (error) {
        this.queue.giveUp(place)
        throw error
      }
    }
    return readings
  }

  /**
   * Prepares the streams that a function feeds for a page that continues. Those that may miss changes are fed again, to
   * be compared with the page. The others are left as the page shows them, as their changes come from the logs; one that
   * the page has hidden meanwhile is fed from the beginning.
   */
  continueStreams(shown: JoinRequest['streams']): void {
    this.pendingSources = this.pendingSources.flatMap((source) => {
      const { stream, place } = source
      if (this.#mayMissChanges(stream)) return [{ ...source, around: readerIn(shown, stream) }]
      if (!Object.hasOwn(shown, stream.name)) return [source]
      this.queue.giveUpThrough(place)
      return []
    })
    const refilled = this.pendingSources.filter(({ stream }) => !this.#mayMissChanges(stream))
    for (const { stream } of refilled) this.queue.resetFirst(stream)
  }

  /** Has every stream that a function feeds emptied and fed anew, around where the reader is. */
  restartStreams(shown: JoinRequest['streams']): void {
    const kept = new Set(this.#sources.values())
    for (const pending of this.pendingSources) if (!kept.has(pending)) this.queue.giveUp(pending.place)
    this.pendingSources = Array.from(this.#sources.values(), (source) => ({
      ...source,
      around: readerIn(shown, source.stream),
    }))
    for (const { stream } of this.pendingSources) this.queue.resetFirst(stream)
  }

  /** The streams that wait for a template, because nothing has shown them yet. */
  get waitingStreams(): Stream[] {
    return [...this.#streams.values()].filter(({ template }) => template === null)
  }

  /** The template's place for another view. */
  embed(id: string, url: string): Embedded {
    const embedded = new Embedded(id, url)
    // A joined page leaves it to the browser, which opens what has come into it.
    if (!this.host) this.embedded.push(embedded)
    return embedded
  }

  /** The events for the browser since the last flush, which then are forgotten. */
  takeEvents(): [name: string, payload: unknown][] {
    const events = this.events
    this.events = []
    return events
  }

  /** Where the view wants to be, which then is forgotten. */
  takeNavigation(): Navigation | null {
    const navigation = this.navigation
    this.navigation = null
    return navigation
  }

  /** What the event is to be answered with, which then is forgotten. */
  takeReply(): unknown {
    const payload = this.replyPayload
    this.replyPayload = undefined
    return payload
  }
}

/** Sort key of the row that the reader of a stream is at, as the browser says. */
function readerIn(shown: JoinRequest['streams'], { name }: Stream): SortKey | null {
  return Object.hasOwn(shown, name) ? shown[name]! : null
}
