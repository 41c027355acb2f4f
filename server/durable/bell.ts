/** A wake-up that is remembered: one that comes before the wait ends it at once. */
export class Bell {
  #rung = false
  #wake: () => void = () => {}

  readonly ring = (): void => {
    this.#rung = true
    this.#wake()
  }

  /** Resolves when it has been rung since the last wait, after so many milliseconds, or when the signal aborts. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#next(milliseconds, signal)
    this.#rung = false
  }

  #next(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', this.#wake)
        this.#wake = () => {}
        resolve()
      }
      signal.addEventListener('abort', this.#wake)
    })
  }
}
