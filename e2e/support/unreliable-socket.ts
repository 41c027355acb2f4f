/** The live socket of one page, in the hands of a test: it can be slow, cut, or lose what the server says. */
import type { Page, WebSocketRoute } from '@playwright/test'
import type { ClientMessage, Frame } from '../../server/live/protocol.ts'

/** A socket of the page and the one to the server that stands for it. */
interface Link {
  readonly page: WebSocketRoute
  readonly server: WebSocketRoute
}

export class UnreliableSocket {
  readonly #page: Page
  /** Milliseconds that everything takes, each way. */
  readonly #delay: number
  #link: Link | null = null
  #isCut = false
  #isDeaf = false
  #unanswered = new Set<number>()
  #offsets: Readonly<Record<string, number>> = {}

  private constructor(page: Page, delay: number) {
    this.#page = page
    this.#delay = delay
  }

  /** Takes hold of the sockets that the page will open. */
  static async of(page: Page, delay: number): Promise<UnreliableSocket> {
    const held = new UnreliableSocket(page, delay)
    await page.routeWebSocket(/\/live\?/, (socket) => held.#opened(socket))
    return held
  }

  /** Requests of the page that have no answer yet. */
  get unanswered(): number {
    return this.#unanswered.size
  }

  /** Offset up to which the page has been told of a log. */
  offsetIn(log: string): number {
    return this.#offsets[log] ?? 0
  }

  /** Whether what the page asks for reaches the server, and the answer the page. */
  get isWhole(): boolean {
    return !this.#isCut && !this.#isDeaf
  }

  /** Ends the connection, with all that is on its way; new ones fail until `restore`. */
  cut(): void {
    this.#isCut = true
    this.drop()
  }

  /** Loses everything that the server says, answers included, until the connection ends. */
  deafen(): void {
    this.#isDeaf = true
  }

  /** Ends the connection; the page may connect again at once. */
  drop(): void {
    this.#unanswered.clear()
    void this.#link?.page.close({ code: 3000 })
    void this.#link?.server.close()
    this.#link = null
  }

  /** Lets connections through again, and has the browser know it. */
  async restore(): Promise<void> {
    if (this.#isDeaf) this.drop()
    this.#isCut = false
    await this.#page.evaluate(() => window.dispatchEvent(new Event('online')))
  }

  #opened(socket: WebSocketRoute): void {
    if (this.#isCut) return void socket.close({ code: 3000 })
    this.drop()
    this.#isDeaf = false
    const link = { page: socket, server: socket.connectToServer() }
    this.#link = link
    socket.onMessage((data) => this.#later(link, () => this.#toServer(link, data)))
    link.server.onMessage((data) => this.#later(link, () => this.#toPage(link, data)))
  }

  #later(link: Link, deliver: () => void): void {
    const deliverUnlessCut = () => {
      if (link === this.#link) deliver()
    }
    if (this.#delay === 0) deliverUnlessCut()
    else setTimeout(deliverUnlessCut, this.#delay)
  }

  #toServer(link: Link, data: string | Buffer): void {
    const message = JSON.parse(String(data)) as ClientMessage
    if (message[2] !== 'heartbeat') this.#unanswered.add(message[1])
    if (message[2] === 'join') this.#offsets = message[3].offsets
    link.server.send(data)
  }

  #toPage(link: Link, data: string | Buffer): void {
    if (this.#isDeaf) return
    const [, ...operations] = JSON.parse(String(data)) as Frame
    link.page.send(data)
    for (const operation of operations) {
      if (operation[0] === 'o') this.#offsets = { ...this.#offsets, [operation[1]]: operation[2] }
      else if (operation[0] === 'page') this.#offsets = operation[4].offsets
      else if (operation[0] === 'ok' || operation[0] === 'error') this.#unanswered.delete(operation[1])
    }
  }
}
