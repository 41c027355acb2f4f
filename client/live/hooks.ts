/**
 * Hooks: code of the browser that goes with elements of the page. A template writes `live-hook="NAME"` on an element with
 * an id; the client is given a function for each name, which makes the hook of one element. Names and meanings are those
 * of Phoenix LiveView's client hooks.
 */
import { elementsOf } from './view-root.ts'

export interface Hook {
  /** The element has come into the page, with what it holds. */
  mounted?(): void
  /** A patch has changed the element, or something in it. */
  updated?(): void
  /** The element has left the page. */
  destroyed?(): void
  /** The view is not live any more; the element stays. */
  disconnected?(): void
  /** The view is live again. */
  reconnected?(): void
}

/** What a hook can do beside changing its element. */
export interface HookContext {
  /**
   * Sends an event to the view of the element; resolves with its reply. Rejects with a RequestError, whose code is
   * "disconnected" once the page was left.
   */
  push(name: string, payload: unknown): Promise<unknown>
}

export type HookFactory = (element: HTMLElement, context: HookContext) => Hook

export type Hooks = Readonly<Record<string, HookFactory>>

interface Mounted {
  readonly name: string
  readonly hook: Hook
}

/** The hooks of one view. */
export class HookRunner {
  readonly #root: Element
  readonly #factories: Hooks
  readonly #context: () => HookContext
  readonly #mounted = new Map<Element, Mounted>()
  /** Hooks whose elements the present frame has changed. */
  readonly #changed = new Set<Element>()
  /** What changed in the page; null when there are no hooks, so that they cost nothing then. */
  readonly #observer: MutationObserver | null

  /** `context`: gives that of the page which is shown; hooks of a page that was left keep theirs. */
  constructor(root: Element, factories: Hooks, context: () => HookContext) {
    this.#root = root
    this.#factories = factories
    this.#context = context
    this.#observer = Object.keys(factories).length > 0 ? new MutationObserver(() => undefined) : null
    this.#observer?.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
  }

  /** What has changed up to now was no patch. */
  ignoreChanges(): void {
    this.#observer?.takeRecords()
  }

  /** What has changed since was a patch. */
  takeChanges(): void {
    for (const { target } of this.#observer?.takeRecords() ?? []) {
      for (let node: Node | null = target; node && node !== this.#root; node = node.parentNode) {
        if (node instanceof Element && this.#mounted.has(node)) this.#changed.add(node)
      }
    }
  }

  /** After a patch: tells each hook what became of its element, once. */
  settle(): void {
    if (!this.#observer) return
    const present = new Set(elementsOf(this.#root, '[live-hook]'))
    for (const [element, { name, hook }] of this.#mounted) {
      if (present.has(element) && nameOn(element) === name) continue
      this.#mounted.delete(element)
      call(() => hook.destroyed?.())
    }
    for (const element of present) {
      const known = this.#mounted.get(element)
      if (!known) this.#mount(element)
      else if (this.#changed.has(element)) call(() => known.hook.updated?.())
    }
    this.#changed.clear()
    // What the hooks themselves have changed.
    this.ignoreChanges()
  }

  /** The view is not in the page any more. */
  leave(): void {
    this.#observer?.disconnect()
    for (const { hook } of this.#mounted.values()) call(() => hook.destroyed?.())
    this.#mounted.clear()
  }

  /** The view is not live any more. */
  disconnected(): void {
    for (const { hook } of this.#mounted.values()) call(() => hook.disconnected?.())
  }

  /** The view is live again. */
  reconnected(): void {
    for (const { hook } of this.#mounted.values()) call(() => hook.reconnected?.())
  }

  #mount(element: Element): void {
    const name = nameOn(element)
    const make = this.#factories[name]
    // Also where there will be none: it is tried once.
    this.#mounted.set(element, { name, hook: {} })
    if (!make || element.id === '' || !(element instanceof HTMLElement)) {
      console.error(make ? `An element with live-hook="${name}" lacks an id.` : `There is no hook "${name}".`, element)
      return
    }
    call(() => {
      const hook = make(element, this.#context())
      this.#mounted.set(element, { name, hook })
      hook.mounted?.()
    })
  }
}

function nameOn(element: Element): string {
  return element.getAttribute('live-hook') ?? ''
}

/** A hook that fails is reported as any error of the page is; patches and other hooks go on. */
function call(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    reportError(error)
  }
}
