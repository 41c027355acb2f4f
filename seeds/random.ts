/**
 * Chance that can be repeated: the same seed gives the same draws. Faker has its own generator, but a draw from it
 * costs a microsecond; a million messages take ten draws each.
 */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number from 0 up to, but not, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** An index below `length`, lower ones more often: the first tenth is drawn nearly a third of the time. */
  skewedIndex(length: number): number {
    return Math.floor(this.next() ** 2 * length)
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)]!
  }

  /** A waiting time around `mean`, as between events that do not know of each other: mostly short, sometimes long. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }
}
