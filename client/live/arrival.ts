/**
 * What a browser does by itself when it loads a page, done for one that comes over the socket: where it is scrolled to,
 * and what has focus. A page whose own scrollbar moves a window of rows is left to its reading place.
 */
import { presentEntry, remember } from './history-entry.ts'
import { scrollerOf } from './scroller.ts'

/** Milliseconds of rest after which the scroll position is remembered. Browsers allow few changes of the history. */
const REST = 100

/** Has each entry of the history know how far its page was scrolled. `isSteady`: no other page is on its way. */
export function startScrollMemory(isSteady: () => boolean): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  // The browser would scroll what is still there, before the page arrives to which the position belongs.
  const takeOver = () => {
    history.scrollRestoration = 'manual'
  }
  // A page that is loaded anew is the browser's to restore.
  const handBack = () => {
    history.scrollRestoration = 'auto'
  }
  takeOver()
  window.addEventListener('pagehide', handBack)
  window.addEventListener('pageshow', takeOver)
  window.addEventListener('scroll', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (isSteady()) rememberScroll()
    }, REST)
  })
}

/** To be called before the page is left, too: it may be so within the time of rest. */
export function rememberScroll(): void {
  remember({ scroll: window.scrollY })
}

/** Another view's page is there: it is scrolled to its beginning, or to where this entry of the history was left. */
export function presentPage(root: HTMLElement, { hash, isReturn }: { hash: string; isReturn: boolean }): void {
  if (!isWindow(root)) {
    window.scrollTo({ top: isReturn ? (presentEntry().scroll ?? 0) : 0, left: 0, behavior: 'instant' })
    if (!isReturn) scrollToTarget(hash)
  }
  focus(targetOf(hash) ?? root.querySelector<HTMLElement>('[autofocus]') ?? root.querySelector('h1') ?? root)
}

/** Scrolls to the place that an address names, if there is one. */
export function scrollToTarget(hash: string): void {
  targetOf(hash)?.scrollIntoView({ behavior: 'instant' })
}

function isWindow(root: HTMLElement): boolean {
  const containers = Array.from(root.querySelectorAll('[live-window]'))
  return containers.some((container) => scrollerOf(container) === document.scrollingElement)
}

function targetOf(hash: string): HTMLElement | null {
  const id = hash.slice(1)
  return id ? (document.getElementById(id) ?? document.getElementById(decoded(id))) : null
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** A heading takes no focus by itself; it can for as long as it has it. */
function focus(element: HTMLElement): void {
  element.focus({ preventScroll: true })
  if (document.activeElement === element) return
  element.tabIndex = -1
  element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true })
  element.focus({ preventScroll: true })
}
