/**
 * LiveView: a page that lives on the server. Names and meanings are those of Phoenix LiveView wherever it has one.
 *
 * A view is made twice: once for the HTTP request, whose page is complete HTML, and once when the browser joins over
 * the live socket. Both times `mount` and `handleParams` are called, then `render`. A joined view lives on: its
 * handlers run one at a time, in order, and after each the runtime sends what changed. See README.md for the whole
 * walk and SPEC.md for the rules.
 */
import { notFound } from '../errors.ts'
import { type AsyncExit, type AsyncFunction, CANCELLED } from './async.ts'
import { type AsyncStream, assignFromWork, nameOfWork, startWork, streamFromWork } from './async-assigns.ts'
import { Component } from './component.ts'
import type { Embedded } from './embedded.ts'
import type { Html } from './html.ts'
import type { Log } from './log.ts'
import type { Rows } from './rows.ts'
import type { AnyItem, StreamConfiguration, StreamInsertOptions } from './stream.ts'
import { type StreamSource, ViewState } from './view-state.ts'

/** Parameters of the path and of the query, by name; the path wins. */
export type Params = Readonly<Record<string, string>>

/** Where the runtime finds a view's state. Views have no use for it. */
export const state = Symbol('state of a live view')

export abstract class LiveView<Assigns extends object = object> {
  readonly [state] = new ViewState<Assigns>()

  // What a view defines.

  /** Called first, once for the HTTP render and once for the join. A RillError that it throws becomes the answer. */
  mount(_params: Params, _session: unknown): void | Promise<void> {}

  /** Called after `mount`, and again whenever the address changes while the view stays. */
  handleParams(_params: Params, _url: URL): void | Promise<void> {}

  /**
   * Called for an event of the browser; a view that does not define it knows no events. What `reply` was given goes back
   * to it. A RillError becomes the event's error and the view lives on; any other error is logged and ends the view, which
   * the browser joins again.
   */
  handleEvent(name: string, _payload: unknown): void | Promise<void> {
    throw notFound(`The event ${name}`)
  }

  /** Called with what arrives from topics (`subscribe`) and logs (`listen`), in order. */
  handleInfo(_message: unknown): void | Promise<void> {}

  /** Called when work that `startAsync` started has ended, with its value or the reason why there is none. */
  handleAsync(_name: unknown, _exit: AsyncExit): void | Promise<void> {}

  /** The page, as a function of the assigns alone. */
  abstract render(assigns: Readonly<Assigns>): Html

  /** The document's title. */
  title(_assigns: Readonly<Assigns>): string | null {
    return null
  }

  /** Called once when the view ends, whatever the reason. Subscriptions end by themselves. */
  unmount(): void {}

  // What a view may call.

  /** What the page is made of; to be changed by `assign` alone. */
  protected get assigns(): Readonly<Assigns> {
    return this[state].assigns
  }

  /** False in the HTTP render: nothing is to be started there that outlives it. */
  protected get connected(): boolean {
    return this[state].host !== null
  }

  /** Changes assigns. Only when one is a different value than before is the view rendered again. */
  protected assign(changes: Partial<Assigns>): void {
    this[state].assign(changes)
  }

  /**
   * Defines a stream at its first call, and adds items to it. Given a function, that is called for the HTTP page and
   * whenever the page must be made anew, but not at a join that continues from where the page is. It is told where the
   * reader is (`around`), if that is far from the end.
   */
  protected stream<Item>(
    name: string,
    items: readonly Item[] | StreamSource<Item>,
    options: StreamInsertOptions & StreamConfiguration<Item> & { readonly reset?: boolean } = {},
  ): void {
    this[state].feedStream(name, items as readonly AnyItem[] | StreamSource<AnyItem>, options)
  }

  /** Settles how a stream names, limits and orders its rows: once, before its first use. */
  protected streamConfigure<Item>(name: string, configuration: StreamConfiguration<Item>): void {
    this[state].configureStream(name, configuration)
  }

  /** Adds a row at the end or where `at` says; one whose id is there is replaced where it stands. */
  protected streamInsert<Item>(name: string, item: Item, options: StreamInsertOptions = {}): void {
    this[state].queue.insert(this[state].streamNamed(name), [item], options)
  }

  /** Deletes the row of an item; of the item only what its DOM id is made of is needed. */
  protected streamDelete(name: string, item: AnyItem): void {
    const stream = this[state].streamNamed(name)
    this[state].queue.delete(stream, stream.domId(item))
  }

  /** Deletes the row that has this DOM id, if it is one of the stream. */
  protected streamDeleteByDomId(name: string, id: string): void {
    this[state].queue.delete(this[state].streamNamed(name), id)
  }

  /**
   * In a template, the place of a stream's rows: one place, inside an element with an id and `live-stream="NAME"`.
   * `template` is a function of the item alone, the same function for every reader; it may be left out where
   * `streamConfigure` was given it.
   *
   * A stream that no template shows yet waits: what is asked of it is kept until one does.
   */
  protected rows<Item>(name: string, template?: (item: Item) => Html): Rows {
    return this[state].rows(name, template)
  }

