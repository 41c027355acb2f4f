/** The mark of a message that has an unsaved edit. It makes the row higher, so it is set before the row is painted. */
import { button } from './button.ts'

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

/** Marks a message as one with an unsaved edit, or as one without. */
export function markUnsaved(message: HTMLElement, isUnsaved: boolean): void {
  const mark = message.querySelector(':scope > .unsaved-edit')
  if (!isUnsaved) mark?.remove()
  else if (!mark) message.append(newMark())
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
