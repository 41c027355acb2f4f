/**
 * One joined view: what arrives for it waits in a mailbox, is handled one at a time, and after each the changes are
 * flushed to the browser, the reply last.
 *
 * A handler that returns no promise is run and flushed at once, without a turn of the event loop: a change in a busy
 * room reaches thousands of channels in one go.
 */
import { RillError } from '../errors.ts'
import { ComponentTree } from './component.ts'
import { encode, encodeShared, streamOperations } from './frame.ts'
import { type LiveView, state } from './live-view.ts'
import type { Following, Log, LogEntry } from './log.ts'
import { renderWholePage, startView, type WholePage } from './page.ts'
import type { ErrorReply, JoinRequest, Operation } from './protocol.ts'
import type { PubSub } from './pubsub.ts'
import type { Address, LiveRoute } from './routes.ts'
import type { Navigation, ViewHost } from './view-state.ts'

/** So many missed entries are sent one by one; past it the newest page is cheaper and more welcome. */
const MAX_BACKLOG = 1_000

/** To a browser this is the same as a connection that broke: whatever it asked may be asked again. */
const ENDED: ErrorReply = { code: 'disconnected', message: 'This view has ended.' }

/** The socket that a channel is on, as far as it needs it. */
export interface Connection {
  readonly pubsub: PubSub
  readonly session: unknown
  send(frame: Buffer): void
  resolve(url: string): Address | null
  logError(error: unknown, what: string): void
}

interface Task {
  /** For the log, when it fails. */
  readonly what: string
  /** The request that it answers. */
  readonly ref?: number
  /** The entry of a log that it hands to the view, when it is one alone. */
  readonly entry?: LogEntry
  run(): void | Promise<void>
}

export class Channel implements ViewHost {
  readonly number: number
  readonly route: LiveRoute
  readonly #view: LiveView
  readonly #connection: Connection
  readonly #mailbox: Task[] = []
  readonly #subscriptions: (() => void)[] = []
  readonly #followings: Following[] = []
  /** Per log, the offset that the browser has not been told yet. */
  #offsets = new Map<Log, number>()
  #tree = new ComponentTree()
  #title: string | null = null
  /** What is being handled and not yet answered. */
  #running: Task | null = null
  /** Until it has joined, what arrives waits. */
  #busy = true
  #closed = false

  constructor(number: number, route: LiveRoute, connection: Connection) {
    this.number = number
    this.route = route
    this.#connection = connection
    this.#view = route.create()
    this.#view[state].host = this
  }

