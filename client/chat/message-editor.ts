/**
 * Editing a message where it stands. The editor belongs to this browser: a change of the same message that arrives
 * meanwhile updates the message behind it and leaves what is being typed alone.
 */
import type { RowsChanged } from '../live/row-change.ts'
import { confirmed } from './confirm.ts'
import { onEscape } from './escape.ts'
import { showFlash } from './flash.ts'
import { problemWith } from './message-limit.ts'
import { textOf } from './message-ref.ts'
import { closestTo, composerField, focusComposer } from './room-elements.ts'
import { copyOf } from './template.ts'
import { growWithText, isPlainEnter } from './text-field.ts'
import { keepTypingOut } from './typing.ts'

export interface EditCommands {
  edit(message: HTMLElement, body: string): void
  delete(message: HTMLElement): void
}

/** What was typed into messages that went out of the page, or out of the editor, before it was saved. */
const interrupted = new Map<string, string>()

/** Opens the editor in a message, with the cursor at the end of its text. */
export function openEditor(message: HTMLElement): void {
  const open = fieldIn(message)
  if (open) return open.focus()
  closeEditors()
  const editor = copyOf('message-editor-template')
  const field = editor.querySelector('textarea')!
  field.value = textOf(message)
  // Template and message hold the same text until something is typed, which tells a changed field from an untouched one.
  field.defaultValue = field.value
  field.value = interrupted.get(keyOf(message)) ?? field.value
  interrupted.delete(keyOf(message))
  place(editor, message)
  growWithText(field)
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
  editor.scrollIntoView({ block: 'nearest' })
}

/** An article goes that stood for a message without a row: what is being typed goes on in its row, if it has one now. */
export function releaseEditor(article: HTMLElement, row: HTMLElement | null): void {
  const editor = article.querySelector<HTMLElement>('.message-editor')
  const field = fieldIn(article)
  if (!editor || !field) return
  if (!row) return rescue(article)
  const { selectionStart, selectionEnd } = field
  const hadFocus = field === document.activeElement
  place(editor, row)
  if (hadFocus) field.focus({ preventScroll: true })
  field.setSelectionRange(selectionStart, selectionEnd)
}

/** Whether something that was typed into a message waits until that is opened again. */
export function isAnyEditKept(): boolean {
  return interrupted.size > 0
}

export function startMessageEditor(root: Element, commands: EditCommands): void {
  root.addEventListener('submit', (event) => {
    const editor = event.target
    if (!(editor instanceof HTMLFormElement) || !editor.matches('.message-editor')) return
    event.preventDefault()
    void save(editor, commands)
  })
  root.addEventListener('click', (event) => {
    const cancel = closestTo(event.target, '.message-editor [data-action="cancel"]')
    if (cancel) leave(cancel.closest('article')!)
  })
  root.addEventListener('keydown', (event) => {
    const editor = closestTo<HTMLFormElement>(event.target, '.message-editor')
    if (!editor || !(event.target instanceof HTMLTextAreaElement)) return
    if (isPlainEnter(event as KeyboardEvent)) {
      event.preventDefault()
      editor.requestSubmit()
    }
  })
  onEscape('editor', () => {
    const message = document.querySelector('article[data-editing]')
    if (message) leave(message)
    return message !== null
  })
  root.addEventListener('live:rows', (event) => {
    const { deleted, unloaded } = (event as CustomEvent<RowsChanged>).detail
    for (const row of deleted.values()) if (row) rescue(row)
    for (const row of unloaded) interrupt(row)
  })
}

async function save(editor: HTMLFormElement, commands: EditCommands): Promise<void> {
  const message = () => editor.closest('article')!
  const field = editor.querySelector('textarea')!
  const body = field.value.trimEnd()
  const problem = problemWith(body)
  if (problem !== null) {
    editor.querySelector('.field-error')!.textContent = problem
    return field.focus()
  }
  if (body.trim() === '') {
    if (!(await confirmed('confirm-delete'))) return field.focus()
    commands.delete(message())
  } else if (body !== textOf(message()).trimEnd()) commands.edit(message(), body)
  leave(message())
}

function leave(message: Element): void {
  close(message)
  focusComposer()
}

function place(editor: HTMLElement, message: HTMLElement): void {
  message.append(editor)
  message.setAttribute('data-editing', '')
}

function close(message: Element): void {
  message.querySelector('.message-editor')?.remove()
  message.removeAttribute('data-editing')
}

/** One message is edited at a time; what was typed into another one is there when it is opened again. */
function closeEditors(): void {
  for (const message of document.querySelectorAll<HTMLElement>('article[data-editing]')) {
    keepEdit(message)
    close(message)
  }
}

function keepEdit(message: HTMLElement): boolean {
  const field = fieldIn(message)
  if (!field || field.value === field.defaultValue) return false
  interrupted.set(keyOf(message), field.value)
  return true
}

/** The message is not loaded any more, though it is there: its edit waits until it is loaded again. */
function interrupt(message: Element): void {
  if (keepEdit(message as HTMLElement)) showFlash('info', 'Your edit is kept: go back to its message to finish it.')
}

function fieldIn(message: Element): HTMLTextAreaElement | null {
  return message.querySelector<HTMLTextAreaElement>('.message-editor textarea')
}

/**
 * The message was deleted while it was being edited: what was typed is offered as the next message. The focus stays out
 * of the composer, or the rest of the sentence and the Enter that was meant to save would send it.
 */
function rescue(message: Element): void {
  const field = fieldIn(message)
  const composer = composerField()
  if (!field || !composer) return
  document.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true })
  keepTypingOut()
  if (composer.value === '' && field.value !== field.defaultValue) {
    composer.value = field.value
    composer.dispatchEvent(new Event('input', { bubbles: true }))
    showFlash('info', 'The message was deleted; what you typed is in the composer.')
  } else showFlash('info', 'The message that you were editing was deleted.')
}

/** A message without a row is known by its client id. */
function keyOf(message: HTMLElement): string {
  return message.id || (message.dataset.clientId ?? '')
}
