/**
 * Turns a scroller with `flex-direction: column-reverse` into one that counts from its beginning. Such a scroller rests
 * at its end before any script runs, but rows put in front of its content move the origin that it counts from, and a
 * browser then carries on a scroll that is under way (an animated wheel, the compositor's next delta) from the wrong
 * place, by the height of those rows. Where positions count from the beginning, one correction shifts both.
 *
 * The direction is set as an inline style, which patches leave alone. A scroller with several elements in it would show
 * them in another order, so it stays as it is.
 */
import { distanceToEnd, isReversed, scrollToEnd } from './scroller.ts'

/** Each turned scroller, with the element that it scrolls. */
const turned = new WeakMap<HTMLElement, HTMLElement>()

/** Makes a reversed scroller count from its beginning, at the same place. Does nothing to any other. */
export function standUpright(scroller: Element): void {
  if (!(scroller instanceof HTMLElement) || !isReversed(scroller)) return
  const [content, ...others] = scroller.children
  if (!(content instanceof HTMLElement) || others.length > 0) return
  const toEnd = distanceToEnd(scroller)
  scroller.style.flexDirection = 'column'
  // Content that is shorter than the scroller still stands at its end.
  content.style.marginBlockStart = 'auto'
  turned.set(scroller, content)
  scrollToEnd(scroller, toEnd)
}

/** Gives a scroller the direction of its style sheet again, at the same place. */
export function standAsStyled(scroller: Element): void {
  const content = scroller instanceof HTMLElement && turned.get(scroller)
  if (!content) return
  const toEnd = distanceToEnd(scroller)
  turned.delete(scroller)
  scroller.style.flexDirection = ''
  content.style.marginBlockStart = ''
  scrollToEnd(scroller, toEnd)
}
