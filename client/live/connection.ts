/**
 * The live socket: connects, and connects again whatever happens; sends requests and matches the replies; finds a
 * half-open socket by its heartbeat. It knows nothing of views.
 */
import {
  CLOSE,
  type ErrorReply,
  type Frame,
  HEARTBEAT_INTERVAL,
  HEARTBEAT_TIMEOUT,
  PROTOCOL_VERSION,
  ROOT_CHANNEL,
  type SocketRequest,
  type ViewRequest,
} from '../../server/live/protocol.ts'
import { backoff } from './backoff.ts'

/** A network that swallows everything is given up after this time. */
const CONNECT_TIMEOUT = 10_000
/** A socket must have lived this long before a later drop counts as a first one again. */
const STABLE_AFTER = 5_000
/** Milliseconds without an answer to a request after which a heartbeat finds out whether the socket is still alive. */
const DOUBTFUL_AFTER = 4_000

/** A request that was refused, or whose answer will not come any more (`code` is then "disconnected"). */
export class RequestError extends Error {
  readonly code: string
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfter: number | undefined

  constructor({ code, message, fields = {}, retryAfter }: ErrorReply) {
    super(message)
    this.code = code
    this.fields = fields
    this.retryAfter = retryAfter
  }
}

/** A message of the browser without its channel and reference. */
export type Request = SocketRequest | readonly [...request: ViewRequest, join: number]

export interface ConnectionEvents {
  /** A socket is being opened, or one that is open does not answer. */
  onTrying(): void
  /** The socket that did not answer does so again. */
  onAlive(): void
  onOpen(): void
  onFrame(frame: Frame): void
  onDrop(): void
  /** The server will not have this page any more. */
  onRefused(): void
}

interface Waiting {
  resolve(payload: unknown): void
  reject(error: RequestError): void
}

export class Connection {
  readonly #events: ConnectionEvents
  #socket: WebSocket | null = null
  #attempt = 0
  #ref = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #stable: ReturnType<typeof setTimeout> | undefined
  #doubt: ReturnType<typeof setTimeout> | undefined
  readonly #waiting = new Map<number, Waiting>()

  constructor(events: ConnectionEvents) {
    this.#events = events
  }

  /** Connects, and looks for reasons to connect again. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#look()
    })
    window.addEventListener('online', () => this.#look())
    // A page that goes into the back/forward cache may not hold a socket, and must not come back to half of one.
    window.addEventListener('pagehide', () => this.#drop())
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.#connect()
    })
    this.#connect()
  }

  /** Whether something can be sent now. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /**
   * Resolves with the reply's payload; rejects with a RequestError. On a socket that is closing nothing is sent, and who
   * asks is told so when it has closed: told at once, while the page still counts as connected, they would ask for ever.
   */
  request(channel: number, ...request: Request): Promise<unknown> {
    return this.send(channel, ...request).answer
  }

