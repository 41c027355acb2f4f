/**
 * Scrolling boxes, whichever way their content runs: one with `flex-direction: column-reverse` rests at its end and
 * counts backwards from there.
 */

/** How near to its end, in pixels, a reader still counts as being there. */
const NEAR = 40

/** The element whose scrolling moves this one: an ancestor, or the page. */
export function scrollerOf(element: Element): Element {
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (/auto|scroll|overlay/.test(getComputedStyle(box).overflowY)) return box
  }
  return document.scrollingElement ?? document.documentElement
}

/** What of the screen a scroller shows, in viewport coordinates. */
export function viewOf(scroller: Element): { readonly top: number; readonly bottom: number } {
  if (scroller === document.scrollingElement) return { top: 0, bottom: innerHeight }
  return scroller.getBoundingClientRect()
}

function isReversed(scroller: Element): boolean {
  return getComputedStyle(scroller).flexDirection === 'column-reverse'
}

/** Pixels between what is shown and the end of the content. */
export function distanceToEnd(scroller: Element): number {
  const { scrollTop, scrollHeight, clientHeight } = scroller
  return isReversed(scroller) ? -scrollTop : scrollHeight - clientHeight - scrollTop
}

export function isAtEnd(scroller: Element): boolean {
  return distanceToEnd(scroller) <= NEAR
}

export function scrollToEnd(scroller: Element): void {
  scroller.scrollTop = isReversed(scroller) ? 0 : scroller.scrollHeight
}

/** The scroll events of the page itself go to the document. */
export function scrollTarget(scroller: Element): EventTarget {
  return scroller === document.scrollingElement ? document : scroller
}
