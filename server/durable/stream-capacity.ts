/** Bounds on what all streams hold together, and on what one append holds. */
import { StreamError } from './stream-error.ts'
import type { StreamStore, StreamUsage } from './stream-store.ts'

export interface StreamLimits {
  readonly streams: number
  /** Of all entries together, those of deleted streams included until they are removed. */
  readonly bytes: number
  /** JSON values in one append: reading more of them would keep everybody waiting. */
  readonly values: number
}

export const STREAM_LIMITS: StreamLimits = { streams: 10_000, bytes: 4 * 1024 ** 3, values: 100_000 }

/** Milliseconds for which the usage is taken from memory. Other processes may add to it meanwhile. */
const FRESH = 1_000

export class StreamCapacity {
  readonly #store: StreamStore
  readonly #limits: StreamLimits
  /** What the database had when it was read last, and what was taken since then. */
  #usage: StreamUsage = { streams: 0, bytes: 0 }
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null

  constructor(store: StreamStore, limits: StreamLimits) {
    this.#store = store
    this.#limits = limits
  }

  /** Reads from the database what is used, if that was long ago. Wait for it before `take`. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#readAt <= FRESH) return
    // All who ask at once wait for one answer: a second one would overwrite what is taken after the first.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
    await this.#reading
  }

  /** Counts what is written next; throws `full` when there is no room for it. Nothing comes between check and count. */
  take({ streams, bytes }: StreamUsage): void {
    const usage = { streams: this.#usage.streams + streams, bytes: this.#usage.bytes + bytes }
    if (usage.streams > this.#limits.streams) {
      throw new StreamError('full', `There are ${this.#limits.streams} streams already. Delete some first.`)
    }
    if (usage.bytes > this.#limits.bytes) {
      throw new StreamError('full', `The streams hold ${this.#limits.bytes} bytes at most. Delete some first.`)
    }
    this.#usage = usage
  }

  async #read(): Promise<void> {
    const before = this.#usage
    const read = await this.#store.usage()
    // What was taken while the database was asked may be missing in its answer.
    this.#usage = {
      streams: read.streams + this.#usage.streams - before.streams,
      bytes: read.bytes + this.#usage.bytes - before.bytes,
    }
    this.#readAt = performance.now()
  }
}
