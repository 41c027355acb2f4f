/**
 * A TCP proxy between browsers and the server that delays, cuts, silences and says things twice, as chance has it. A
 * stream of TCP cannot repeat bytes; what is repeated are messages on the live socket: at once, and after a reconnect.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { ClientMessage } from '../server/live/protocol.ts'
import { randomFate, UNTOUCHED } from './fate.ts'
import { Link } from './link.ts'

/** A connection in silence is noticed by its ends after this time at the latest, in milliseconds. */
const LONGEST_SILENCE = 4_000

export class FaultyProxy {
  /** How often it did what, and what went through it. */
  readonly counts = new Map<string, number>()
  /** Whether new connections get a fate. */
  isFaulty = false
  readonly #server: Server
  readonly #target: () => number
  readonly #random: () => number
  readonly #links = new Set<Link>()
  readonly #messages = new Map<string, ClientMessage>()

  private constructor(server: Server, target: () => number, random: () => number) {
    this.#server = server
    this.#target = target
    this.#random = random
  }

  /** Listens on a free port, for a server at the port that `target` says. `random` decides everything. To be closed. */
  static async listen(target: () => number, random: () => number): Promise<FaultyProxy> {
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

  count(...names: readonly string[]): number {
    return names.reduce((sum, name) => sum + (this.counts.get(name) ?? 0), 0)
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const link of this.#links) link.end()
  }

  /** New connections are left alone; those that are there end, as their fate may be to come. */
  calm(): void {
    this.isFaulty = false
    this.cutAll()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cutAll()
    await once(this.#server, 'close')
  }

  #connected(client: Socket): void {
    const server = connect(this.#target(), '127.0.0.1')
    const link = new Link(client, server, this.isFaulty ? randomFate(this.#random) : UNTOUCHED, {
      random: this.#random,
      did: (what) => void this.counts.set(what, (this.counts.get(what) ?? 0) + 1),
      earlierMessage: (browser) => this.#messages.get(browser),
      sentMessage: (browser, message) => void this.#messages.set(browser, message),
    })
    this.#links.add(link)
    const watch = setInterval(() => {
      if (link.isSilent) link.end()
    }, LONGEST_SILENCE)
    client.once('close', () => {
      clearInterval(watch)
      this.#links.delete(link)
    })
  }
}
