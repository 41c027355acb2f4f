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
  #usage: StreamUsage = { streams: 0, bytes: 0 }
  #readAt = Number.NEGATIVE_INFINITY

  constructor(store: StreamStore, limits: StreamLimits) {
    this.#store = store
    this.#limits = limits
  }

  /** Counts what is about to be written; rejects with `full` when there is no room for it. */
  async take({ streams, bytes }: StreamUsage): Promise<void> {
    if (performance.now() - this.#readAt > FRESH) {
      this.#usage = await this.#store.usage()
      this.#readAt = performance.now()
    }
    const usage = { streams: this.#usage.streams + streams, bytes: this.#usage.bytes + bytes }
    if (usage.streams > this.#limits.streams) {
      throw new StreamError('full', `There are ${this.#limits.streams} streams already. Delete some first.`)
    }
    if (usage.bytes > this.#limits.bytes) {
      throw new StreamError('full', `The streams hold ${this.#limits.bytes} bytes at most. Delete some first.`)
    }
    this.#usage = usage
  }
}
