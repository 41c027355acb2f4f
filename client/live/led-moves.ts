/**
 * Finds pages that lead to each other in a circle: it counts the moves to other pages that the server asks for one right
 * after another, over loads of the page, too. The count begins anew when a person does something, and when a page has
 * stayed live for a while.
 */

/** So many moves in a row are no circle. */
const MOST = 10
/** A page that stays live for so many milliseconds was meant to be seen. */
const SEEN_AFTER = 1_000
const KEY = 'rill:led-moves'

export class LedMoves {
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Begins to note what the person does. */
  start(): void {
    const forget = ({ isTrusted }: Event) => {
      if (isTrusted) this.forget()
    }
    for (const type of ['pointerdown', 'keydown']) {
      document.addEventListener(type, forget, { capture: true, passive: true })
    }
  }

  /** The page that is shown has become live. */
  pageLive(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.forget(), SEEN_AFTER)
  }

  /** Begins anew. */
  forget(): void {
    sessionStorage.removeItem(KEY)
  }

  /** Whether there were too many in a row. */
  get isCircle(): boolean {
    return Number(sessionStorage.getItem(KEY) ?? 0) > MOST
  }

  /** Counts a move that the server asks for. False when it is one too many in a row. */
  take(): boolean {
    clearTimeout(this.#timer)
    sessionStorage.setItem(KEY, String(Number(sessionStorage.getItem(KEY) ?? 0) + 1))
    return !this.isCircle
  }
}
