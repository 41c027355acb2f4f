/**
 * The actions of a message: a toolbar in every message, and the keyboard's way to it. The list is one stop of the tab key;
 * up and down go from message to message, Enter into the toolbar, left and right along it and on to the links of the
 * text, Escape back (WAI-ARIA Authoring Practices, roving tabindex).
 */
import { lastRow, rowsOf } from '../live/container.ts'
import { keyOf } from '../live/keys.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { confirmed } from './confirm.ts'
import { onEscape } from './escape.ts'
import { showFlash } from './flash.ts'
import { isTouched, lightTapped, putOut, putOutTapped, startLitMessage } from './lit-message.ts'
import { isOwn } from './person.ts'
import { closestTo, focusComposer, messageList } from './room-elements.ts'
import { copyOf } from './template.ts'

/** A message that has a row. Unsent messages are no part of the keyboard's way through the list. */
const ROW = '#messages > article[id]'
/** What the keyboard can reach inside a message. */
const CONTROLS = '.message-actions button, .show-all, [data-body] a'

export interface MessageCommands {
  edit(message: HTMLElement): void
  delete(message: HTMLElement): void
}

/** Rows that have their toolbar: patches leave it there. */
const equipped = new WeakSet<Element>()

/** The row that the tab key leads to. */
let tabStop: Element | null = null

/** Gives these rows their toolbars, and the list its one tab stop. */
export function equipRows(container: Element, rows: Iterable<Element>): void {
  for (const row of rows) equip(row)
  // While the focus is elsewhere, the way into the list leads to its newest message.
  const newest = lastRow(container)
  if (newest && !container.contains(document.activeElement)) makeTabStop(newest)
}

function equip(row: Element): void {
  if (equipped.has(row)) return
  equipped.add(row)
  row.append(toolbarFor(row))
  if (isTouched()) addMore(row)
  row.setAttribute('tabindex', '-1')
}

/** Where there is no mouse to come near with, a button shows that there are actions. */
function addMore(message: Element): void {
  if (!message.querySelector(':scope > .message-more')) message.append(copyOf('message-more-template'))
}

/** Gives a message without a row the actions that it can have, or takes them away. */
export function equipUnsent(article: HTMLElement, isWanted: boolean): void {
  const present = article.querySelector(':scope > .message-actions')
  if (!isWanted) {
    article.querySelector(':scope > .message-more')?.remove()
    return present?.remove()
  }
  if (present) return
  const toolbar = copyOf('message-actions-template')
  toolbar.querySelector('[data-action="copy-link"]')!.remove()
  article.append(toolbar)
  if (isTouched()) addMore(article)
}

export function startMessageActions(root: Element, commands: MessageCommands): void {
  startLitMessage(root, () => {
    for (const toolbar of document.querySelectorAll('#messages > article > .message-actions')) {
      addMore(toolbar.parentElement!)
    }
  })
  root.addEventListener('live:rows', (event) => {
    if (!(event.target instanceof Element) || event.target.id !== 'messages') return
    equipRows(event.target, (event as CustomEvent<RowsChanged>).detail.restacked)
    if (document.activeElement === document.body) focusNear(event.target)
  })
  root.addEventListener('click', ({ target }) => {
    const button = closestTo(target, '.message-actions [data-action]')
    const row = button?.closest('article')
    if (button && row) void perform(button.dataset.action ?? '', row, commands)
    else toggleLit(target)
  })
  root.addEventListener('focusin', (event) => {
    const row = closestTo(event.target, ROW)
    focusedKey = row ? Number(row.dataset.key) : null
    if (row) makeTabStop(row)
  })
  root.addEventListener('keydown', (event) => onKey(event as KeyboardEvent))
  onEscape('toolbar', leaveControls)
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

/** The button that shows the actions hides them, too. */
function toggleLit(target: EventTarget | null): void {
  const more = closestTo(target, '.message-more')
  if (more?.getAttribute('aria-expanded') === 'true') return putOut()
  lightTapped(target)
  if (more) more.closest('article')?.querySelector<HTMLElement>('.message-actions button')?.focus()
}

async function perform(action: string, row: HTMLElement, commands: MessageCommands): Promise<void> {
  if (isTouched()) putOut()
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

/** `row` is one of the list's rows. */
function makeTabStop(row: Element): void {
  if (row === tabStop && row.getAttribute('tabindex') === '0') return
  tabStop?.setAttribute('tabindex', '-1')
  tabStop = row
  row.setAttribute('tabindex', '0')
}

function onKey(event: KeyboardEvent): void {
  const row = closestTo(event.target, ROW)
  const key = keyOf(event)
  if (!row || key === null || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  const next = event.target === row ? fromRow(row, key) : fromControl(row, event.target, key)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function fromRow(row: HTMLElement, key: string): HTMLElement | null {
  if (key === 'Enter') return controlsOf(row)[0] ?? null
  const next = key === 'ArrowUp' ? row.previousElementSibling : key === 'ArrowDown' ? row.nextElementSibling : null
  return next instanceof HTMLElement && next.matches(ROW) ? next : null
}

function fromControl(row: HTMLElement, target: EventTarget | null, key: string): HTMLElement | null {
  const control = closestTo(target, CONTROLS)
  if (!control) return null
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  const controls = controlsOf(row)
  return step === 0 ? null : controls.at((controls.indexOf(control) + step) % controls.length)!
}

/** The toolbar first, then what is in the text. */
function controlsOf(row: Element): HTMLElement[] {
  const controls = Array.from(row.querySelectorAll<HTMLElement>(CONTROLS))
  const isAction = (control: Element) => control.closest('.message-actions') !== null
  return [...controls.filter(isAction), ...controls.filter((control) => !isAction(control))]
}

/** From what a message holds back to the message; from actions that a finger has opened, back to none. */
function leaveControls(): boolean {
  if (putOutTapped()) return true
  const focused = document.activeElement
  const row = focused?.matches(CONTROLS) ? focused.closest<HTMLElement>(ROW) : null
  row?.focus()
  return row !== null
}
