/**
 * Loads the page beyond an end of a window when the reader comes near it: `live-viewport-top` and
 * `live-viewport-bottom` name the events, whose cursor is the sort key of the outermost row. One request for one end
 * at a time, none where the end is known to be the last, and none while neither the socket nor HTTP gets through.
 *
 * `data-loading-start`, `data-loading-end` on the container: "loading" or "failed", for the style sheet. A control with
 * `data-load="start"` or "end" in the container asks at once, and again for what has failed.
 */
import type { SortKey } from '../../server/live/sequence.ts'
import { rowsOf } from './container.ts'
import { scrollerOf, viewOf } from './scroller.ts'
import { EDGES, type Edge, extentOf, hasMore, reachOf } from './stream-window.ts'

/** How many screens ahead of the reader pages are asked for. */
const SCREENS_AHEAD = 1.25

const EVENT_ATTRIBUTE = { start: 'live-viewport-top', end: 'live-viewport-bottom' } as const

export type Push = (name: string, payload: unknown) => Promise<unknown>

export class Viewport {
  readonly #container: Element
  readonly #push: Push
  readonly #onClick = (event: Event) => this.#clicked(event)
  #isStopped = false

  constructor(container: Element, push: Push) {
    this.#container = container
    this.#push = push
    container.addEventListener('click', this.#onClick)
  }

  /** Asks for nothing more. */
  stop(): void {
    this.#isStopped = true
    this.#container.removeEventListener('click', this.#onClick)
  }

  /** Asks for what the reader will want next. To be called whenever that may have changed. */
  check(): void {
    if (this.#isStopped || !this.#isAnswered) return
    for (const edge of EDGES) if (this.#state(edge) === null && this.#isNear(edge)) void this.load(edge)
  }

  /** Asks for the page beyond an end, if there is one and it is not on its way; what failed before is tried again. */
  async load(edge: Edge): Promise<void> {
    const cursor = this.#cursor(edge)
    const event = this.#container.getAttribute(EVENT_ATTRIBUTE[edge])
    if (!event || !hasMore(this.#container, edge) || this.#state(edge) === 'loading') return
    this.#setState(edge, 'loading')
    const outcome = await this.#request(event, { cursor })
    if (this.#isStopped) return
    // An answer that brought nothing would be asked for again and again.
    const isInVain = outcome === 'answered' && hasMore(this.#container, edge) && this.#cursor(edge) === cursor
    this.#setState(edge, outcome === 'refused' || isInVain ? 'failed' : null)
    this.check()
  }

  async #request(event: string, payload: unknown): Promise<'answered' | 'refused' | 'dropped'> {
    try {
      await this.#push(event, payload)
      return 'answered'
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'disconnected' ? 'dropped' : 'refused'
    }
  }

  /** Whether what is asked for comes: over the socket, or over HTTP in its place. */
  get #isAnswered(): boolean {
    const around = this.#container.closest('[data-live]')
    return around?.getAttribute('data-live') === 'connected' || around?.hasAttribute('data-live-http') === true
  }

  #cursor(edge: Edge): SortKey | undefined {
    return reachOf(this.#container, rowsOf(this.#container), edge)
  }

  #isNear(edge: Edge): boolean {
    const extent = extentOf(this.#container)
    if (!extent) return false
    const view = viewOf(scrollerOf(this.#container))
    const ahead = (view.bottom - view.top) * SCREENS_AHEAD
    return extent[edge] > view.top - ahead && extent[edge] < view.bottom + ahead
  }

  #clicked(event: Event): void {
    const control = event.target instanceof Element ? event.target.closest('[data-load]') : null
    if (control?.closest('[live-window]') !== this.#container) return
    event.preventDefault()
    void this.load(control.getAttribute('data-load') as Edge)
  }

  #state(edge: Edge): string | null {
    return this.#container.getAttribute(`data-loading-${edge}`)
  }

  #setState(edge: Edge, state: 'loading' | 'failed' | null): void {
    if (state) this.#container.setAttribute(`data-loading-${edge}`, state)
    else this.#container.removeAttribute(`data-loading-${edge}`)
  }
}
