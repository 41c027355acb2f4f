/** Holds one sender to a rate: a token bucket, two numbers a socket. */
export class RateMeter {
  readonly #perMillisecond: number
  readonly #burst: number
  readonly #now: () => number
  #tokens: number
  #filledAt: number

  /** `perSecond` for long, `burst` at once; `now` in milliseconds. */
  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now: () => number) {
    this.#perMillisecond = perSecond / 1_000
    this.#burst = burst
    this.#now = now
    this.#tokens = burst
    this.#filledAt = now()
  }

  /** Whether one more is allowed now. */
  take(): boolean {
    const now = this.#now()
    // A clock that was set back refills nothing.
    const elapsed = Math.max(0, now - this.#filledAt)
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perMillisecond)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
