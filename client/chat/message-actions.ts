/**
 * What one can do with a message: a toolbar in every message, and the keyboard's way to it. The list is one stop of
 * the tab key; up and down go from message to message, Enter into the toolbar, left and right along it, Escape back
 * (WAI-ARIA Authoring Practices, roving tabindex).
 */
import { rowsOf } from '../live/container.ts'
import { keyOf } from '../live/keys.ts'
import { confirmed } from './confirm.ts'
import { onEscape } from './escape.ts'
import { showFlash } from './flash.ts'
import { isOwn } from './person.ts'
import { closestTo, focusComposer, messageList } from './room-elements.ts'
import { copyOf } from './template.ts'

/** A message that has a row; what is unsent stands apart from the keyboard's way through the list. */
const ROW = '#messages > article[id]'

export interface MessageCommands {
  edit(message: HTMLElement): void
  delete(message: HTMLElement): void
}

/** Rows that have their toolbar: patches leave it there. */
const equipped = new WeakSet<Element>()

/** Gives every row its toolbar, and the list its one tab stop. */
export function equipRows(container: Element): void {
  const rows = rowsOf(container)
  for (const row of rows) {
    if (equipped.has(row)) continue
    equipped.add(row)
    row.append(toolbarFor(row))
    row.setAttribute('tabindex', '-1')
  }
  // While the focus is elsewhere, the way into the list leads to its newest message.
  const newest = rows.at(-1)
  if (newest instanceof HTMLElement && !container.contains(document.activeElement)) makeTabStop(newest)
}

/** Gives a message without a row the actions that it can have, or takes them away. */
export function equipUnsent(article: HTMLElement, isWanted: boolean): void {
  const present = article.querySelector(':scope > .message-actions')
  if (!isWanted) return present?.remove()
  if (present) return
  const toolbar = copyOf('message-actions-template')
  toolbar.querySelector('[data-action="copy-link"]')!.remove()
  article.append(toolbar)
}

export function startMessageActions(root: Element, commands: MessageCommands): void {
  root.addEventListener('live:rows', (event) => {
    if (!(event.target instanceof Element) || event.target.id !== 'messages') return
    equipRows(event.target)
    if (document.activeElement === document.body) focusNear(event.target)
  })
  root.addEventListener('click', (event) => {
    const button = closestTo(event.target, '.message-actions [data-action]')
    const row = button?.closest('article')
    if (button && row) void perform(button.dataset.action ?? '', row, commands)
    else touch(event.target)
  })
  root.addEventListener('focusin', (event) => {
    const row = closestTo(event.target, ROW)
    focusedKey = row ? Number(row.dataset.key) : null
    if (row) makeTabStop(row)
  })
  root.addEventListener('keydown', (event) => onKey(event as KeyboardEvent))
  onEscape('toolbar', leaveToolbar)
}

/** Sort key of the message that the focus was in last. */
let focusedKey: number | null = null

/** The message in focus went: the one that stands in its place gets the focus, or the keyboard would be nowhere. */
function focusNear(container: Element): void {
  if (focusedKey === null) return
  const key = focusedKey
  const rows = rowsOf(container) as HTMLElement[]
  const near = rows.find((row) => Number(row.dataset.key) > key) ?? rows.at(-1)
  near?.focus({ preventScroll: true })
}

function toolbarFor(row: Element): Element {
  const toolbar = copyOf('message-actions-template')
  if (!isOwn(row))
    for (const button of toolbar.querySelectorAll('[data-action="edit"], [data-action="delete"]')) button.remove()
  for (const button of toolbar.querySelectorAll('button')) button.tabIndex = -1
  return toolbar
}

async function perform(action: string, row: HTMLElement, commands: MessageCommands): Promise<void> {
  if (action === 'edit') commands.edit(row)
  else if (action === 'delete') await remove(row, commands)
  else await copyLink(row)
}

async function remove(row: HTMLElement, commands: MessageCommands): Promise<void> {
  if (!(await confirmed('confirm-delete'))) {
    row.focus()
    if (!row.isConnected) focusNear(messageList()!)
    return
  }
  const neighbour = row.nextElementSibling ?? row.previousElementSibling
  commands.delete(row)
  if (neighbour instanceof HTMLElement && neighbour.matches(ROW)) neighbour.focus()
  else focusComposer()
}

async function copyLink(row: Element): Promise<void> {
  const link = new URL(`${location.pathname}?message=${row.id.replace('messages-', '')}`, location.href).href
  try {
    await navigator.clipboard.writeText(link)
    showFlash('info', 'Link copied.')
  } catch {
    // Outside a secure context, or refused by the person: the link can still be copied by hand.
    showFlash('info', link)
  }
}

/** On a touch screen the toolbar shows in the message that was touched last. */
function touch(target: EventTarget | null): void {
  const row = closestTo(target, '#messages > article')
  for (const active of document.querySelectorAll('#messages > [data-active]')) active.removeAttribute('data-active')
  row?.setAttribute('data-active', '')
}

/** `row` is one of the list's rows. */
function makeTabStop(row: Element): void {
  if (row.getAttribute('tabindex') === '0') return
  for (const other of rowsOf(row.parentElement!)) {
    if (other.getAttribute('tabindex') === '0') other.setAttribute('tabindex', '-1')
  }
  row.setAttribute('tabindex', '0')
}

function onKey(event: KeyboardEvent): void {
  const row = closestTo(event.target, ROW)
  const key = keyOf(event)
  if (!row || key === null || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  const next = event.target === row ? fromRow(row, key) : fromToolbar(row, event.target, key)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function fromRow(row: HTMLElement, key: string): HTMLElement | null {
  const rows = rowsOf(row.parentElement!) as HTMLElement[]
  const index = rows.indexOf(row)
  if (key === 'ArrowUp') return rows[index - 1] ?? null
  if (key === 'ArrowDown') return rows[index + 1] ?? null
  return key === 'Enter' ? row.querySelector<HTMLElement>('.message-actions button') : null
}

function fromToolbar(row: HTMLElement, target: EventTarget | null, key: string): HTMLElement | null {
  const button = closestTo(target, '.message-actions button')
  if (!button) return null
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  const buttons = Array.from(row.querySelectorAll<HTMLElement>('.message-actions button'))
  return step === 0 ? null : buttons.at((buttons.indexOf(button) + step) % buttons.length)!
}

/** From a message's toolbar back to the message. */
function leaveToolbar(): boolean {
  const row = closestTo(document.activeElement, `${ROW} .message-actions button`)?.closest('article')
  row?.focus()
  return row !== undefined && row !== null
}
