/**
 * Loads the page beyond an end of a window when the reader comes near it: `live-viewport-top` and
 * `live-viewport-bottom` name the events, whose cursor is the sort key of the outermost row. One request for one end
 * at a time, none where the end is known to be the last, and none while there is no connection.
 *
 * `data-loading-start`, `data-loading-end` on the container: "loading" or "failed", for the style sheet.
 */
import { rowsOf, traits } from './container.ts'
import { scrollerOf, scrollTarget, viewOf } from './scroller.ts'
import type { Edge } from './stream-window.ts'

/** How many screens ahead of the reader pages are asked for. */
const SCREENS_AHEAD = 1.5

const EVENT_ATTRIBUTE = { start: 'live-viewport-top', end: 'live-viewport-bottom' } as const

export type Push = (name: string, payload: unknown) => Promise<unknown>

export class Viewport {
  readonly #container: Element
  readonly #scroller: Element
  readonly #push: Push
  readonly #resizes: ResizeObserver
  readonly #check = () => this.check()
  readonly #retry = (event: Event) => this.#onRetry(event)

  constructor(container: Element, push: Push) {
    this.#container = container
    this.#scroller = scrollerOf(container)
    this.#push = push
    scrollTarget(this.#scroller).addEventListener('scroll', this.#check, { passive: true })
    container.addEventListener('click', this.#retry)
    this.#resizes = new ResizeObserver(this.#check)
    this.#resizes.observe(container)
    this.#resizes.observe(this.#scroller)
  }

  stop(): void {
    this.#resizes.disconnect()
    scrollTarget(this.#scroller).removeEventListener('scroll', this.#check)
    this.#container.removeEventListener('click', this.#retry)
  }

  /** Asks for what the reader will want next. Also to be called after a reconnect. */
  check(): void {
    for (const edge of ['start', 'end'] as const) if (this.#wants(edge)) void this.load(edge)
  }

  /** Asks for the page beyond an end; what failed before is tried again. */
  async load(edge: Edge): Promise<void> {
    const rows = rowsOf(this.#container)
    const row = edge === 'start' ? rows[0] : rows.at(-1)
    // Without a row, all of them deleted perhaps, there is nothing to go on from.
    const event = this.#container.getAttribute(row ? EVENT_ATTRIBUTE[edge] : 'live-window-newest')
    if (!event || this.#state(edge) === 'loading') return
    this.#setState(edge, 'loading')
    try {
      await this.#push(event, row ? { cursor: traits.keyOf(row) } : null)
      this.#setState(edge, null)
    } catch (error) {
      const dropped = error instanceof Error && 'code' in error && error.code === 'disconnected'
      this.#setState(edge, dropped ? null : 'failed')
      return
    }
    this.check()
  }

  #wants(edge: Edge): boolean {
    if (this.#container.getAttribute(`data-${edge}`) !== 'more' || this.#state(edge) !== null) return false
    if (document.documentElement.dataset.live !== 'connected') return false
    const rows = this.#container.getBoundingClientRect()
    const view = viewOf(this.#scroller)
    const ahead = (view.bottom - view.top) * SCREENS_AHEAD
    return edge === 'start' ? view.top - rows.top < ahead : rows.bottom - view.bottom < ahead
  }

  #onRetry(event: Event): void {
    const control = event.target instanceof Element ? event.target.closest('[data-load]') : null
    if (!control) return
    event.preventDefault()
    this.#setState(control.getAttribute('data-load') as Edge, null)
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
