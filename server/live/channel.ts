/**
 * One joined view: what arrives for it is handled one at a time, and after each the changes are flushed to the browser,
 * the reply last.
 */
import { RillError } from '../errors.ts'
import { encode } from './frame.ts'
import { LiveError } from './live-error.ts'
import { type LiveView, state } from './live-view.ts'
import { type Delivery, type Following, headsOf, type Log, MAX_BACKLOG, type Offsets, startsOf } from './log.ts'
import { Mailbox, type Task } from './mailbox.ts'
import { renderWholePage, startView, type WholePage } from './page.ts'
import type { ErrorReply, JoinRequest, Operation } from './protocol.ts'
import type { PubSub } from './pubsub.ts'
import type { Address, LiveRoute } from './routes.ts'
import { navigationOperation, Screen } from './screen.ts'
import type { ViewHost } from './view-state.ts'

/** To a browser this is the same as a connection that broke: whatever it asked may be asked again. */
export const ENDED: ErrorReply = { code: 'disconnected', message: 'This view has ended.' }
/** What people are told of a bug; what it was stands in the log. */
export const CRASHED: ErrorReply = { code: 'crashed', message: 'Something went wrong on the server.' }

/** `handleParams` may call `pushPatch` so many times in a row. */
const MAX_PATCHES = 10

/** The socket that a channel is on, as far as it needs it. */
export interface Connection {
  readonly pubsub: PubSub
  readonly session: unknown
  /** Counts an event for the person, who is refused it when this rejects; undefined where events are not counted. */
  spend(work: 'event'): Promise<void> | undefined
  send(frame: Buffer): void
  /** Told once when the view ends, whatever the reason. */
  viewEnded(): void
  logError(error: unknown, what: string): void
}

export class Channel implements ViewHost {
  readonly number: number
  /** The `ref` of the request that brought the view; requests to the view name it. */
  readonly joinRef: number
  readonly route: LiveRoute
  readonly #view: LiveView
  readonly #connection: Connection
  readonly #screen: Screen
  readonly #mailbox = new Mailbox((task) => this.#perform(task))
  readonly #subscriptions: (() => void)[] = []
  readonly #followings = new Map<Log, Following>()
  #closed = false

  constructor(number: number, joinRef: number, route: LiveRoute, connection: Connection) {
    this.number = number
    this.joinRef = joinRef
    this.route = route
    this.#connection = connection
    this.#view = route.create()
    this.#view[state].host = this
    this.#screen = new Screen(this.#view)
  }

