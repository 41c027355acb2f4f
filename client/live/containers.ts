/**
 * Where the rows of each stream of one view stand. The server forgets rows once they are sent, so those of a container
 * that the view hides are kept here, and go on being changed, until it is shown again.
 */
import { hiddenContainer, reconcile, rowsFor, rowsOf } from './container.ts'
import { beginAnew, WINDOW_ATTRIBUTES } from './stream-window.ts'
import { elementsOf } from './view-root.ts'

export class Containers {
  readonly #root: Element
  readonly #hidden = new Map<string, Element>()

  constructor(root: Element) {
    this.#root = root
  }

  /** The containers in the page, by stream. */
  get shown(): Map<string, Element> {
    return new Map(elementsOf(this.#root, '[live-stream]').map((container) => [streamOf(container), container]))
  }

  /** The container of a stream: in the page, in one of the rows that are about to come into it, or hidden. */
  find(stream: string, comingRows: Iterable<Element>): Element {
    const selector = `[live-stream="${CSS.escape(stream)}"]`
    const [shown] = elementsOf(this.#root, selector)
    if (shown) return shown
    for (const row of comingRows) {
      const coming = row.querySelector(selector)
      if (coming) return coming
    }
    const hidden = this.#hidden.get(stream) ?? hiddenContainer(stream)
    this.#hidden.set(stream, hidden)
    return hidden
  }

  /** Changes the page, keeping the rows of containers that it hides. */
  keepWhile(change: () => void): void {
    const before = this.shown
    change()
    for (const [stream, container] of before) {
      if (streamOf(container) !== stream) this.#hidden.set(stream, emptied(container, stream))
      else if (!container.isConnected) this.#hidden.set(stream, container)
    }
    this.show()
  }

  /** Puts the rows of hidden containers into those of the page that are theirs. */
  show(): void {
    if (this.#hidden.size === 0) return
    for (const [stream, container] of this.shown) {
      const hidden = this.#hidden.get(stream)
      if (!hidden || hidden === container) continue
      this.#hidden.delete(stream)
      reconcile(container, rowsFor(container, hidden))
      for (const name of WINDOW_ATTRIBUTES) {
        const reached = hidden.getAttribute(name)
        if (reached !== null) container.setAttribute(name, reached)
      }
    }
  }

  /** Another page comes, whose streams are others. */
  forget(): void {
    this.#hidden.clear()
  }
}

/** Takes the rows out of a container that is another stream's now; answers with one that holds them. */
function emptied(container: Element, stream: string): Element {
  const hidden = hiddenContainer(stream, container)
  const size = container.getAttribute('live-window')
  if (size !== null) hidden.setAttribute('live-window', size)
  reconcile(hidden, rowsOf(container))
  for (const name of WINDOW_ATTRIBUTES) {
    const reached = container.getAttribute(name)
    if (reached !== null) hidden.setAttribute(name, reached)
    container.removeAttribute(name)
  }
  beginAnew(container)
  return hidden
}

function streamOf(container: Element): string {
  return container.getAttribute('live-stream') ?? ''
}