  /** Continues a page that the browser holds; sends only what has changed since. */
  async join(address: Address, { offsets, hashes }: JoinRequest): Promise<void> {
    if (await this.#leadsElsewhere(address)) return
    const viewState = this.#view[state]
    this.#tree = new ComponentTree(hashes)
    const from = await this.#resumeFrom(offsets)
    if (from) viewState.keepSourcedStreams()
    else {
      viewState.restartStreams()
      viewState.events.push(['live:reset', null])
    }
    // Taken before the rows are read, for the reason given at renderWholePage.
    const start = from ?? (await this.#heads())
    await viewState.callSources()
    this.#title = this.#view.title(viewState.assigns)
    if (!from) for (const [log, offset] of start) this.#offsets.set(log, offset)
    this.#flush({ what: 'join', run: () => {} })
    await this.#follow(start)
  }

  /** Renders the whole page, for a browser that comes from another view; `opened` is to follow once that is sent. */
  async open(address: Address): Promise<WholePage | null> {
    if (await this.#leadsElsewhere(address)) return null
    const page = await renderWholePage(this.#view)
    this.#tree = page.tree
    this.#title = page.title
    return page
  }

  /** Goes on from the page that `open` rendered. */
  async opened(page: WholePage): Promise<void> {
    await this.#follow(new Map(this.#view[state].logs.map((log) => [log, page.offsets[log.name] ?? 0])))
  }

  /** Answers the join, after everything that has arrived meanwhile. */
  welcome(ref: number): void {
    this.#mailbox.push({ what: 'join', ref, run: () => {} })
    this.start()
  }

  /** Begins to handle what arrives. */
  start(): void {
    this.#busy = false
    this.#drain()
  }

  event(ref: number, name: string, payload: unknown): void {
    this.#enqueue({ what: `event ${name}`, ref, run: () => this.#view.handleEvent(name, payload) })
  }

  /** The browser went to another address of the same view. */
  patch(ref: number, address: Address): void {
    this.#enqueue({ what: 'patch', ref, run: () => this.#view.handleParams(address.params, address.url) })
  }

  subscribe(topic: string): () => void {
    const stop = this.#connection.pubsub.subscribe(topic, (message) =>
      this.#enqueue({ what: `message of ${topic}`, run: () => this.#view.handleInfo(message) }),
    )
    this.#subscriptions.push(stop)
    return stop
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Ends the view: it hears of nothing more. Whoever still waits for an answer is told that none will come. */
  close(): void {
    if (this.#closed) return
    const answers = this.#owed().map((ref): Operation => ['error', ref, ENDED])
    if (answers.length > 0) this.#connection.send(encode([this.number, ...answers]))
    this.#closed = true
    this.#mailbox.length = 0
    for (const stop of this.#subscriptions) stop()
    for (const following of this.#followings) following.stop()
    this.#view[state].host = null
    try {
      this.#view.unmount()
    } catch (error) {
      this.#connection.logError(error, 'unmount')
    }
  }

  /** Begins the view; when it wants to be at another address, says so to the browser. */
  async #leadsElsewhere(address: Address): Promise<boolean> {
    const navigation = await startView(this.#view, { ...address, session: this.#connection.session })
    if (navigation) this.#connection.send(encode([this.number, navigationOperation(navigation)]))
    return navigation !== null
  }

  /** Where each log can be continued, or null when one cannot: never seen, ahead of what there is, or too far behind. */
  async #resumeFrom(offsets: Readonly<Record<string, number>>): Promise<Map<Log, number> | null> {
    const from = new Map<Log, number>()
    for (const [log, head] of await this.#heads()) {
      const offset = offsets[log.name]
      if (offset === undefined || !Number.isInteger(offset) || offset < 0) return null
      if (offset > head || head - offset > MAX_BACKLOG) return null
      from.set(log, offset)
    }
    return from
  }

  async #heads(): Promise<Map<Log, number>> {
    const { logs } = this.#view[state]
    return new Map(await Promise.all(logs.map(async (log) => [log, await log.head()] as const)))
  }

  async #follow(start: ReadonlyMap<Log, number>): Promise<void> {
    for (const [log, offset] of start) {
      const following = await log.follow(offset, {
        onEntries: (entries) => this.#entries(log, entries),
        onLost: () => this.#enqueue({ what: 'lost log', run: () => this.#crash('the log no longer reaches back') }),
      })
      if (this.#closed) following.stop()
      else this.#followings.push(following)
    }
  }

  #entries(log: Log, entries: readonly LogEntry[]): void {
    const [entry] = entries
    const run = async () => {
      for (const each of entries) await this.#view.handleInfo(each)
    }
    this.#enqueue({
      what: `entries of ${log.name}`,
      run: () => {
        this.#offsets.set(log, entries.at(-1)!.offset)
        return entries.length === 1 ? this.#view.handleInfo(entry) : run()
      },
      ...(entries.length === 1 && { entry: entry! }),
    })
  }

  #enqueue(task: Task): void {
    if (this.#closed) return
    this.#mailbox.push(task)
    if (!this.#busy) this.#drain()
  }

  #drain(): void {
    while (!this.#busy && !this.#closed) {
      const task = this.#mailbox.shift()
      if (!task) return
      this.#busy = true
      this.#running = task
      const pending = this.#perform(task)
      if (!pending) this.#busy = false
      else void pending.then(() => this.start())
    }
  }

  /** Runs a task and flushes; a promise only when there is something to wait for. It never rejects. */
  #perform(task: Task): Promise<void> | undefined {
    try {
      const running = task.run()
      if (!running && !this.#mustWait) return this.#flush(task)
      return this.#finish(task, running).catch((error) => this.#fail(task, error))
    } catch (error) {
      this.#fail(task, error)
    }
  }

  get #mustWait(): boolean {
    const { pendingSources, navigation } = this.#view[state]
    return pendingSources.length > 0 || navigation?.how === 'patch'
  }

  async #finish(task: Task, running: void | Promise<void>): Promise<void> {
    await running
    const { navigation } = this.#view[state]
    const address = navigation?.how === 'patch' ? this.#connection.resolve(navigation.url) : null
    if (address) await this.#view.handleParams(address.params, address.url)
    await this.#view[state].callSources()
    this.#flush(task)
  }

