/**
 * The browser runtime as a whole: only wires the parts. `<html data-live>` says how things stand: "connecting" until
 * the page has joined, "connected" while what it shows is live, "disconnected" while it is not.
 */
import { ROOT_CHANNEL } from '../../server/live/protocol.ts'
import { backoff } from './backoff.ts'
import { Connection, RequestError } from './connection.ts'
import { delegateEvents } from './events.ts'
import { LivePage } from './live-page.ts'
import { Navigation } from './navigation.ts'
import { reloadOnce } from './reload.ts'

export type LiveStatus = 'connecting' | 'connected' | 'disconnected'

export class LiveClient {
  readonly page: LivePage
  readonly #connection: Connection
  readonly #navigation: Navigation
  readonly #listeners = new Map<string, Set<(detail: unknown) => void>>()
  #joins = 0
  /** Who waits for the connection. */
  readonly #waiting: (() => void)[] = []

  constructor(root: HTMLElement) {
    this.#connection = new Connection({
      onOpen: () => void this.#join(),
      onFrame: (frame) => this.page.apply(frame),
      onDrop: () => this.#setStatus('disconnected'),
      onRefused: reloadOnce,
    })
    this.#navigation = new Navigation({
      request: (how, url) => this.#connection.request(ROOT_CHANNEL, how, url),
      connected: () => this.connected(),
      onPatched: () => this.#emit('patched', null),
      onSettled: () => this.#emit('settled', null),
    })
    this.page = new LivePage(root, this.#connection, {
      url: () => this.#navigation.current,
      onTitle: (title) => {
        document.title = title ? `${title} · Rill` : 'Rill'
      },
      onPage: (url) => {
        const isLatest = this.#navigation.pageShown(url)
        this.#emit('arrived', isLatest)
      },
      onNavigate: (how, url, replace) => this.#navigation.follow(how, url, replace),
      onEvent: (name, payload) => this.#emit(name, payload),
      onGone: () => this.#rejoin(),
    })
  }

  start(): void {
    this.#setStatus('connecting')
    delegateEvents(this.page.root, (name, payload) => this.push(name, payload))
    this.#navigation.start()
    this.#connection.start()
  }

  /** Sends an event to the view; resolves with its reply, rejects with a RequestError. */
  push(name: string, payload: unknown): Promise<unknown> {
    return this.page.push(name, payload)
  }

  /**
   * Calls with what the server pushes under this name, and with what happens here: "status" (a LiveStatus), "arrived"
   * (another view's page is in place; whether it is the one that was asked for last), "patched" (the same view is at another address), "settled"
   * (no page is on its way any more).
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

  get status(): LiveStatus {
    return document.documentElement.dataset.live as LiveStatus
  }

  /** The view ended on the server, the connection did not. */
  #rejoin(): void {
    this.#setStatus('disconnected')
    setTimeout(() => void this.#join(), backoff(this.#joins++))
  }

  async #join(): Promise<void> {
    if (this.status === 'connected') return
    try {
      await this.page.join()
      this.#joins = 0
      this.#setStatus('connected')
      this.page.checkViewports()
    } catch (error) {
      if (!(error instanceof RequestError) || error.code === 'disconnected') return
      // The page is not to be had any more: too old, of somebody else, of a room that is gone. Loading it says why.
      if (['unauthenticated', 'forbidden', 'not_found'].includes(error.code)) reloadOnce()
      else this.#connection.restart()
    }
  }

  /** Resolves when the page is live: at once, or once it is again. */
  connected(): Promise<void> {
    if (this.status === 'connected') return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #setStatus(status: LiveStatus): void {
    document.documentElement.dataset.live = status
    if (status === 'connected') for (const resolve of this.#waiting.splice(0)) resolve()
    this.#emit('status', status)
  }

  #emit(name: string, detail: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(detail)
  }
}
