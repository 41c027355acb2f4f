/** Unsaved edits: a draft for each message whose edit was begun and not saved. */
import { Drafts } from './drafts.ts'
import { changesText, EDIT_KIND, editKey } from './unsaved-mark.ts'

export interface EditDraft {
  readonly text: string
  /** The text of the message that the edit started from; null when that is not known any more. */
  readonly base: string | null
  /** The base is what the page showed, which something else may have rewritten, such as the browser's translation. */
  readonly isFromPage?: true | undefined
}

export const editDrafts = new Drafts<EditDraft>(EDIT_KIND)

/** The unsaved edit of a message was given up, or its message is gone. */
export function dropEditDraft(message: HTMLElement): void {
  const key = editKey(message)
  editDrafts.open(key)
  editDrafts.drop(key)
}

/** The unsaved edit of a message; none where it says no more than the message does, whose text is `body`. */
export function editDraftOf(message: HTMLElement, body: string): EditDraft | null {
  const draft = editDrafts.of(editKey(message))
  return changesText(draft, body) ? draft : null
}

/** The messages of a list that have an unsaved edit, and those that are marked as if they had one. */
export function messagesWithEdits(container: Element): Set<HTMLElement> {
  const marks = container.querySelectorAll<HTMLElement>(':scope > article > .unsaved-edit')
  const edited = [...editDrafts.places()].flatMap((key) => [
    ...container.querySelectorAll<HTMLElement>(
      `:scope > article:is(#${CSS.escape(key)}, [data-client-id="${CSS.escape(key)}"])`,
    ),
  ])
  return new Set([...Array.from(marks, (mark) => mark.parentElement!), ...edited])
}
