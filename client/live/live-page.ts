/**
 * One view in the page: joins it over the connection, applies its frames in order, and keeps what it must tell the
 * server to go on from here (token, offsets, hashes). Everything else that the view is, is in the DOM.
 */
import { type Frame, type JoinRequest, type Operation, type PageState, TITLE_HASH } from '../../server/live/protocol.ts'
import type { Connection } from './connection.ts'
import { Containers } from './containers.ts'
import { noteDisclosures } from './disclosure.ts'
import type { Payload } from './event-payload.ts'
import { FieldRecovery } from './field-recovery.ts'
import { recoveryPayload, tellAgain } from './form-events.ts'
import { type HookContext, HookRunner, type Hooks } from './hooks.ts'
import { morphContent, morphElement } from './morph.ts'
import { parseInto, parseWithin } from './parse.ts'
import type { ReadingPlace } from './reading-place.ts'
import { RowChange, type RowOperation, tellRows } from './row-change.ts'
import { forgetPending } from './timing.ts'
import { ViewLink } from './view-link.ts'
import { elementById } from './view-root.ts'
import { Windows } from './windows.ts'
import { beginFrame } from './written.ts'

export interface PageListener {
  /** The address of the page, path and query. */
  url(): string
  onTitle(title: string): void
  /** Another view's page is in place, the one of this address. */
  onPage(url: string): void
  onNavigate(how: 'patch' | 'navigate' | 'redirect', url: string, replace: boolean): void
  onEvent(name: string, payload: unknown): void
  /** Performs an event without the socket; null when it goes over the socket. */
  overHttp?(name: string, payload: unknown): Promise<unknown> | null
  /** Rows that the server has sent, as they are before anything can change them in the page. */
  onRows(rows: readonly Element[]): void
  /** The view is gone and has to be joined again. */
  onGone(): void
}

export class LivePage {
  readonly root: HTMLElement
  readonly channel: number
  readonly hooks: HookRunner
  readonly fields: FieldRecovery<Payload>
  readonly #connection: Connection
  readonly #listener: PageListener
  #link: ViewLink
  /** The state that the page came with, kept up to date; null where its root has none. */
  #state: PageState | null
  readonly #containers: Containers
  readonly #windows: Windows

  constructor(root: HTMLElement, channel: number, connection: Connection, hooks: Hooks, listener: PageListener) {
    this.root = root
    this.channel = channel
    this.#connection = connection
    this.#listener = listener
    this.#state = root.dataset.livePage ? (JSON.parse(root.dataset.livePage) as PageState) : null
    this.#link = new ViewLink(connection, channel)
    this.hooks = new HookRunner(root, hooks, () => this.#hookContext())
    this.fields = new FieldRecovery(root, recoveryPayload)
    this.#containers = new Containers(root)
    this.#windows = new Windows(root, (name, payload) => this.push(name, payload))
    this.#windows.watch()
    noteDisclosures(root)
    this.hooks.settle()
  }

  /**
   * Joins, or joins again: the server sends what has changed since; a page that has nothing yet is sent whole. Resolves
   * with the build that the server goes with, where it says so; rejects with a RequestError.
   */
  async join(): Promise<string | null> {
    const url = this.#listener.url()
    if (!this.#state) {
      await this.#joinBy('navigate', url)
      return null
    }
    const streams = Array.from(
      this.#containers.shown,
      ([stream, container]) => [stream, this.#windows.keyAtReader(container)] as const,
    )
    const link = this.#link
    const request = { ...this.#state, url, streams: Object.fromEntries(streams) }
    const build = await this.#joinBy('join', request)
    // A view that wants to be at another address has said so, and is no view of this page.
    if (build === undefined) link.ledElsewhere()
    return (build as string | undefined) ?? null
  }

  /** The root is not in the page any more. */
  leave(): void {
    this.#link.leaveChannel()
    this.#windows.stop()
    this.hooks.leave()
  }

  /** The way to the view; another page has another one. */
  get link(): ViewLink {
    return this.#link
  }

  /** Sends an event to the view; resolves with its reply, rejects with a RequestError. */
  push(name: string, payload: unknown): Promise<unknown> {
    return this.#listener.overHttp?.(name, payload) ?? this.#link.push(name, payload)
  }

  /** Applies the operations of one frame: in order, and with every reader's place kept. */
  apply([, ...operations]: Frame): void {
    const changes = new Map<Element, RowChange>()
    beginFrame()
    this.fields.beforeFrame()
    this.#windows.remember()
    this.hooks.ignoreChanges()
    for (const operation of operations) {
      if (operation[0] === 'i' || operation[0] === 'd' || operation[0] === 'r') this.#changeRows(changes, operation)
      else {
        this.#commit(changes)
        this.#perform(operation)
      }
    }
    this.#commit(changes)
    noteDisclosures(this.root)
    this.hooks.takeChanges()
    this.#windows.settle()
    this.hooks.settle()
    const again = this.fields.putBack()
    if (this.#link.hasView) tellAgain(this, again)
  }

  /** Offset up to which the page shows a log; undefined for a log that it does not show. */
  offsetIn(log: string): number | undefined {
    return this.#state?.offsets[log]
  }

  /** The place of the reader in a container. */
  placeIn(container: Element): ReadingPlace | undefined {
    return this.#windows.placeIn(container)
  }

  /** Lets every window ask for what it lacks. */
  checkWindows(): void {
    this.#windows.check()
  }

  /** Hooks of the page that is shown send as it does; once it is left, they send nothing. */
  #hookContext(): HookContext {
    const link = this.#link
    return { push: (name, payload) => (link.isLeft ? link.push(name, payload) : this.push(name, payload)) }
  }

  #joinBy(...request: readonly ['join', JoinRequest] | readonly ['navigate', string]): Promise<unknown> {
    const { ref, answer } = this.#connection.send(this.channel, ...request)
    this.#link.joinedBy(ref)
    return answer
  }

  #changeRows(changes: Map<Element, RowChange>, operation: RowOperation): void {
    this.#forgetHash(`rows ${operation[1]}`)
    const comingRows = Array.from(changes.values(), (change) => change.rows).flat()
    const container = this.#containers.find(operation[1], comingRows)
    let change = changes.get(container)
    if (!change) {
      change = new RowChange(container, (rows) => this.#listener.onRows(rows))
      changes.set(container, change)
    }
    change.apply(operation)
  }

  /** Of what has changed the server need not be told what it was. */
  #forgetHash(name: string): void {
    if (!this.#state) return
    const { [name]: _forgotten, ...hashes } = this.#state.hashes
    this.#state = { ...this.#state, hashes }
  }

  /** Rows first stand in the page, then whoever cares about them is told, before anything is painted. */
  #commit(changes: Map<Element, RowChange>): void {
    for (const [container, change] of changes) {
      const changed = change.commit()
      this.#containers.show()
      this.#outsidePatch(() => tellRows(container, changed))
    }
    changes.clear()
  }

  /** Runs code of the page that reacts to a patch; its changes are no part of the patch. */
  #outsidePatch(call: () => void): void {
    this.hooks.takeChanges()
    call()
    this.hooks.ignoreChanges()
  }

