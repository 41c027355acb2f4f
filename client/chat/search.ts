/** The browser's part of the search page, and the keyboard's way to it. */
import { rowsOf } from '../live/container.ts'
import { isShortcut } from '../live/keys.ts'
import { onEscape } from './escape.ts'
import { equipEdge } from './history-edges.ts'
import { localizeTime } from './local-time.ts'
import { isTouch } from './text-field.ts'

export function startSearch(root: Element): void {
  root.addEventListener('live:rows', ({ target }) => {
    if (target === hitList()) dressHits(hitList()!)
  })
  root.addEventListener('submit', ({ target }) => {
    if (target instanceof HTMLElement && target.id === 'search-form' && isTouch()) putKeyboardAway()
  })
  document.addEventListener('keydown', (event) => {
    if (!isShortcut(event, 'k') || event.shiftKey || document.querySelector('dialog[open]')) return
    event.preventDefault()
    const field = document.getElementById('search-field')
    if (!(field instanceof HTMLInputElement)) return document.getElementById('search-link')?.click()
    field.focus()
    field.select()
  })
  onEscape('search', emptyField)
}

/** Makes the page ready, if it is the search page. */
export function openSearch(): void {
  const hits = hitList()
  if (!hits) return
  equipEdge(hits, 'start', 'Newer results')
  equipEdge(hits, 'end', 'Older results')
  dressHits(hits)
}

/** Loads the page with all its hits, if they are still to come: without a socket nothing can be streamed into the page. */
export function loadWholeSearch(): void {
  const link = document.querySelector<HTMLAnchorElement>('#search-notice a.without-script')
  if (link) location.replace(link.href)
}

export function hitList(): HTMLElement | null {
  return document.getElementById('hits')
}

/** Empties the search field if the focus is in it. */
function emptyField(): boolean {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) || field.id !== 'search-field' || field.value === '') return false
  field.value = ''
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return true
}

/** It would cover the results. */
function putKeyboardAway(): void {
  document.querySelector<HTMLElement>('.search-scroller')?.focus({ preventScroll: true })
}

/** Hits are of many days, so each has its date. */
function dressHits(hits: Element): void {
  for (const row of rowsOf(hits)) for (const time of row.querySelectorAll('time')) localizeTime(time, 'date')
}
