/**
 * What goes over the live socket, both ways: the one file, beside `sequence.ts`, that server and browser both read.
 * It imports nothing.
 *
 * Every message is a JSON array. A browser may hold several views on one socket; each is a *channel*, a small number.
 * The page's own view is channel 0 for everybody, so that a frame which carries nothing of its reader is the same
 * bytes for everybody. SPEC.md states the rules, README.md walks through an example.
 */

/** Sent as `/live?v=2`. A server that speaks another version closes with `CLOSE.version` and the page reloads. */
export const PROTOCOL_VERSION = 2

/** The channel of the page's own view. */
export const ROOT_CHANNEL = 0

/** Milliseconds between two heartbeats of the browser, and how long it waits for the answer. */
export const HEARTBEAT_INTERVAL = 25_000
export const HEARTBEAT_TIMEOUT = 10_000

/** Close codes of the WebSocket that mean something to Rill; others mean "reconnect with backoff". */
export const CLOSE = {
  /** The server is going away; the reason says after how many milliseconds to come back. RFC 6455, section 7.4. */
  restart: 1012,
  /** A frame that no honest client sends. */
  malformed: 4400,
  /** No session, or it ended: the page reloads, which leads to the sign-in. */
  unauthenticated: 4401,
  /** Nothing was heard for longer than the heartbeat allows. */
  idle: 4408,
  /** The reader does not keep up: it comes back and continues from its offset. */
  slow: 4413,
  /** Another version of the protocol: the page reloads. */
  version: 4426,
  /** Far more frames than a person can cause. */
  flood: 4429,
} as const

/** Among the hashes of a page, that of its title. A component's id has no blank. */
export const TITLE_HASH = 'view title'

/** What a page carries for its join, as JSON in the root element's `data-live-page`. */
export interface PageState {
  /** Proves that this server rendered the page, for whom, and until when. */
  readonly token: string
  /** Name of each log that the page was rendered from, with the offset of the newest entry that it shows. */
  readonly offsets: Readonly<Record<string, number>>
  /**
   * Hash of the HTML of each component in the page, by its id; of the rows of each stream that no log continues, as "rows
   * NAME"; and of the title, as `TITLE_HASH`. The browser forgets the hash of rows or of the title when they change. The
   * server sends a new hash with rows that it sends as a whole.
   */
  readonly hashes: Readonly<Record<string, string>>
}

export interface JoinRequest extends PageState {
  /** Path and query of the page. */
  readonly url: string
  /**
   * The streams whose rows the page shows, each with the sort key of the row that the reader is at; null where there is
   * none, or where the reader is at the newest.
   */
  readonly streams: Readonly<Record<string, number | string | null>>
}

/** A request that no view has to be joined for. */
export type SocketRequest =
  /** A page goes on from where it is. Answered with the name of the browser's part that goes with the server. */
  | readonly [kind: 'join', request: JoinRequest]
  /** Another view, over the same socket. Answered with a `page` operation. */
  | readonly [kind: 'navigate', url: string]
  | readonly [kind: 'heartbeat']

/** A request to the view that has joined. */
export type ViewRequest =
  | readonly [kind: 'event', name: string, payload: unknown]
  /** The same view at another address: its `handleParams` is called. */
  | readonly [kind: 'patch', url: string]
  | readonly [kind: 'leave']

/**
 * A frame from the browser. `ref` numbers the requests of a socket. A request to a view ends with the join that it
 * belongs to: the `ref` of the `join` or `navigate` that brought the view. When another view has taken its place
 * meanwhile, the request is refused instead of reaching that one.
 */
export type ClientMessage =
  | readonly [channel: number, ref: number, ...request: SocketRequest]
  | readonly [channel: number, ref: number, ...request: ViewRequest, join: number]

/** A frame from the server: operations on one channel, applied strictly in this order. */
export type Frame = readonly [channel: number, ...operations: Operation[]]

export interface InsertOptions {
  /** Index at which the block of new rows begins; appended when absent or beyond the end. */
  readonly at?: number
  /** Afterwards keep the first n rows (positive) or the last n (negative). */
  readonly limit?: number
  /** Replace rows that are there; add none. */
  readonly updateOnly?: true
  /** The rows are a page of a longer list. */
  readonly reaches?: Reaches
}

