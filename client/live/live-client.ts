/**
 * The browser runtime as a whole: only wires the parts. `<html data-live>` says how things stand: "connecting" until
 * the page has joined, "connected" while what it shows is live, "disconnected" while it is not, "failed" when it does
 * not become so although there is a connection. `data-live-http` stands beside it while requests go over HTTP because
 * the socket does not get through.
 */
import { type Frame, ROOT_CHANNEL } from '../../server/live/protocol.ts'
import { Connection, disconnected, RequestError } from './connection.ts'
import { EmbeddedViews } from './embedded-views.ts'
import { delegateEvents } from './events.ts'
import { hideFailure, showFailure } from './failure.ts'
import { followScrollbars } from './held-scrollbar.ts'
import type { Hooks } from './hooks.ts'
import { HttpFallback } from './http-fallback.ts'
import { isReached } from './http-requests.ts'
import type { How } from './links.ts'
import { LivePage } from './live-page.ts'
import { Membership } from './membership.ts'
import { Navigation } from './navigation.ts'
import { reloadOnce } from './reload.ts'
import { Upgrade, type UpgradeHooks } from './upgrade.ts'

export type LiveStatus = 'connecting' | 'connected' | 'disconnected' | 'failed'

const FAILED = 'This page does not work at the moment.'
const CIRCLE = 'This page was stopped because it leads to other pages in a circle.'

/** What to do where the socket does not get through and HTTP does. */
export interface HttpOptions {
  /** Address that answers while the server is well. */
  readonly health: string
  /**
   * How to perform events of the page's view over HTTP, by their names; others are refused. They resolve and reject as
   * `push` does.
   */
  readonly events: Readonly<Record<string, (payload: never) => Promise<unknown>>>
}

export interface LiveClientOptions extends Partial<UpgradeHooks> {
  /** What `live-hook` names. */
  readonly hooks?: Hooks
  /**
   * Called with the rows of streams that the server has sent, as they are before anything else, such as a translator, can
   * change them in the page. It must not change them. Rows of a whole page are not among them.
   */
  readonly onRows?: (rows: readonly Element[]) => void
  /** The document's title for that of a view. */
  readonly titled?: (title: string) => string
  /** Without it a page whose socket does not get through waits for it. */
  readonly http?: HttpOptions
}

export class LiveClient {
  readonly page: LivePage
  readonly #connection: Connection
  readonly #navigation: Navigation
  readonly #membership: Membership
  readonly #embedded: EmbeddedViews
  readonly #upgrade: Upgrade
  readonly #http: HttpOptions | null
  readonly #fallback: HttpFallback
  readonly #listeners = new Map<string, Set<(detail: unknown) => void>>()
  /** Who waits for answers to be possible. */
  readonly #waiting: { resolve(): void; reject(error: RequestError): void }[] = []

