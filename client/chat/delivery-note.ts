/** What is said below a message of something that was done and is not confirmed; with the choice when it was refused. */
import { announce } from './announcer.ts'
import { button } from './button.ts'
import type { Outgoing } from './outgoing.ts'

const WORDS = {
  send: { pending: 'Sending…', waiting: 'Will be sent when you are back online', failed: 'Not sent' },
  edit: { pending: 'Saving…', waiting: 'Will be saved when you are back online', failed: 'Not saved' },
  delete: { pending: 'Deleting…', waiting: 'Will be deleted when you are back online', failed: 'Not deleted' },
} as const

/** Whether what is pending waits for a connection. */
let isAway = false

/** Has the notes that are shown from now on say whether there is a connection; true when that is a change. */
export function noteConnection(away: boolean): boolean {
  const isChange = away !== isAway
  isAway = away
  return isChange
}

/** Has a message tell how it stands with what was done. */
export function showDelivery(article: HTMLElement, item: Outgoing): void {
  const note = article.querySelector<HTMLElement>(':scope > .delivery') ?? appendNote(article)
  const text = textFor(item)
  article.dataset.outgoing = item.id
  // Buttons that are there stay, and the focus in them.
  if (article.hasAttribute('data-state') && note.dataset.text === text) return
  article.dataset.state = item.state === 'failed' ? 'failed' : 'pending'
  note.dataset.text = text
  note.replaceChildren(text)
  if (item.state !== 'failed') return
  const isConflict = item.problemCode === 'edit_conflict'
  const again = isConflict ? button('Compare', { action: 'compare' }) : button('Retry', { action: 'retry' })
  note.append(' ', again, button('Discard', { action: 'discard' }))
  announce(text)
}

export function clearDelivery(article: HTMLElement): void {
  article.querySelector(':scope > .delivery')?.remove()
  article.removeAttribute('data-state')
  article.removeAttribute('data-outgoing')
}

function textFor({ kind, state, problem }: Outgoing): string {
  if (state === 'sent') return ''
  if (state === 'pending') return isAway ? WORDS[kind].waiting : WORDS[kind].pending
  return `${WORDS[kind].failed}: ${problem ?? 'the server refused it.'}`
}

function appendNote(article: HTMLElement): HTMLElement {
  const note = document.createElement('p')
  note.className = 'delivery'
  note.dataset.local = ''
  article.append(note)
  return note
}
