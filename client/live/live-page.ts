/**
 * The page's view: joins it over the connection, applies its frames in order, and keeps what it must tell the server
 * to go on from here (token, offsets, hashes). Everything else that the page is, is in the DOM.
 */
import { type Frame, type Operation, type PageState, ROOT_CHANNEL } from '../../server/live/protocol.ts'
import type { Connection } from './connection.ts'
import { rowsOf } from './container.ts'
import { dissolveStreams, morphContent, morphElement } from './morph.ts'
import { ReadingPlace } from './reading-place.ts'
import { RowChange, type RowOperation, type RowsChanged } from './row-change.ts'
import { trimWindow } from './stream-window.ts'
import { Viewport } from './viewport.ts'

/** Rows that the person is at work in, however far away. */
const KEPT_ROWS = ':focus-within, [live-keep]'

export interface PageHooks {
  /** The address of the page, path and query. */
  url(): string
  onTitle(title: string): void
  /** Another view's page is in place, the one of this address. */
  onPage(url: string): void
  onNavigate(how: 'patch' | 'navigate' | 'redirect', url: string, replace: boolean): void
  onEvent(name: string, payload: unknown): void
  /** The view is gone and has to be joined again. */
  onGone(): void
}

/** What the browser keeps beside one windowed container. */
interface Watched {
  readonly place: ReadingPlace
  readonly viewport: Viewport
}

export class LivePage {
  readonly root: HTMLElement
  readonly #connection: Connection
  readonly #hooks: PageHooks
  #token: string
  #offsets: Record<string, number>
  #hashes: Record<string, string>
  readonly #watched = new Map<Element, Watched>()

  constructor(root: HTMLElement, connection: Connection, hooks: PageHooks) {
    this.root = root
    this.#connection = connection
    this.#hooks = hooks
    const { token, offsets, hashes } = JSON.parse(root.dataset.livePage ?? '{}') as PageState
    this.#token = token
    this.#offsets = { ...offsets }
    this.#hashes = { ...hashes }
    this.watch()
  }

  /** Joins, or joins again: the server sends what has changed since. Rejects with a RequestError. */
  async join(): Promise<void> {
    await this.#connection.request(ROOT_CHANNEL, 'join', {
      token: this.#token,
      offsets: this.#offsets,
      hashes: this.#hashes,
      url: this.#hooks.url(),
    })
  }

  push(name: string, payload: unknown): Promise<unknown> {
    return this.#connection.request(ROOT_CHANNEL, 'event', name, payload)
  }

  /** Applies one frame: in order, and with every reader's place kept. */
  apply([channel, ...operations]: Frame): void {
    if (channel !== ROOT_CHANNEL) return
    const changes = new Map<Element, RowChange>()
    for (const { place } of this.#watched.values()) place.remember()
    for (const operation of operations) {
      if (operation[0] === 'i' || operation[0] === 'd' || operation[0] === 'r') this.#changeRows(changes, operation)
      else {
        this.#commit(changes)
        this.#perform(operation)
      }
    }
    this.#commit(changes)
    for (const [container, watched] of this.#watched) this.#settle(container, watched)
  }

  /** The place of the reader in a container. */
  placeIn(container: Element): ReadingPlace | undefined {
    return this.#watched.get(container)?.place
  }

  /** Lets every window ask for what it lacks. */
  checkViewports(): void {
    for (const { viewport } of this.#watched.values()) viewport.check()
  }

  /** Begins to look after the windows that are in the page, and ceases to look after those that are not. */
  watch(): void {
    for (const [container, { place, viewport }] of this.#watched) {
      if (container.isConnected && container.hasAttribute('live-window')) continue
      place.stop()
      viewport.stop()
      this.#watched.delete(container)
    }
    for (const container of this.root.querySelectorAll('[live-window]')) {
      if (this.#watched.has(container)) continue
      const push = (name: string, payload: unknown) => this.push(name, payload)
      this.#watched.set(container, { place: new ReadingPlace(container), viewport: new Viewport(container, push) })
    }
  }

  #changeRows(changes: Map<Element, RowChange>, operation: RowOperation): void {
    const container = this.root.querySelector(`[live-stream="${CSS.escape(operation[1])}"]`)
    delete this.#hashes[`rows ${operation[1]}`]
    if (!container) return
    let change = changes.get(container)
    if (!change) {
      change = new RowChange(container)
      changes.set(container, change)
    }
    change.apply(operation)
  }

  /** Rows first stand in the page, then whoever cares about them is told, before anything is painted. */
  #commit(changes: Map<Element, RowChange>): void {
    for (const [container, change] of changes) tell(container, change.commit())
    changes.clear()
  }

  /** Puts the reader back, lets go what is far from there, and asks for what is near and lacking. */
  #settle(container: Element, { place, viewport }: Watched): void {
    place.restore()
    const unloaded = trimWindow(container, place.scroller, KEPT_ROWS)
    if (unloaded.length > 0) {
      tellUnloaded(container, unloaded)
      place.restore()
    }
    viewport.check()
  }

  #perform(operation: Exclude<Operation, RowOperation>): void {
    switch (operation[0]) {
      case 'c':
        Object.assign(this.#hashes, operation[3])
        return this.#component(operation[1], operation[2])
      case 'o':
        this.#offsets[operation[1]] = operation[2]
        return
      case 'e':
        return this.#hooks.onEvent(operation[1], operation[2])
      case 't':
        return this.#hooks.onTitle(operation[1])
      case 'u':
        return this.#hooks.onNavigate(operation[1], operation[2], operation[3] ?? false)
      case 'page':
        this.#replace(operation[3], operation[4])
        this.#hooks.onTitle(operation[2])
        return this.#hooks.onPage(operation[1])
      case 'gone':
        return this.#hooks.onGone()
    }
  }

  #component(id: string, html: string): void {
    if (id === '') morphContent(this.root, html)
    else {
      const present = document.getElementById(id)
      const template = document.createElement('template')
      template.innerHTML = html
      const next = template.content.firstElementChild
      if (present && next && this.root.contains(present)) morphElement(present, next)
    }
    this.watch()
  }

  /** Another view's page in place of this one. */
  #replace(html: string, { token, offsets, hashes }: PageState): void {
    this.#token = token
    this.#offsets = { ...offsets }
    this.#hashes = { ...hashes }
    for (const container of this.#watched.keys()) tellUnloaded(container, rowsOf(container))
    dissolveStreams(this.root)
    this.watch()
    morphContent(this.root, html)
    this.watch()
  }
}

function tell(container: Element, detail: RowsChanged): void {
  container.dispatchEvent(new CustomEvent('live:rows', { bubbles: true, detail }))
}

function tellUnloaded(container: Element, unloaded: readonly Element[]): void {
  tell(container, { added: [], updated: new Set(), unloaded, deleted: new Map(), heldBack: [] })
}
