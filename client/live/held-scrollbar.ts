/**
 * Tells whether the reader drags the scrollbar of a scroller. Chromium reckons each move of such a drag from where it
 * began, and notices by a change of the content's length that the content has moved meanwhile. A page of rows that comes
 * at one end just as one as long goes at the other leaves the length as it was, and the next move throws the reader by
 * that page. So a window only grows during a drag.
 */
import { scrollerOf } from './scroller.ts'

/** The element whose scrollbar the reader drags. */
let held: EventTarget | null = null

/** Whether the reader drags the scrollbar of what scrolls a container. */
export function isScrollbarHeld(container: Element): boolean {
  if (held === null) return false
  const scroller = scrollerOf(container)
  return held === scroller || (held === document.documentElement && scroller === document.scrollingElement)
}

/** A press beside what an element shows is one on its vertical scrollbar. */
function press({ target, offsetX, pointerType }: PointerEvent): void {
  const isBeside = target instanceof Element && (offsetX < 0 || offsetX >= target.clientWidth)
  held = pointerType === 'mouse' && isBeside ? target : null
}

/** Not every browser tells that a scrollbar is let go, but a mouse that moves says which buttons are down. */
function move({ buttons }: PointerEvent): void {
  if (buttons === 0) held = null
}

function release(): void {
  held = null
}

const CAPTURED = { capture: true, passive: true }

/** Begins to follow the pointer. To be called once. */
export function followScrollbars(): void {
  document.addEventListener('pointerdown', press, CAPTURED)
  document.addEventListener('pointermove', move, CAPTURED)
  for (const type of ['pointerup', 'pointercancel', 'mouseup']) document.addEventListener(type, release, CAPTURED)
  addEventListener('blur', release)
}
