/**
 * Elements with `contenteditable`. No event tells a view what is written into one, so patches leave the content alone
 * until the view renders the same text.
 */
const EDITABLE = '[contenteditable]:not([contenteditable="false" i])'

const written = new WeakSet<Element>()

/** Notes that the person has written into the element, if it is editable. */
export function noteWriting(target: EventTarget | null): void {
  const host = target instanceof Element ? target.closest(EDITABLE) : null
  if (host) written.add(host)
}

/** Whether the content of an element stays as it was written when the element is made like newer HTML of it. */
export function keepsWriting(present: Element, next: Element): boolean {
  if (!written.has(present)) return false
  const isShown = present !== document.activeElement && textOf(present) === textOf(next)
  if (!isShown && next.matches(EDITABLE)) return true
  written.delete(present)
  return false
}

/** Whether the element stands inside of what was written. */
export function isInWriting(element: Element): boolean {
  const host = element.parentElement?.closest(EDITABLE)
  return host ? written.has(host) : false
}

/** Whether something was written inside of an element that the view has not rendered yet. */
export function holdsWriting(root: Element): boolean {
  return Array.from(root.querySelectorAll(EDITABLE)).some((element) => written.has(element))
}

function textOf(element: Element): string {
  return element.textContent.trim()
}
