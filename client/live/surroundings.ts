/**
 * Tells when what a reader sees of a container may have changed: when something around it is scrolled, and when the
 * size of something around it, in it or beside it changes, because an image has come, say.
 */
export interface SurroundingsListener {
  onScroll(): void
  /** Between layout and paint: what is put right here was never seen wrong. */
  onResize(): void
}

export class Surroundings {
  readonly #container: Element
  readonly #listener: SurroundingsListener
  readonly #sizes: ResizeObserver
  readonly #children: MutationObserver
  readonly #onScroll = ({ target }: Event) => {
    if (target instanceof Node && target.contains(this.#container)) this.#listener.onScroll()
  }

  constructor(container: Element, listener: SurroundingsListener) {
    this.#container = container
    this.#listener = listener
    this.#sizes = new ResizeObserver(() => listener.onResize())
    this.#children = new MutationObserver((records) => this.#follow(records))
    document.addEventListener('scroll', this.#onScroll, { capture: true, passive: true })
    // A box that scrolls keeps its size whatever becomes of its content, so what stands in it is observed too.
    for (let box: Element | null = container; box; box = box.parentElement) {
      this.#sizes.observe(box)
      for (const child of box.children) this.#sizes.observe(child)
      this.#children.observe(box, { childList: true })
    }
  }

  /** Looks no more. */
  stop(): void {
    document.removeEventListener('scroll', this.#onScroll, { capture: true })
    this.#sizes.disconnect()
    this.#children.disconnect()
  }

  #follow(records: readonly MutationRecord[]): void {
    for (const { removedNodes, addedNodes } of records) {
      for (const node of removedNodes) if (node instanceof Element) this.#sizes.unobserve(node)
      for (const node of addedNodes) if (node instanceof Element && node.isConnected) this.#sizes.observe(node)
    }
  }
}
