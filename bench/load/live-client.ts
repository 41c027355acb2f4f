/** A browser's connection without the browser: speaks the live protocol over one WebSocket. */
import { WebSocket } from 'ws'
import { type Frame, PROTOCOL_VERSION, ROOT_CHANNEL, type SocketRequest } from '../../server/live/protocol.ts'
import type { HeldPage } from './held-page.ts'

export interface FrameReader {
  /** Takes a frame by its bytes alone, where it is one that others had already; false to have it parsed. */
  takeKnown(data: Buffer): boolean
  read(frame: Frame, data: Buffer): void
}

interface Waiting {
  resolve(payload: unknown): void
  reject(error: Error): void
}

export class LiveClient {
  readonly socket: WebSocket
  /** Bytes of the frames received, with those that the WebSocket puts before them. */
  received = 0
  readonly #reader: FrameReader | null
  readonly #waiting = new Map<number, Waiting>()
  #ref = 0
  /** The request that joined the page; events name it. */
  #join = 0
  #isClosed = false

  private constructor(socket: WebSocket, reader: FrameReader | null) {
    this.socket = socket
    this.#reader = reader
    socket.on('message', (data) => this.#receive(data as Buffer))
    socket.on('close', (code) => this.#closed(code))
    socket.on('error', () => {})
  }

  /** Resolves when the socket is open. */
  static open({ server, cookie }: HeldPage, reader: FrameReader | null = null): Promise<LiveClient> {
    const url = `${server.replace(/^http/, 'ws')}/live?v=${PROTOCOL_VERSION}`
    const socket = new WebSocket(url, {
      headers: { cookie, origin: server },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new LiveClient(socket, reader)))
      socket.once('error', reject)
    })
  }

  /** Opens a socket and joins the page; resolves once that is answered. */
  static async join(page: HeldPage, reader: FrameReader | null = null): Promise<LiveClient> {
    const client = await LiveClient.open(page, reader)
    await client.request('join', page.join)
    return client
  }

  /** Resolves with the answer's payload; rejects when it is refused or the socket ends before. */
  request(...request: SocketRequest): Promise<unknown> {
    if (request[0] === 'join') this.#join = this.#ref + 1
    return this.#send(request)
  }

  event(name: string, payload: unknown): Promise<unknown> {
    return this.#send(['event', name, payload, this.#join])
  }

  #send(request: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error('The socket is closed.'))
    const ref = ++this.#ref
    return new Promise((resolve, reject) => {
      this.#waiting.set(ref, { resolve, reject })
      this.socket.send(JSON.stringify([ROOT_CHANNEL, ref, ...request]))
    })
  }

  /** Breaks the connection off, as a network would; resolves when it is. */
  leave(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()))
    this.socket.terminate()
    return closed
  }

  #receive(data: Buffer): void {
    this.received += data.length + headerOf(data.length)
    if (this.#reader?.takeKnown(data)) return
    const frame = JSON.parse(String(data)) as Frame
    this.#reader?.read(frame, data)
    const [, ...operations] = frame
    for (const operation of operations) {
      if (operation[0] === 'ok') this.#take(operation[1])?.resolve(operation[2])
      else if (operation[0] === 'error') this.#take(operation[1])?.reject(new Error(operation[2].message))
    }
  }

  #take(ref: number): Waiting | undefined {
    const waiting = this.#waiting.get(ref)
    this.#waiting.delete(ref)
    return waiting
  }

  #closed(code: number): void {
    this.#isClosed = true
    for (const { reject } of this.#waiting.values()) reject(new Error(`The socket was closed (${code}).`))
    this.#waiting.clear()
  }
}

/** Bytes before what an unmasked frame carries (RFC 6455, section 5.2). */
function headerOf(length: number): number {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}
