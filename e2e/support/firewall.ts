/** A firewall in front of a server, which lets HTTP through and does to WebSockets what a test asks for. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** "refuse": answers with 403; "swallow": never answers; "mute": accepts, and then loses every frame. */
export type Treatment = 'pass' | 'refuse' | 'swallow' | 'mute'

const UPGRADE = /^GET \/live\?/
const HEAD_END = '\r\n\r\n'
const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

export class Firewall {
  readonly #target: URL
  readonly #server: Server
  readonly #webSockets = new Set<Socket>()
  readonly #sockets = new Set<Socket>()
  #treatment: Treatment = 'pass'
  /** WebSockets that the browser has tried to open. */
  attempts = 0

  private constructor(target: string) {
    this.#target = new URL(target)
    this.#server = createServer((client) => this.#accept(client))
  }

  /** Listens on a free port. To be closed. */
  static async before(target: string): Promise<Firewall> {
    const firewall = new Firewall(target)
    await new Promise<void>((resolve) => firewall.#server.listen(0, firewall.#target.hostname, resolve))
    return firewall
  }

  /** Without a slash at its end. */
  get url(): string {
    return `http://${this.#target.hostname}:${(this.#server.address() as AddressInfo).port}`
  }

  /** Ends the WebSockets that there are, and does this to those to come. */
  treat(treatment: Treatment): void {
    this.#treatment = treatment
    for (const socket of this.#webSockets) socket.destroy()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(client: Socket): void {
    this.#keep(client)
    let head = Buffer.alloc(0)
    const read = (bytes: Buffer) => {
      head = Buffer.concat([head, bytes])
      if (!head.includes(HEAD_END)) return
      client.off('data', read)
      client.pause()
      this.#meet(client, head)
    }
    client.on('data', read)
  }

  #meet(client: Socket, head: Buffer): void {
    if (!UPGRADE.test(head.toString('latin1'))) return this.#pass(client, head)
    this.attempts++
    this.#webSockets.add(client)
    client.once('close', () => this.#webSockets.delete(client))
    if (this.#treatment === 'pass') this.#pass(client, head)
    else if (this.#treatment === 'refuse') client.end(REFUSAL)
    else if (this.#treatment === 'mute') this.#pass(client, head, 'mute')
    else client.resume()
  }

  #pass(client: Socket, head: Buffer, how: 'whole' | 'mute' = 'whole'): void {
    const server = connect(Number(this.#target.port), this.#target.hostname)
    this.#keep(server)
    server.write(head)
    server.pipe(client)
    if (how === 'whole') client.pipe(server)
    else client.resume()
    client.once('close', () => server.destroy())
    server.once('close', () => client.destroy())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay()
    socket.on('error', () => {})
    socket.once('close', () => this.#sockets.delete(socket))
  }
}
