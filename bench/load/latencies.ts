/** Times of millions of deliveries in a fixed space: counts by tenths of a millisecond. */

const PER_MILLISECOND = 10
const LONGEST = 60_000

export class Latencies {
  readonly #counts = new Uint32Array(LONGEST * PER_MILLISECOND + 1)
  #count = 0

  add(milliseconds: number): void {
    this.#counts[Math.min(Math.max(0, Math.floor(milliseconds * PER_MILLISECOND)), LONGEST * PER_MILLISECOND)]!++
    this.#count++
  }

  get count(): number {
    return this.#count
  }

  /** The time in milliseconds that this part of all, from 0 to 1, does not exceed. */
  quantile(part: number): number {
    let left = Math.ceil(part * this.#count)
    const index = this.#counts.findIndex((count) => {
      left -= count
      return left <= 0
    })
    return (index + 1) / PER_MILLISECOND
  }

  clear(): void {
    this.#counts.fill(0)
    this.#count = 0
  }
}
