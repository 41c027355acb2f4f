/**
 * Scrolling boxes, whichever way their content runs: one with `flex-direction: column-reverse` rests at its end and
 * counts backwards from there.
 */

/** Pixels below a list, padding mostly, that are shown together with its end. */
const LITTLE = 40

/**
 * The box that scrolls what a container holds: the innermost around it, itself included, that has more than it shows;
 * else the page. It may be another one when rows have come or gone.
 */
export function scrollerOf(container: Element): Element {
  const page = pageScroller()
  for (let box: Element | null = container; box && box !== page; box = box.parentElement) {
    // A pixel may be due to rounding. A box made to scroll sideways can scroll both ways, but has nothing to show.
    if (box.scrollHeight - box.clientHeight > 1 && canScroll(box)) return box
  }
  return page
}

function pageScroller(): Element {
  return document.scrollingElement ?? document.documentElement
}

function canScroll(box: Element): boolean {
  // What is said of the body's overflow concerns the page, unless the root element has one of its own.
  const speaksForPage = box === document.body && overflowOf(document.documentElement) === 'visible'
  return !speaksForPage && /auto|scroll/.test(overflowOf(box))
}

function overflowOf(box: Element): string {
  return getComputedStyle(box).overflowY
}

/** What of the screen a scroller shows its content in, in viewport coordinates. */
export function viewOf(scroller: Element): { readonly top: number; readonly bottom: number } {
  const top = scroller === pageScroller() ? 0 : scroller.getBoundingClientRect().top + scroller.clientTop
  return { top, bottom: top + scroller.clientHeight }
}

/** Whether a scroller rests at its end and counts backwards from there. */
export function isReversed(scroller: Element): boolean {
  return getComputedStyle(scroller).flexDirection === 'column-reverse'
}

/** Pixels between what is shown and the end of the content. */
export function distanceToEnd(scroller: Element): number {
  const { scrollTop, scrollHeight, clientHeight } = scroller
  return isReversed(scroller) ? -scrollTop : scrollHeight - clientHeight - scrollTop
}

/** Pixels between the beginning of the content and what is shown. */
export function distanceToStart(scroller: Element): number {
  return scroller.scrollHeight - scroller.clientHeight - distanceToEnd(scroller)
}

/** Pixels between what a scroller shows and the end of a list in it; negative when that end is in sight. */
export function distanceToEndOf(container: Element, scroller: Element): number {
  const toEnd = distanceToEnd(scroller)
  if (container === scroller) return toEnd
  const distance = container.getBoundingClientRect().bottom - viewOf(scroller).bottom
  return toEnd - distance <= LITTLE ? toEnd : distance
}

/** Scrolls at once to where so many pixels are left to the end of the content. */
export function scrollToEnd(scroller: Element, left: number): void {
  const top = isReversed(scroller) ? -left : scroller.scrollHeight - scroller.clientHeight - left
  scroller.scrollTo({ top, behavior: 'instant' })
}

/** Scrolls at once, also where the style sheet asks for smooth scrolling. */
export function scrollBy(scroller: Element, pixels: number): void {
  scroller.scrollBy({ top: pixels, behavior: 'instant' })
}
