/**
 * Reads new messages out, politely and once. The list itself is not a live region: pages of history, edits and the
 * confirmation of your own messages would all be read out.
 */
import type { RowsChanged } from '../live/row-change.ts'
import { isOwn } from './person.ts'

/** What arrives within this time is announced together. */
const BURST = 1_000

export function startAnnouncer(root: Element): void {
  let waiting: Element[] = []
  root.addEventListener('live:rows', (event) => {
    const { added } = (event as CustomEvent<RowsChanged>).detail
    const others = added.filter((row) => row.matches('#messages > article') && !isOwn(row))
    if (others.length === 0) return
    if (waiting.length === 0) setTimeout(announceWaiting, BURST)
    waiting.push(...others)
  })

  function announceWaiting(): void {
    announce(waiting.length === 1 ? spoken(waiting[0]!) : `${waiting.length} new messages`)
    waiting = []
  }
}

/** Has a screen reader say it when it has said everything else. */
export function announce(text: string): void {
  const region = document.getElementById('announcements')
  if (region) region.textContent = text
}

function spoken(message: Element): string {
  return `${message.querySelector('header b')?.textContent}: ${message.querySelector('[data-body]')?.textContent}`
}
