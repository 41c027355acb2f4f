/**
 * Idiomorph tells elements apart by their ids, which it looks for in all of the element that it morphs. The views that are
 * embedded there may use the same ids, so they are kept out of its sight.
 */
const EMBEDDED = '[live-embed]'

/** Calls with an element that finds no elements of embedded views in itself. */
export function withoutEmbedded<Result>(element: Element, morph: () => Result): Result {
  if (!element.querySelector(EMBEDDED)) return morph()
  const own = (selector: string) =>
    Array.from(Element.prototype.querySelectorAll.call(element, selector)).filter((each) => !isEmbedded(each, element))
  const methods = { querySelectorAll: own, querySelector: (selector: string) => own(selector)[0] ?? null }
  Object.assign(element, methods)
  try {
    return morph()
  } finally {
    for (const name of Object.keys(methods)) Reflect.deleteProperty(element, name)
  }
}

function isEmbedded(element: Element, root: Element): boolean {
  const embedded = element.parentElement?.closest(EMBEDDED)
  return embedded !== root && root.contains(embedded ?? null)
}