  constructor(root: HTMLElement, options: LiveClientOptions = {}) {
    const { hooks = {}, titled = (title) => title, onRows = () => undefined } = options
    const { hasUnsent = () => false, keeps = () => false } = options
    this.#http = options.http ?? null
    this.#fallback = new HttpFallback(
      { reach: async () => this.#http !== null && isReached(this.#http.health), onChange: () => this.#fellBack() },
      sessionStorage,
    )
    this.#connection = new Connection({
      onTrying: () => {
        if (this.#http) this.#fallback.trying()
      },
      onAlive: () => {
        if (this.status === 'connected') this.#fallback.joined()
      },
      onOpen: () => this.#join(),
      onFrame: (frame) => this.#apply(frame),
      onDrop: () => this.#lost(),
      onRefused: reloadOnce,
    })
    this.#navigation = new Navigation(root, {
      request: (how, url) => this.#go(how, url),
      answered: () => this.answered(),
      onPatched: () => this.#emit('patched', null),
      onSettled: () => this.#emit('settled', null),
      onCircle: () => this.#stopped(),
    })
    this.page = new LivePage(root, ROOT_CHANNEL, this.#connection, hooks, {
      url: () => this.#navigation.current,
      onTitle: (title) => {
        document.title = titled(title)
      },
      onPage: (url) => {
        this.#emit('left', null)
        const isLatest = this.#navigation.pageShown(url)
        this.#emit('arrived', isLatest)
      },
      onNavigate: (how, url, replace) => this.#navigation.follow(how, url, replace),
      onEvent: (name, payload) => this.#emit(name, payload),
      overHttp: (name, payload) => (this.isOverHttp ? this.#perform(name, payload) : null),
      onRows,
      onGone: () => this.#membership.gone(),
    })
    this.#membership = new Membership(this.page, {
      onJoined: (build) => this.#joined(build),
      onLost: () => this.#setStatus('disconnected'),
      onRefused: () => {
        if (!reloadOnce()) this.#failed()
      },
      onFailed: () => this.#failed(),
    })
    this.#upgrade = new Upgrade(root.dataset.liveBuild, { hasUnsent, keeps })
    this.#embedded = new EmbeddedViews(root, this.#connection, hooks, {
      onNavigate: (how, url, replace) => this.#navigation.follow(how, url, replace),
      onEvent: (name, payload) => this.#emit(name, payload),
      onRows,
    })
  }

  /** Connects, and joins the view of the page and those inside it. */
  start(): void {
    this.#setStatus('connecting')
    const { page } = this
    delegateEvents({
      root: page.root,
      get link() {
        return page.link
      },
      push: (name, payload) => page.push(name, payload),
      submitsForms: () => this.isOverHttp,
    })
    followScrollbars()
    this.#embedded.look()
    this.#navigation.start()
    this.#upgrade.start()
    this.#connection.start()
  }

  /** Sends an event to the view; resolves with its reply, rejects with a RequestError. */
  push(name: string, payload: unknown): Promise<unknown> {
    return this.page.push(name, payload)
  }

  /**
   * Calls with what the server pushes under this name, and with what happens here:
   * - "status": a LiveStatus, also when only `isOverHttp` has changed;
   * - "left": another view's page is in place of the one before; its focus and its scroll position are not set yet;
   * - "arrived": another view's page is in place; whether it is the one that was asked for last;
   * - "patched": the same view is at another address;
   * - "settled": no page is on its way any more.
   */
  on(name: string, listener: (detail: unknown) => void): void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
  }

  /** Path and query of the page that is shown; the address bar may be ahead of it. */
  get url(): string {
    return this.#navigation.current
  }

  /** Whether another page, or this one at another address, is on its way. */
  get isNavigating(): boolean {
    return document.documentElement.hasAttribute('data-live-navigating')
  }

  /** How things stand now. */
  get status(): LiveStatus {
    return document.documentElement.dataset.live as LiveStatus
  }

  /** Resolves once the socket has answered, or is known to be gone. */
  checkSocket(): Promise<void> {
    return this.#connection.check()
  }

  /** Whether requests go over HTTP, because the socket does not get through. */
  get isOverHttp(): boolean {
    return this.#fallback.isActive
  }

  /** Whether requests are answered: over the socket, or over HTTP in its place. */
  get isAnswered(): boolean {
    return this.status === 'connected' || this.isOverHttp
  }

  /** Resolves when requests are answered: at once, or once they are again. Rejects with a RequestError when the page has failed. */
  answered(): Promise<void> {
    if (this.isAnswered) return Promise.resolve()
    if (this.status === 'failed') return Promise.reject(failure())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
    })
  }

  /** Asks for another page; rejects with a code other than "disconnected" for one that is to be loaded over HTTP. */
  async #go(how: How, url: string): Promise<unknown> {
    if (!this.isOverHttp) {
      return await (how === 'patch' ? this.page.link.patch(url) : this.#connection.request(ROOT_CHANNEL, how, url))
    }
    // Loading a page that does not come would lose this one.
    if (!(await this.#fallback.check())) throw disconnected()
    throw new RequestError({ code: 'over_http', message: 'This page is loaded over HTTP.' })
  }

  async #perform(name: string, payload: unknown): Promise<unknown> {
    const perform = this.#http?.events[name]
    if (!perform) throw disconnected()
    try {
      return await perform(payload as never)
    } catch (error) {
      if (error instanceof RequestError && error.code === 'disconnected') this.#fallback.failed()
      throw error
    }
  }

  /** Requests go over HTTP from now on, or no longer. */
  #fellBack(): void {
    // HTTP was quicker to answer than the socket: what waits for the socket is asked again.
    if (this.isOverHttp && this.status === 'connected') this.#connection.giveUp()
    this.#setStatus(this.status)
    if (this.isOverHttp) this.page.checkWindows()
  }

  #join(): void {
    void this.#membership.join()
    this.#embedded.join()
  }

  #lost(): void {
    this.#membership.lost()
    this.#embedded.lost()
  }

  /** A patch of any view may have brought or removed embedded ones. */
  #apply(frame: Frame): void {
    if (frame[0] === ROOT_CHANNEL) this.page.apply(frame)
    else this.#embedded.apply(frame)
    this.#embedded.look()
  }

  #joined(build: string | null): void {
    this.#fallback.joined()
    const { hasView } = this.page.link
    if (!hasView && this.#navigation.isInCircle) return this.#stopped()
    hideFailure(this.page.root)
    if (hasView) this.#navigation.pageLive()
    this.#setStatus('connected')
    this.page.checkWindows()
    if (build !== null) this.#upgrade.found(build)
  }

  /** The page led elsewhere in a circle. It is alive, unless it led there as it joined. */
  #stopped(): void {
    if (!this.page.link.hasView) this.#setStatus('failed')
    showFailure(this.page.root, CIRCLE)
  }

  #failed(): void {
    this.#setStatus('failed')
    showFailure(this.page.root, FAILED)
  }

  #setStatus(status: LiveStatus): void {
    document.documentElement.dataset.live = status
    document.documentElement.toggleAttribute('data-live-http', this.isOverHttp)
    if (this.isAnswered) for (const { resolve } of this.#waiting.splice(0)) resolve()
    else if (status === 'failed') for (const { reject } of this.#waiting.splice(0)) reject(failure())
    this.#emit('status', status)
  }

  #emit(name: string, detail: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(detail)
      } catch (error) {
        // The page and the other listeners go on.
        reportError(error)
      }
    }
  }
}

function failure(): RequestError {
  return new RequestError({ code: 'crashed', message: FAILED })
}