/**
 * Which end of the browser's window a page of rows continues, and whether nothing lies beyond it there. An end that is
 * not named stays as it is.
 */
export interface Reaches {
  readonly start?: boolean
  readonly end?: boolean
  /**
   * Sort key of the row beyond which the page was asked for. When that row is no longer the outermost, the page has
   * come too late and is left out.
   */
  readonly beyond?: number | string
}

/** A refused request, as `error` operations carry it. */
export interface ErrorReply {
  readonly code: string
  /** For people. */
  readonly message: string
  readonly fields?: Readonly<Record<string, string>>
  /** Milliseconds after which to try again. */
  readonly retryAfter?: number
}

export type Operation =
  /**
   * A component has changed: its whole element, and the hashes of it and of the components inside it. The id '' stands
   * for the content of the view's root.
   */
  | readonly [kind: 'c', id: string, html: string, hashes: Readonly<Record<string, string>>]
  /** Rows for a stream, each one element that carries its id; one whose id is there is replaced in place. */
  | readonly [kind: 'i', stream: string, rows: readonly string[], options?: InsertOptions]
  | readonly [kind: 'd', stream: string, id: string]
  /** Empties the stream; a later insert in the same frame may bring rows back, which then keep their elements. */
  | readonly [kind: 'r', stream: string]
  /** Hashes of rows that the operations before have sent as a whole. A browser that does not know the kind ignores it. */
  | readonly [kind: 'h', hashes: Readonly<Record<string, string>>]
  /** The page now shows this log up to this offset. */
  | readonly [kind: 'o', log: string, offset: number]
  /** An event for the browser's code. */
  | readonly [kind: 'e', name: string, payload: unknown]
  /** The document's title. */
  | readonly [kind: 't', title: string]
  /** The server changes the address: of this view (patch), to another view (navigate), or by loading a page. */
  | readonly [kind: 'u', how: 'patch' | 'navigate' | 'redirect', url: string, replace?: true]
  /** Answer to `navigate`: another view's page. `join` is the request's `ref`, which names the view from then on. */
  | readonly [kind: 'page', url: string, title: string, html: string, page: PageState, join: number]
  /** The view has ended, by a bug or because its page is to be made anew; the browser joins again. */
  | readonly [kind: 'gone']
  | readonly [kind: 'ok', ref: number, payload?: unknown]
  | readonly [kind: 'error', ref: number, error: ErrorReply]

/** What a command acts on: elements of the view by a selector, or by one that is read from the element of the event. */
export type CommandTarget = string | { readonly closest: string } | { readonly inner: string }

/** Without `to` a command acts on the element of the event itself. */
interface Targeted {
  readonly to?: CommandTarget
}

/** A command that the browser performs by itself. An event attribute holds a JSON list of them in place of a name. */
export type Command =
  | readonly [kind: 'show' | 'hide' | 'toggle' | 'focus' | 'focusFirst', options: Targeted]
  | readonly [kind: 'addClass' | 'removeClass' | 'toggleClass', options: Targeted & { readonly names: string }]
  | readonly [kind: 'setAttribute', options: Targeted & { readonly name: string; readonly value: string }]
  | readonly [kind: 'removeAttribute', options: Targeted & { readonly name: string }]
  | readonly [
      kind: 'toggleAttribute',
      options: Targeted & { readonly name: string; readonly on: string; readonly off: string | null },
    ]
  | readonly [kind: 'dispatch', options: Targeted & { readonly event: string; readonly detail?: unknown }]
  | readonly [kind: 'push', options: { readonly event: string; readonly payload?: Readonly<Record<string, unknown>> }]

/** Attributes that commands may change: none that runs code, loads something or belongs to the runtime. */
export const COMMAND_ATTRIBUTE =
  /^(?:aria-[a-z]+|data-(?!live-|(?:live|key|local|load|start|end|loading-start|loading-end)$)[a-z0-9-]+|hidden|inert|open|role|tabindex|title)$/