  /** The same; answers with the reference of the request, too. */
  send(channel: number, ...request: Request): { readonly ref: number; readonly answer: Promise<unknown> } {
    const ref = ++this.#ref
    return { ref, answer: this.#send(channel, ref, request) }
  }

  #send(channel: number, ref: number, request: Request): Promise<unknown> {
    const socket = this.#socket
    if (!socket || socket.readyState === WebSocket.CONNECTING) return Promise.reject(disconnected())
    if (this.isOpen) socket.send(JSON.stringify([channel, ref, ...request]))
    if (request[0] !== 'heartbeat') this.#doubtLater(socket)
    return new Promise((resolve, reject) => this.#waiting.set(ref, { resolve, reject }))
  }

  /** Has the socket show whether it is alive. Resolves when it has answered, has been given up, or there is none. */
  async check(): Promise<void> {
    if (this.#socket && this.isOpen) await this.#beat(this.#socket)
  }

  /** Gives up the present socket, which may be dead, and opens another one later. */
  giveUp(): void {
    if (this.#socket) this.#closed(this.#socket, 0, 'given up')
  }

  /** A socket that a proxy has stopped to serve stays open and swallows everything. */
  #doubtLater(socket: WebSocket): void {
    this.#doubt ??= setTimeout(() => {
      this.#doubt = undefined
      if (this.#waiting.size === 0 || !this.isOpen) return
      this.#events.onTrying()
      void this.#beat(socket)
    }, DOUBTFUL_AFTER)
  }

  /** Somebody looks, or the network is there again: this is no time to wait. */
  #look(): void {
    if (this.#retry !== undefined) this.#connect()
    // After a sleep the socket may be dead without knowing it.
    else if (this.#socket && this.isOpen) void this.#beat(this.#socket)
  }

  #connect(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live?v=${PROTOCOL_VERSION}`)
    this.#socket = socket
    this.#events.onTrying()
    const timeout = setTimeout(() => this.#closed(socket, 0, 'no connection'), CONNECT_TIMEOUT)
    socket.addEventListener('open', () => this.#opened(socket))
    for (const end of ['open', 'close']) socket.addEventListener(end, () => clearTimeout(timeout))
    socket.addEventListener('message', ({ data }) => this.#received(socket, data))
    socket.addEventListener('close', ({ code, reason }) => this.#closed(socket, code, reason))
  }

  #opened(socket: WebSocket): void {
    this.#stable = setTimeout(() => {
      this.#attempt = 0
    }, STABLE_AFTER)
    this.#heartbeat = setInterval(() => void this.#beat(socket), HEARTBEAT_INTERVAL)
    this.#events.onOpen()
  }

  /** Resolves once the socket has answered, or is given up because it has not. */
  async #beat(socket: WebSocket): Promise<void> {
    const timeout = setTimeout(() => this.#closed(socket, 0, 'no answer to the heartbeat'), HEARTBEAT_TIMEOUT)
    try {
      await this.request(ROOT_CHANNEL, 'heartbeat')
      this.#events.onAlive()
    } catch {
      // The socket has closed, and everybody hears of that.
    } finally {
      clearTimeout(timeout)
    }
  }

  #received(socket: WebSocket, data: string): void {
    if (socket !== this.#socket) return
    const frame = JSON.parse(data) as Frame
    try {
      this.#events.onFrame(frame)
    } finally {
      // Whatever is wrong with the page, who asked is answered.
      this.#settle(frame)
    }
  }

  #settle([, ...operations]: Frame): void {
    for (const operation of operations) {
      if (operation[0] !== 'ok' && operation[0] !== 'error') continue
      const waiting = this.#waiting.get(operation[1])
      this.#waiting.delete(operation[1])
      if (operation[0] === 'ok') waiting?.resolve(operation[2])
      else waiting?.reject(new RequestError(operation[2]))
    }
  }

  #closed(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) return
    this.#drop()
    if (code === CLOSE.unauthenticated || code === CLOSE.version) this.#events.onRefused()
    const asked = code === CLOSE.restart || code === CLOSE.flood ? Number(/\d+/.exec(reason)?.[0] ?? 0) : 0
    this.#retry = setTimeout(() => this.#connect(), asked + backoff(this.#attempt++))
  }

  /** Lets go of the socket and of everything that waited for it. */
  #drop(): void {
    const socket = this.#socket
    if (!socket) return
    this.#socket = null
    socket.close()
    clearInterval(this.#heartbeat)
    clearTimeout(this.#stable)
    clearTimeout(this.#doubt)
    this.#doubt = undefined
    for (const { reject } of this.#waiting.values()) reject(disconnected())
    this.#waiting.clear()
    this.#events.onDrop()
  }
}

/** The error of a request that no view has got, or will answer any more: it may be made again. */
export function disconnected(message = 'There is no connection to the server.'): RequestError {
  return new RequestError({ code: 'disconnected', message })
}
