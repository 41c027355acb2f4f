/** A test between a page and its live socket: it sees what goes over it, holds that back, and says how sockets fare. */
import type { Page, WebSocketRoute } from '@playwright/test'
import type { ClientMessage, Frame, Operation } from '../../server/live/protocol.ts'

/** Answers are the part of what is received that says how a request fared. */
type Kind = 'sent' | 'received' | 'answers'

export class Tap {
  /** What the page sent, and what it was sent, as far as it was let through. */
  readonly sent: ClientMessage[] = []
  readonly received: Frame[] = []
  /** How many sockets the page has made. */
  sockets = 0
  /** What becomes of the next sockets; it opens when this is done. */
  meet: (socket: WebSocketRoute) => void | Promise<void> = (socket) => this.connect(socket)
  #open: WebSocketRoute | null = null
  readonly #held: Record<Kind, (() => void)[] | null> = { sent: null, received: null, answers: null }

  /** Takes hold of the sockets that the page will make. */
  static async on(page: Page): Promise<Tap> {
    const tap = new Tap()
    await page.routeWebSocket(/\/live\?/, (socket) => {
      tap.sockets++
      tap.#open = socket
      return tap.meet(socket)
    })
    return tap
  }

  /** Connects a socket to the server. */
  connect(socket: WebSocketRoute): void {
    const server = socket.connectToServer()
    socket.onMessage((data) =>
      this.#pass('sent', () => {
        this.sent.push(JSON.parse(String(data)))
        server.send(data)
      }),
    )
    server.onMessage((data) => {
      const [channel, ...operations] = JSON.parse(String(data)) as Frame
      const isAnswer = ([kind]: Operation) => kind === 'ok' || kind === 'error'
      const answers = this.#held.answers ? operations.filter(isAnswer) : []
      const others = operations.filter((operation) => !answers.includes(operation))
      const deliver = (frame: Frame) => {
        this.received.push(frame)
        socket.send(JSON.stringify(frame))
      }
      if (others.length > 0) this.#pass('received', () => deliver([channel, ...others]))
      if (answers.length > 0) this.#pass('answers', () => deliver([channel, ...answers]))
    })
  }

  /** Keeps back what is of this kind, until `release`. */
  hold(kind: Kind): void {
    this.#held[kind] ??= []
  }

  /** How much is kept back. */
  heldBack(kind: Kind): number {
    return this.#held[kind]?.length ?? 0
  }

  release(kind: Kind): void {
    const held = this.#held[kind] ?? []
    this.#held[kind] = null
    for (const deliver of held) deliver()
  }

  /** Closes the present socket, as a server does. */
  async close(code = 1011, reason = ''): Promise<void> {
    await this.#open?.close({ code, reason })
  }

  /** All operations that the page was sent, in order. */
  get operations(): Operation[] {
    return this.received.flatMap(([, ...operations]) => operations)
  }

  /** Forgets what it has seen. */
  clear(): void {
    this.sent.length = 0
    this.received.length = 0
  }

  #pass(kind: Kind, deliver: () => void): void {
    const held = this.#held[kind]
    if (held) held.push(deliver)
    else deliver()
  }
}
