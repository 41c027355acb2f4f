/** The windows of one view: keeps the reader's place in each, bounds it, and lets it ask for what it lacks. */
import { rowsOf, traits } from './container.ts'
import { ReadingPlace } from './reading-place.ts'
import { tellUnloaded } from './row-change.ts'
import { Surroundings } from './surroundings.ts'
import { elementsOf } from './view-root.ts'
import { type Push, Viewport } from './viewport.ts'
import { trimWindow } from './window-trim.ts'

/** What the browser keeps beside one windowed container. */
interface Watched {
  readonly place: ReadingPlace
  readonly viewport: Viewport
  readonly surroundings: Surroundings
}

export class Windows {
  readonly #root: Element
  readonly #push: Push
  readonly #watched = new Map<Element, Watched>()

  constructor(root: Element, push: Push) {
    this.#root = root
    this.#push = push
  }

  /** The place of the reader in a container. */
  placeIn(container: Element): ReadingPlace | undefined {
    return this.#watched.get(container)?.place
  }

  /** Sort key of the row that the reader is at; null at the newest, and in what is no window. */
  keyAtReader(container: Element): number | string | null {
    const bookmark = this.placeIn(container)?.bookmark
    const row = bookmark && rowsOf(container).find(({ id }) => id === bookmark.row)
    return row ? traits.keyOf(row) : null
  }

  /** Begins to look after the windows that are in the page, and ceases to look after those that are not. */
  watch(): void {
    for (const container of this.#watched.keys()) {
      if (!container.isConnected || !container.hasAttribute('live-window')) this.#leave(container)
    }
    for (const container of elementsOf(this.#root, '[live-window]')) {
      if (!this.#watched.has(container)) this.#watched.set(container, this.#lookAfter(container))
    }
  }

  /** Ceases to look after all of them. */
  stop(): void {
    for (const container of this.#watched.keys()) this.#leave(container)
  }

  /** Lets go of all rows: another page comes. */
  unload(): void {
    for (const container of this.#watched.keys()) tellUnloaded(container, rowsOf(container))
  }

  /** To be called before rows change. */
  remember(): void {
    for (const { place } of this.#watched.values()) place.keep()
  }

  /** After a change: puts the reader back, lets go what is far from there, and asks for what is near and lacking. */
  settle(): void {
    for (const [container, { place, viewport }] of this.#watched) {
      place.keep()
      const unloaded = trimWindow(container)
      if (unloaded.length > 0) {
        tellUnloaded(container, unloaded)
        place.keep()
      }
      viewport.check()
    }
  }

  /** Lets every window ask for what it lacks. */
  check(): void {
    for (const { viewport } of this.#watched.values()) viewport.check()
  }

  #leave(container: Element): void {
    const { place, viewport, surroundings } = this.#watched.get(container)!
    for (const part of [surroundings, place, viewport]) part.stop()
    this.#watched.delete(container)
  }

  #lookAfter(container: Element): Watched {
    const place = new ReadingPlace(container)
    const viewport = new Viewport(container, this.#push)
    const surroundings = new Surroundings(container, {
      onScroll: () => {
        place.keep()
        viewport.check()
      },
      onResize: () => {
        place.keep()
        // Later, because what shows that a page is on its way has a size itself.
        requestAnimationFrame(() => viewport.check())
      },
    })
    return { place, viewport, surroundings }
  }
}
