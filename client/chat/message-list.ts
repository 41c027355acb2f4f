/**
 * What makes a list of messages out of rows that are the same for everybody: day separators, messages of one author in
 * groups, local times, and whose message it is.
 */
import { rowsOf } from '../live/container.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { dayName, dayNumber, localizeTime } from './local-time.ts'
import { isOwn } from './person.ts'
import { messageList } from './room-elements.ts'
import { copyOf } from './template.ts'

/** Messages of one author that are no farther apart than this stand under one name. */
const GROUP_GAP = 5 * 60_000

/** What each row was last dressed for: the row before it. */
const dressedAfter = new WeakMap<Element, Element | null>()

/** Dresses the rows that are new, changed, or stand after another row than before. */
export function dressRows(container: Element, updated: ReadonlySet<Element> = new Set()): void {
  let before: Element | null = null
  container.toggleAttribute('data-grouped', true)
  for (const row of rowsOf(container)) {
    if (dressedAfter.get(row) !== before || updated.has(row)) dress(row, before)
    dressedAfter.set(row, before)
    before = row
  }
}

export function startMessageList(root: Element): void {
  root.addEventListener('live:rows', (event) => {
    if (event.target instanceof Element && event.target.id === 'messages') {
      dressRows(event.target, (event as CustomEvent<RowsChanged>).detail.updated)
    }
  })
  dressAtMidnight()
}

/** Time at which a message was sent. */
export function sentAt(message: Element): Date {
  return new Date(message.querySelector('time')?.dateTime ?? Number.NaN)
}

/** Gives a row everything that depends on the reader and on the row before it. */
export function dress(row: Element, before: Element | null): void {
  const at = sentAt(row)
  const beginsDay = !before || dayNumber(sentAt(before)) !== dayNumber(at)
  for (const time of row.querySelectorAll('time')) localizeTime(time)
  row.toggleAttribute('data-own', isOwn(row))
  row.toggleAttribute('data-head', beginsDay || !continues(row, before))
  row.toggleAttribute('data-day', beginsDay)
  separateDays(row, beginsDay ? dayName(at, new Date()) : null)
}

function continues(row: Element, before: Element): boolean {
  const sameAuthor = row.getAttribute('data-author-id') === before.getAttribute('data-author-id')
  return sameAuthor && sentAt(row).getTime() - sentAt(before).getTime() <= GROUP_GAP
}

function separateDays(row: Element, day: string | null): void {
  const present = row.querySelector(':scope > .day-separator')
  if (day === null) return present?.remove()
  const separator = present ?? copyOf('day-separator-template')
  const label = separator.firstElementChild!
  if (label.textContent !== day) label.textContent = day
  if (!present) row.prepend(separator)
}

/** "Today" becomes "Yesterday" at midnight, also in a tab that slept through it. */
function dressAtMidnight(): void {
  let today = dayNumber(new Date())
  setInterval(() => {
    const container = messageList()
    if (dayNumber(new Date()) === today || !container) return
    today = dayNumber(new Date())
    dressRows(container, new Set(rowsOf(container)))
  }, 30_000)
}
