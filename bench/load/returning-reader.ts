/** A reader who comes back: whenever the connection ends it joins again from where it was, as a browser does. */
import { setTimeout } from 'node:timers/promises'
import { backoff } from '../../client/live/backoff.ts'
import type { HeldPage } from './held-page.ts'
import { LiveClient } from './live-client.ts'
import type { RoomLedger } from './room-ledger.ts'
import { RoomReader } from './room-reader.ts'

export class ReturningReader {
  readonly reader: RoomReader
  /** How often it has joined. */
  joins = 0
  /** When it joined last, in milliseconds of `performance.now`. */
  joinedAt = 0
  readonly #page: HeldPage
  readonly #ledger: RoomLedger
  #client: Promise<LiveClient>
  #isLeaving = false

  constructor(page: HeldPage, ledger: RoomLedger) {
    this.#page = page
    this.#ledger = ledger
    this.reader = new RoomReader(ledger, { isTimed: false })
    this.#client = this.#join()
  }

  /** The connection that there is, or the next. */
  get client(): Promise<LiveClient> {
    return this.#client
  }

  /** Sends a message, again after each connection that ended, until it is confirmed. */
  async send(roomId: number, message: ReturnType<RoomLedger['compose']>): Promise<void> {
    while (!this.#isLeaving) {
      const client = await this.#client
      const answer = await client.event('send_message', { roomId, ...message }).catch(() => null)
      if (answer) return
    }
  }

  async leave(): Promise<void> {
    this.#isLeaving = true
    await (await this.#client).leave()
  }

  async #join(): Promise<LiveClient> {
    const { join } = this.#page
    for (let attempt = 0; ; attempt++) {
      try {
        const offsets = { [this.#ledger.log]: this.reader.offset }
        const client = await LiveClient.join({ ...this.#page, join: { ...join, offsets } }, this.reader)
        this.joins++
        this.joinedAt = performance.now()
        client.socket.once('close', () => {
          if (!this.#isLeaving) this.#client = this.#return()
        })
        return client
      } catch {
        await setTimeout(backoff(attempt))
      }
    }
  }

  async #return(): Promise<LiveClient> {
    await setTimeout(backoff(0))
    return await this.#join()
  }
}
