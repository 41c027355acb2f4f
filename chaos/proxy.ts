/**
 * A TCP proxy between browsers and the server that delays, cuts, silences and says things twice. A stream of TCP cannot
 * repeat bytes; what is repeated are messages on the live socket: at once, and after a reconnect.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { ClientMessage } from '../server/live/protocol.ts'
import { type Fate, UNTOUCHED } from './fate.ts'
import { Link } from './link.ts'
import { Tally } from './tally.ts'

/** What tells that a browser does something. */
const ACTIVITY = ['live connection', 'join', 'event', 'patch', 'navigate', 'leave']

export class FaultyProxy {
  /** What it did, and what went through it. */
  readonly tally = new Tally()
  /** What becomes of the next live connection. */
  nextFate: () => Fate = () => UNTOUCHED
  readonly #server: Server
  readonly #target: string
  /** Decides what is said twice. */
  readonly #random: () => number
  readonly #links = new Set<Link>()
  readonly #messages = new Map<string, ClientMessage>()

  private constructor(server: Server, target: string, random: () => number) {
    this.#server = server
    this.#target = target
    this.#random = random
  }

  /** Listens on a free port, for the server at this address. `random` gives numbers from 0 to 1. To be closed. */
  static async listen(target: string, random: () => number): Promise<FaultyProxy> {
    const server = createServer()
    const proxy = new FaultyProxy(server, target, random)
    server.on('connection', (client) => proxy.#connected(client))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How much browsers did; heartbeats do not count. */
  get activity(): number {
    return this.tally.sum(...ACTIVITY)
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const link of this.#links) link.end()
  }

  /** Cuts every connection; those to come are left alone. */
  heal(): void {
    this.nextFate = () => UNTOUCHED
    this.cutAll()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cutAll()
    await once(this.#server, 'close')
  }

  #connected(client: Socket): void {
    const { hostname, port } = new URL(this.#target)
    const link = new Link(client, connect(Number(port), hostname), {
      fate: () => this.nextFate(),
      random: this.#random,
      did: (what) => this.tally.add(what),
      earlierMessage: (browser) => this.#messages.get(browser),
      sentMessage: (browser, message) => void this.#messages.set(browser, message),
    })
    this.#links.add(link)
    client.once('close', () => this.#links.delete(link))
  }
}
