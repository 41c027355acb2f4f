/** Which clicks go over the socket, and which are the browser's own affair. */

export type How = 'patch' | 'navigate'

/**
 * The `live-link` that a click is to follow. Null when it is none, or when the browser does more than to show another
 * page of this origin in this tab: opens a tab or a window, saves, goes to another origin or to a place within the page.
 */
export function linkClicked(
  event: MouseEvent,
): { readonly how: How; readonly url: string; readonly hash: string } | null {
  if (event.defaultPrevented || event.button !== 0) return null
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[live-link]') : null
  if (!link || link.origin !== location.origin || link.hasAttribute('download')) return null
  if (link.target && link.target !== '_self') return null
  const url = pathOf(link)
  if (link.href.includes('#') && url === pathOf(location)) return null
  return { how: link.getAttribute('live-link') as How, url, hash: link.hash }
}

/** Path and query. */
export function pathOf({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  return pathname + search
}
