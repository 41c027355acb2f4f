/** The browser's part of the search page, and the keyboard's way to it. */
import { rowsOf } from '../live/container.ts'
import { equipEdge } from './history-edges.ts'
import { localizeTime } from './local-time.ts'

export function startSearch(root: Element): void {
  root.addEventListener('live:rows', ({ target }) => {
    if (target === hitList()) dressHits(hitList()!)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return
    event.preventDefault()
    const field = document.querySelector<HTMLInputElement>('#search-form input[type="search"]')
    if (field) field.select()
    else document.getElementById('search-link')?.click()
  })
}

/** Makes the page ready, if it is the search page. */
export function openSearch(): void {
  const hits = hitList()
  if (!hits) return
  equipEdge(hits, 'end', 'Older results')
  dressHits(hits)
}

function hitList(): HTMLElement | null {
  return document.getElementById('hits')
}

/** Hits are of many days, so each has its date. */
function dressHits(hits: Element): void {
  for (const row of rowsOf(hits)) for (const time of row.querySelectorAll('time')) localizeTime(time, 'date')
}