  /** A RillError is an answer, and the view lives on. Anything else ends it. */
  #fail(task: Task, error: unknown): void {
    if (this.#closed) return
    const refused = error instanceof RillError && task.ref !== undefined
    try {
      if (refused) return this.#flush(task, { code: error.code, message: error.message, ...errorDetails(error) })
    } catch (flushError) {
      this.#connection.logError(flushError, task.what)
    }
    if (!refused) this.#connection.logError(error, task.what)
    this.#crash('Something went wrong on the server.')
  }

  /** Ends the view and tells the browser, who is owed an answer for everything that still waits. */
  #crash(message: string): void {
    const answers = this.#owed().map((ref): Operation => ['error', ref, { code: 'crashed', message }])
    this.#running = null
    this.#mailbox.length = 0
    this.#connection.send(encode([this.number, ...answers, ['gone']]))
    this.close()
  }

  /** References of the requests that have no answer yet. */
  #owed(): number[] {
    return [this.#running, ...this.#mailbox].flatMap((task) => task?.ref ?? [])
  }

  #flush(task: Task, error?: ErrorReply): undefined {
    if (this.#closed) return
    const viewState = this.#view[state]
    const operations: Operation[] = []
    if (viewState.changed) this.#renderChanges(operations)
    const ofStreams = viewState.queue.take()
    const offsets = this.#offsets
    if (offsets.size > 0) this.#offsets = new Map()
    if (task.entry && operations.length === 0 && offsets.size === 1) {
      const [log] = offsets.keys()
      this.#connection.send(encodeShared(task.entry, this.number, log!.name, ofStreams))
    } else {
      operations.push(...streamOperations(ofStreams))
      for (const [log, offset] of offsets) operations.push(['o', log.name, offset])
    }
    for (const [name, payload] of viewState.takeEvents()) operations.push(['e', name, payload])
    const navigation = viewState.takeNavigation()
    if (navigation) operations.push(navigationOperation(navigation))
    if (task.ref !== undefined) operations.push(answer(task.ref, viewState.takeReply(), error))
    this.#running = null
    if (operations.length > 0) this.#connection.send(encode([this.number, ...operations]))
  }

  #renderChanges(operations: Operation[]): void {
    const viewState = this.#view[state]
    viewState.changed = false
    for (const { id, html, hashes } of this.#tree.update(this.#view.render(viewState.assigns))) {
      operations.push(['c', id, html, hashes])
    }
    const title = this.#view.title(viewState.assigns)
    if (title !== null && title !== this.#title) operations.push(['t', title])
    this.#title = title
  }
}

function navigationOperation({ how, url, replace }: Navigation): Operation {
  return replace ? ['u', how, url, true] : ['u', how, url]
}

function answer(ref: number, payload: unknown, error: ErrorReply | undefined): Operation {
  if (error) return ['error', ref, error]
  return payload === undefined ? ['ok', ref] : ['ok', ref, payload]
}

export function errorDetails(error: RillError): Pick<ErrorReply, 'fields' | 'retryAfter'> {
  return {
    ...(Object.keys(error.fields).length > 0 && { fields: error.fields }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  }
}