  #perform(operation: Exclude<Operation, RowOperation>): void {
    switch (operation[0]) {
      case 'c':
        this.#update({ hashes: operation[3] })
        return this.#component(operation[1], operation[2])
      case 'h':
        return this.#update({ hashes: operation[1] })
      case 'o':
        return this.#update({ offsets: { [operation[1]]: operation[2] } })
      case 'e':
        return this.#outsidePatch(() => this.#listener.onEvent(operation[1], operation[2]))
      case 't':
        this.#forgetHash(TITLE_HASH)
        return this.#listener.onTitle(operation[1])
      case 'u':
        return this.#listener.onNavigate(operation[1], operation[2], operation[3] ?? false)
      case 'page':
        this.#replace(operation[3], operation[4], operation[5])
        this.#listener.onTitle(operation[2])
        return this.#outsidePatch(() => this.#listener.onPage(operation[1]))
      case 'gone':
        return this.#listener.onGone()
    }
  }

  #update({ offsets = {}, hashes = {} }: Partial<PageState>): void {
    if (!this.#state) return
    this.#state = {
      ...this.#state,
      offsets: { ...this.#state.offsets, ...offsets },
      hashes: { ...this.#state.hashes, ...hashes },
    }
  }

  #component(id: string, html: string): void {
    this.#containers.keepWhile(() => {
      if (id === '') return morphContent(this.root, html)
      const present = elementById(this.root, id)
      const next = present && parseWithin(present.parentElement, html).firstElementChild
      if (next) morphElement(present, next)
    })
    this.#windows.watch()
  }

  /**
   * Another view's page in place of this one. No element of the old page stays, so that the new one is what a load of its
   * address gives, whatever state a person, a hook or the browser gave to the elements of the old one.
   */
  #replace(html: string, page: PageState, join: number): void {
    this.#windows.unload()
    forgetPending(this.root)
    // Elements that go may have something to say still, of the focus for one.
    this.#link.leave()
    this.#windows.stop()
    this.fields.forget()
    this.#containers.forget()
    parseInto(this.root, html)
    noteDisclosures(this.root)
    this.root.scrollTo({ top: 0, left: 0, behavior: 'instant' })
    this.root.dataset.livePage = JSON.stringify(page)
    this.#state = page
    this.#link = new ViewLink(this.#connection, this.channel, join)
    this.#windows.watch()
  }
}
