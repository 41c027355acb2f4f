/**
 * Adds to rows, which are the same for everybody, what depends on the reader or on the row before: local times, day
 * separators, whose message it is, and for rows that arrive later which ones begin a group. All of it is done before the
 * rows are painted, and only for rows that are new, changed, or stand after another row than before.
 */
import { beginsGroup, type Grouped } from '../../server/chat/message-groups.ts'
import { afterRows, rowsOf } from '../live/container.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { dayNumber, localizeTime, showDay } from './local-time.ts'
import { isOwn } from './person.ts'
import { messageList } from './room-elements.ts'
import { finishText } from './shown-text.ts'
import { copyOf } from './template.ts'

/** Dresses every message of a list. */
export function dressMessages(container: Element): void {
  for (const message of [...rowsOf(container), ...messagesBelow(container)]) dress(message)
}

export function startMessageList(root: Element): void {
  root.addEventListener('live:rows', (event) => {
    if (!(event.target instanceof Element) || event.target.id !== 'messages') return
    const { restacked, updated } = (event as CustomEvent<RowsChanged>).detail
    for (const row of new Set([...restacked, ...updated])) dress(row)
  })
  dressAtMidnight()
}

/** Gives a message everything that depends on the reader and on the message before it. */
export function dress(message: Element): void {
  const before = messageBefore(message)
  const at = sentAt(message)
  const beginsDay = !before || dayNumber(sentAt(before)) !== dayNumber(at)
  localizeTimes(message, at)
  message.toggleAttribute('data-own', isOwn(message))
  // A day that begins inside a group gives it no second head: the server does not know the reader's days, and a head that
  // came after the first paint would move the rows.
  message.toggleAttribute('data-head', !before || beginsGroup(grouped(message), grouped(before)))
  message.toggleAttribute('data-day', beginsDay)
  separateDays(message, beginsDay ? at : null)
  finishText(message)
}

/** Messages that have no row yet stand right below the rows, in the order in which they were sent. */
export function messagesBelow(container: Element): HTMLElement[] {
  const messages: HTMLElement[] = []
  for (let node = afterRows(container); node; node = node.nextSibling) {
    if (node instanceof HTMLElement && node.matches('article[data-outgoing]')) messages.push(node)
  }
  return messages
}

function messageBefore({ previousElementSibling: before }: Element): Element | null {
  return before?.matches('article') ? before : null
}

/** Time at which a message was sent. */
function sentAt(message: Element): Date {
  return new Date(message.querySelector('time')?.dateTime ?? Number.NaN)
}

function grouped(message: Element): Grouped {
  return { authorId: Number(message.getAttribute('data-author-id')), at: sentAt(message).getTime() }
}

/** An edit on another day than the message tells its day, too. */
function localizeTimes(message: Element, sent: Date): void {
  for (const time of message.querySelectorAll('time')) {
    localizeTime(time, dayNumber(new Date(time.dateTime)) === dayNumber(sent) ? 'clock' : 'date')
  }
}

function separateDays(message: Element, day: Date | null): void {
  const present = message.querySelector(':scope > .day-separator')
  if (day === null) return present?.remove()
  const separator = present ?? copyOf('day-separator-template')
  showDay(separator.firstElementChild as HTMLElement, day)
  if (!present) message.prepend(separator)
}

/** "Today" becomes "Yesterday" at midnight, also in a tab that slept through it. */
function dressAtMidnight(): void {
  let today = dayNumber(new Date())
  setInterval(() => {
    const container = messageList()
    if (dayNumber(new Date()) === today || !container) return
    today = dayNumber(new Date())
    dressMessages(container)
  }, 30_000)
}
