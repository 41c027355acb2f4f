/** The mark of a message that has an unsaved edit. It makes the row higher, so it is set before the row is painted. */
import { button } from './button.ts'
import { isOwn } from './person.ts'

/** The drafts that are edits of messages, among all that the browser stores. */
export const EDIT_KIND = 'edit'

/** Names a message for as long as it exists: also before it has a row, and whether or not a script sent it. */
export function editKey(message: HTMLElement): string {
  return message.dataset.clientId || message.id
}

/** Whether an edit changes a message whose text is `body`. */
export function changesText(edit: { readonly text: string } | null, body: string): boolean {
  return edit !== null && edit.text.trimEnd() !== body
}

/** Unsaved edits, by the key of their message. */
interface Edits {
  places(): ReadonlySet<string>
  of(key: string): { readonly text: string } | null
}

/**
 * Marks those of these messages that have an unsaved edit and no open editor, and removes the mark from the others.
 * `bodyOf` returns the text of a message.
 */
export function markUnsavedEdits(
  messages: Iterable<HTMLElement>,
  edits: Edits,
  bodyOf: (message: HTMLElement) => string,
): void {
  const places = edits.places()
  for (const message of messages) {
    const key = editKey(message)
    // Another person's message may have the same client id.
    const isBegun = places.has(key) && isOwn(message) && !message.hasAttribute('data-editing')
    mark(message, isBegun && changesText(edits.of(key), bodyOf(message)))
  }
}

function mark(message: HTMLElement, isUnsaved: boolean): void {
  const present = message.querySelector(':scope > .unsaved-edit')
  if (!isUnsaved) present?.remove()
  else if (!present) message.append(newMark())
}

function newMark(): HTMLElement {
  const mark = document.createElement('p')
  mark.className = 'unsaved-edit'
  mark.dataset.local = ''
  const actions = [
    button('Continue editing', { action: 'continue-edit' }),
    ' ',
    button('Discard edit', { action: 'discard-edit' }),
  ]
  mark.append('Unsaved edit ', ...actions)
  return mark
}
