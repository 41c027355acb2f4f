/** How a server that ends takes leave of its live sockets: each is told when to come back, all spread out at random. */
import type { LiveSocket } from './live-socket.ts'
import { CLOSE } from './protocol.ts'

/** So many clients a second are to come back; over so many milliseconds at least. */
const RETURNS_PER_SECOND = 500
const SHORTEST_SPREAD = 1_000
/** Milliseconds that handlers have to end. */
const PATIENCE = 1_500

export class Retirement {
  #spread: number | null = null

  /** Whether no socket is to be taken any more. */
  get hasBegun(): boolean {
    return this.#spread !== null
  }

  /** What a socket is closed with. */
  get farewell(): readonly [code: number, reason: string] {
    return [CLOSE.restart, `retry after ${Math.round(Math.random() * (this.#spread ?? SHORTEST_SPREAD))}`]
  }

  /** Resolves when all of these sockets have finished what they were asked, and are closed. */
  async begin(sockets: ReadonlySet<Pick<LiveSocket, 'retire'>>): Promise<void> {
    this.#spread = Math.max(SHORTEST_SPREAD, (sockets.size / RETURNS_PER_SECOND) * 1_000)
    await Promise.all(Array.from(sockets, (socket) => socket.retire(PATIENCE, ...this.farewell)))
  }
}