  /**
   * Continues a page that the browser holds; sends only what has changed since. False when the view wants to be at
   * another address, which the browser has been told then.
   */
  async join(address: Address, { offsets, hashes, streams }: JoinRequest): Promise<boolean> {
    if (await this.#leadsElsewhere(address)) return false
    const viewState = this.#view[state]
    const from = await this.#resumeFrom(offsets)
    if (from) viewState.continueStreams(streams)
    else {
      viewState.restartStreams(streams)
      viewState.events.push(['live:reset', null])
    }
    // Taken before the rows are read, for the reason given at renderWholePage.
    const heads = from ?? (await headsOf(viewState.logs))
    const readings = await viewState.callSources()
    const start = from ?? startsOf(heads, readings)
    this.#screen.resume(hashes)
    if (!from) for (const [log, offset] of start) this.#screen.advance(log, offset)
    this.#flush()
    await this.#goOn(start)
    return true
  }

  /** Renders the whole page, for a browser that comes from another view; `opened` is to follow once that is sent. */
  async open(address: Address): Promise<WholePage | null> {
    if (await this.#leadsElsewhere(address)) return null
    const page = await renderWholePage(this.#view)
    this.#screen.show(page)
    return page
  }

  /** Goes on from the page that `open` rendered. */
  async opened(page: WholePage): Promise<void> {
    await this.#goOn(Array.from(this.#view[state].logs, (log) => [log, page.offsets[log.name] ?? 0]))
  }

  /** Begins to handle what arrives. */
  start(): void {
    this.#mailbox.start()
  }

  /** Answers the join with the client's build, after everything that has arrived meanwhile. */
  welcome(build: string): void {
    const run = () => {
      this.#view[state].replyPayload = build
    }
    this.#mailbox.add({ what: 'join', ref: this.joinRef, run })
    this.#mailbox.start()
  }

  /** Resolves when everything that has arrived is handled and answered, or will never be. */
  rest(): Promise<void> {
    return this.#mailbox.rest()
  }

  /** The browser sent an event. */
  event(ref: number, name: string, payload: unknown): void {
    this.#mailbox.add({
      what: `event ${name}`,
      ref,
      run: () => this.#paid(() => this.#view.handleEvent(name, payload)),
    })
  }

  /** The browser went to another address of the same view. */
  patch(ref: number, address: Address): void {
    this.#mailbox.add({
      what: 'patch',
      ref,
      isPatch: true,
      run: () => this.#paid(() => this.#view.handleParams(address.params, address.url)),
    })
  }

  /** Runs what the browser asked for, once it is counted. */
  #paid(run: () => void | Promise<void>): void | Promise<void> {
    const paying = this.#connection.spend('event')
    return paying ? paying.then(() => (this.#closed ? undefined : run())) : run()
  }

  subscribe(topic: string, onLoss?: () => void | Promise<void>): () => void {
    const stop = this.#connection.pubsub.subscribe(
      topic,
      (message) => this.#mailbox.add({ what: `message of ${topic}`, run: () => this.#view.handleInfo(message) }),
      onLoss && (() => this.#mailbox.add({ what: `loss of ${topic}`, run: onLoss })),
    )
    this.#subscriptions.push(stop)
    return stop
  }

  /** Has what the log delivers from this offset on handled, in place of what it delivered before. */
  follow(log: Log, offset: number): void {
    this.unfollow(log)
    this.#followings.set(
      log,
      log.follow(offset, (delivery) => this.#deliver(log, delivery)),
    )
  }

  /** Has logs wait for a reader who does not keep up. */
  pause(): void {
    for (const following of this.#followings.values()) following.pause()
  }

  /** Goes on with what has happened in the logs meanwhile. */
  resume(): void {
    for (const following of this.#followings.values()) following.resume()
  }

  unfollow(log: Log): void {
    this.#followings.get(log)?.stop()
    this.#followings.delete(log)
  }

  enqueue(what: string, run: () => void | Promise<void>): void {
    this.#mailbox.add({ what, run })
  }

  /** Ends the view for a reason that is not its own; the browser is told to join again. */
  fail(error: unknown, what: string): void {
    this.#connection.logError(error, what)
    this.#end(['gone'])
  }

  rejoin(): void {
    this.#end(['gone'])
  }

  /** Whether the view has ended. */
  get isClosed(): boolean {
    return this.#closed
  }

  /** Ends the view: it hears of nothing more. Whoever still waits for an answer is told that none will come. */
  close(): void {
    this.#end()
  }

  /** Begins the view; when it wants to be at another address, says so to the browser. */
  async #leadsElsewhere(address: Address): Promise<boolean> {
    const navigation = await startView(this.#view, address, this.#connection.session)
    if (!navigation) return false
    // Nothing of this view is shown that could be patched.
    const how = navigation.how === 'patch' ? 'navigate' : navigation.how
    this.#send([navigationOperation({ ...navigation, how })])
    return true
  }

  /** Where each log can be continued, or null when one cannot: never seen, ahead of what there is, forgotten, or too far behind. */
  async #resumeFrom(offsets: Offsets): Promise<Map<Log, number> | null> {
    const from = new Map<Log, number>()
    for (const [log, head] of await headsOf(this.#view[state].logs)) {
      const offset = offsets[log.name]
      if (offset === undefined || !Number.isInteger(offset) || offset < 0) return null
      if (offset > head || head - offset > MAX_BACKLOG) return null
      if (offset < head && offset < (await log.earliest())) return null
      from.set(log, offset)
    }
    return from
  }

  /** Follows the logs, and waits until what happened meanwhile has arrived. */
  async #goOn(start: Iterable<readonly [Log, number]>): Promise<void> {
    for (const [log, offset] of start) {
      if (this.#closed) return
      this.follow(log, offset)
      await this.#followings.get(log)?.caughtUp
    }
  }

  #deliver(log: Log, { messages, offset, entry }: Delivery): void {
    const [message] = messages
    const run = () => {
      // Once the view listens no more, the browser must not be told that it has seen what comes late.
      if (!this.#followings.has(log)) return
      if (offset !== undefined) this.#screen.advance(log, offset)
      return messages.length === 1 ? this.#view.handleInfo(message) : this.#handleAll(messages)
    }
    this.#mailbox.add({ what: `message of ${log.name}`, run, ...(entry && { entry }) })
  }

  async #handleAll(messages: readonly unknown[]): Promise<void> {
    for (const message of messages) await this.#view.handleInfo(message)
  }

  /** Runs a task and flushes; a promise only when there is something to wait for. It never rejects. */
  #perform(task: Task): Promise<void> | undefined {
    try {
      const running = task.run()
      if (!running && !this.#mustWait) return void this.#flush(task)
      return this.#finish(task, running).catch((error) => this.#fail(task, error))
    } catch (error) {
      return this.#fail(task, error)
    }
  }

  get #mustWait(): boolean {
    const { pendingSources, navigation } = this.#view[state]
    return pendingSources.length > 0 || navigation?.how === 'patch'
  }

  async #finish(task: Task, running: void | Promise<void>): Promise<void> {
    await running
    await this.#followPatch(task)
    await this.#view[state].callSources()
    this.#flush(task)
  }

  /**
   * Calls `handleParams` for the address that a handler gave to pushPatch, and again for each that `handleParams` gives to
   * it in turn. Only the last address is shown; it takes the place in the history that the first was given. When
   * `handleParams` throws, the address stays as it is.
   */
  async #followPatch(task: Task): Promise<void> {
    const viewState = this.#view[state]
    const first = viewState.takeNavigation()
    let last = first
    for (let calls = 0; last?.address; calls++) {
      if (calls === MAX_PATCHES) {
        const expected = `at most ${MAX_PATCHES} calls of pushPatch in a row`
        throw new LiveError(
          'PATCH_LOOP',
          'handleParams calls pushPatch again and again.',
          expected,
          `"${last.url}" next`,
        )
      }
      await this.#view.handleParams(last.address.params, last.address.url)
      const next = viewState.takeNavigation()
      if (!next) break
      last = next
    }
    // The answer says it, for an operation might as well come of what was done before the browser asked.
    if (last?.how === 'patch' && task.isPatch) viewState.replyPayload = last.url
    else if (last && first) viewState.navigation = { ...last, replace: first.replace }
  }

  /** A RillError is an answer, and the view lives on. Anything else ends it. */
  async #fail(task: Task, error: unknown): Promise<void> {
    if (this.#closed) return
    try {
      if (!(error instanceof RillError && task.ref !== undefined)) throw error
      const refusal = { code: error.code, message: error.message, ...errorDetails(error) }
      // What the handler had asked for is done all the same; handleParams or a source may fail in turn.
      await this.#followPatch(task)
      await this.#view[state].callSources()
      this.#flush(task, refusal)
    } catch (lastError) {
      this.#connection.logError(lastError, task.what)
      this.#end(['gone'], task.ref)
    }
  }

  /** Ends the view. Of the requests without an answer only the one that crashed it, if any, is answered so. */
  #end(last?: Operation, crashed?: number): void {
    if (this.#closed) return
    this.#closed = true
    this.#connection.viewEnded()
    const owed = this.#mailbox.close()
    const answers = owed.map((ref): Operation => ['error', ref, ref === crashed ? CRASHED : ENDED])
    this.#send(last ? [...answers, last] : answers)
    for (const stop of this.#subscriptions) stop()
    for (const following of this.#followings.values()) following.stop()
    this.#view[state].tasks.abandon()
    this.#view[state].host = null
    try {
      this.#view.unmount()
    } catch (error) {
      this.#connection.logError(error, 'unmount')
    }
  }

  #flush(task?: Task, error?: ErrorReply): void {
    if (this.#closed) return
    const { shared, own } = this.#screen.changes(this.number, task?.entry)
    if (shared) this.#connection.send(shared)
    const payload = this.#view[state].takeReply()
    this.#send(task?.ref === undefined ? own : [...own, answer(task.ref, payload, error)])
  }

  #send(operations: readonly Operation[]): void {
    if (operations.length > 0) this.#connection.send(encode([this.number, ...operations]))
  }
}

function answer(ref: number, payload: unknown, error: ErrorReply | undefined): Operation {
  if (error) return ['error', ref, error]
  return payload === undefined ? ['ok', ref] : ['ok', ref, payload]
}

/** What a refusal carries beside code and message, as far as there is any. */
export function errorDetails(error: RillError): Pick<ErrorReply, 'fields' | 'retryAfter'> {
  return {
    ...(Object.keys(error.fields).length > 0 && { fields: error.fields }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  }
}
