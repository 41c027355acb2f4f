/** When a worker that ended is started again: at once, but after growing pauses where it does not live for long. */

/** One that has lived for so many milliseconds did not end because of how it starts. */
const LONG_ENOUGH = 10_000
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 4_000
/** So many in a row may end before they listen. */
const MAX_IN_VAIN = 5

/** How a worker did. */
export interface Life {
  readonly milliseconds: number
  readonly listened: boolean
}

export class Restarts {
  #short = 0
  #inVain = 0

  /** The milliseconds after which to start another worker in place of one that lived so; null when that is in vain. */
  pauseAfter({ milliseconds, listened }: Life): number | null {
    this.#short = milliseconds < LONG_ENOUGH ? this.#short + 1 : 0
    this.#inVain = listened ? 0 : this.#inVain + 1
    if (this.#inVain >= MAX_IN_VAIN) return null
    return this.#short < 2 ? 0 : Math.min(FIRST_PAUSE * 2 ** (this.#short - 2), LONGEST_PAUSE)
  }
}