  /**
   * In a template, a part that is sent on its own and only when it changed: one element that carries `id`. It is
   * rendered again only when an argument is a different value than before.
   */
  protected component<Args extends unknown[]>(id: string, template: (...args: Args) => Html, ...args: Args): Component {
    return new Component(id, template as unknown as (...args: never[]) => Html, args)
  }

  /**
   * In a template, a part that is rendered with the whole page and belongs to the browser from then on: one element
   * that carries `id` and `live-ignore`. It is never compared and never sent again.
   */
  protected ignored<Args extends unknown[]>(id: string, template: (...args: Args) => Html, ...args: Args): Component {
    return new Component(id, template as unknown as (...args: never[]) => Html, args, { ignored: true })
  }

  /**
   * In a template, the place of another live page, by its path and query: a view of its own, with its own streams, events
   * and life, inside this one. It lives as long as its element, which carries `id`, is in the page.
   */
  protected embed(id: string, url: string): Embedded {
    return this[state].embed(id, url)
  }

  /**
   * Starts work beside the view, which handles other things meanwhile; `handleAsync` gets the result. The same name
   * again supersedes what runs under it: its signal fires and its result is dropped. Work ends with the view. In the
   * HTTP render nothing is started.
   */
  protected startAsync<Value>(name: unknown, work: AsyncFunction<Value>): void {
    startWork(this[state], name, work, (exit) => this.handleAsync(name, exit))
  }

  /**
   * Fills assigns from work: each is an AsyncResult, at first loading; the work gives an object with a value for each.
   * An old result stays visible until the new one is there, unless `reset`. In the HTTP render it stays at loading.
   */
  protected assignAsync<Key extends string & keyof Assigns>(
    keys: Key | readonly Key[],
    work: AsyncFunction<Readonly<Record<Key, unknown>>>,
    { reset = false } = {},
  ): void {
    assignFromWork(this[state], typeof keys === 'string' ? [keys] : keys, work, reset)
  }

  /**
   * Feeds a stream from work. The stream is there at once, empty; the assign of the same name is an AsyncResult. Rows
   * that are inserted before the result is there stand where they would stand had it been there first.
   */
  protected streamAsync<Item>(
    name: string & keyof Assigns,
    work: AsyncFunction<readonly Item[] | AsyncStream<Item>>,
    options: StreamInsertOptions & StreamConfiguration<Item> & { readonly reset?: boolean } = {},
  ): void {
    streamFromWork(this[state], name, work as AsyncFunction<readonly AnyItem[] | AsyncStream<AnyItem>>, options)
  }

  /** Ends work by its name, or by the assign that it fills: the signal fires, and it has failed with this reason. */
  protected cancelAsync(nameOrResult: unknown, reason: unknown = CANCELLED): void {
    this[state].tasks.cancel(nameOfWork(nameOrResult), reason)
  }

  /**
   * Has messages of a PubSub topic handed to `handleInfo` while the view is joined; answers with a way to stop. `onLoss`
   * is called, in turn with the handlers, when some may not have come.
   */
  protected subscribe(topic: string, onLoss?: () => void | Promise<void>): () => void {
    return this[state].subscribe(topic, onLoss)
  }

  /**
   * Has what a log delivers handed to `handleInfo` while the view is joined: from an offset, or without one, in `mount`
   * alone, from where the page is. Answers with a way to stop.
   */
  listen(log: Log, offset?: number): () => void {
    return this[state].listen(log, offset)
  }

  /** Ends this view and has the browser join its page anew, which is made anew where it cannot be gone on from. */
  protected rejoin(): void {
    this[state].host?.rejoin()
  }

  /** Sends an event to the browser's code. */
  protected pushEvent(name: string, payload: unknown = null): void {
    this[state].events.push([name, payload])
  }

  /** Shows the person a short notice. */
  protected putFlash(kind: 'info' | 'error', text: string): void {
    this.pushEvent('flash', { kind, text })
  }

  /**
   * Changes the address while the view stays; `handleParams` is called, and again when it calls this in turn. Throws
   * PATCH_ADDRESS for an address that another view serves, or none.
   */
  protected pushPatch(url: string, { replace = false } = {}): void {
    this[state].patchTo(url, replace)
  }

  /** Goes to another view over the same socket. */
  protected pushNavigate(url: string, { replace = false } = {}): void {
    this[state].navigation = { how: 'navigate', url, replace }
  }

  /** Has the browser load another page; in the HTTP render, an HTTP redirect. */
  protected redirect(url: string): void {
    this[state].navigation = { how: 'redirect', url, replace: false }
  }

  /** What the event that is being handled is answered with. */
  protected reply(payload: unknown): void {
    this[state].replyPayload = payload
  }
}
