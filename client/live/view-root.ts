/**
 * Which view an element belongs to: that of the nearest root above it. One view's page may hold the root of another,
 * and the two may use the same ids and the same names of streams.
 */
const ROOT = '[data-live-root]'

/** Whether an element is part of the view with this root, and not of one that is embedded in it. */
export function belongsTo(root: Element, element: Element): boolean {
  return element.parentElement?.closest(ROOT) === root
}

/** The elements of a view that a selector finds. */
export function elementsOf(root: Element, selector: string): Element[] {
  return Array.from(root.querySelectorAll(selector)).filter((element) => belongsTo(root, element))
}

/** The element of a view that has this id. */
export function elementById(root: Element, id: string): Element | undefined {
  return elementsOf(root, `[id="${CSS.escape(id)}"]`)[0]
}
