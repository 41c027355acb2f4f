/** The parts of a room's page. */
import type { Edge } from '../probe.ts'

export function list(): HTMLElement {
  return document.getElementById('messages')!
}

export function scroller(): Element {
  return document.querySelector('.scroller')!
}

/** Pixels that can still be scrolled down. */
export function toEnd(): number {
  const { scrollHeight, clientHeight, scrollTop } = scroller()
  return scrollHeight - clientHeight - scrollTop
}

/** Messages that the server has, in order. */
export function rows(): HTMLElement[] {
  return Array.from(list().querySelectorAll<HTMLElement>(':scope > article[id]'))
}

/** Pixels of rows beyond what is in sight. */
export function beyond(edge: Edge): number {
  const view = scroller().getBoundingClientRect()
  return edge === 'start'
    ? view.top - rows()[0]!.getBoundingClientRect().top
    : rows().at(-1)!.getBoundingClientRect().bottom - view.bottom
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()))
}

/** What was changed before has been painted then. */
export async function twoFrames(): Promise<void> {
  await nextFrame()
  await nextFrame()
}
