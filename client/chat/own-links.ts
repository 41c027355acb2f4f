/**
 * Links in messages to this very Rill. A row does not know the host that it is read at, so that it is rendered with a
 * link to a new tab like any other; here such a link opens in place, over the connection that is there.
 */
import { closestTo } from './room-elements.ts'

/** The live pages that people link to. */
const PAGES = /^\/(?:rooms(?:\/\d+)?|search)$/

export function startOwnLinks(root: Element): void {
  // In the capture phase: before the runtime decides what the click does.
  root.addEventListener('click', ({ target }) => openInPlace(closestTo(target, '[data-body] a')), { capture: true })
}

function openInPlace(link: HTMLElement | null): void {
  if (!(link instanceof HTMLAnchorElement)) return
  if (link.origin !== location.origin || !PAGES.test(link.pathname)) return
  link.removeAttribute('target')
  link.setAttribute('live-link', link.pathname === location.pathname ? 'patch' : 'navigate')
}
