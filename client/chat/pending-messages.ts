/**
 * Shows below the messages of the room what has no row: messages until theirs arrives, and refused changes of messages
 * that are not in the page. Such an article has no DOM id: it is known by what it stands for, and a message is shown by
 * its primary key once it has one.
 */
import { afterRows } from '../live/container.ts'
import { showDelivery } from './delivery-note.ts'
import { equipUnsent } from './message-actions.ts'
import { dress, messagesBelow } from './message-list.ts'
import type { Outgoing } from './outgoing.ts'
import { ownId } from './person.ts'
import { copyOf } from './template.ts'

/** Called before an article goes, with the row that stands for its message now. */
export type Release = (article: HTMLElement, row: HTMLElement | null) => void

/** Has exactly these stand below the rows. */
export function showPendingMessages(container: Element, items: readonly Outgoing[], release: Release): void {
  const surplus = new Map(messagesBelow(container).map((article) => [article.dataset.outgoing, article]))
  for (const item of items) {
    const article = surplus.get(item.id) ?? append(container, item)
    surplus.delete(item.id)
    showText(article, item.body)
    showDelivery(article, item)
    equipUnsent(article, item.kind === 'send' && item.state === 'pending')
  }
  for (const article of surplus.values()) {
    release(article, rowOfSent(container, article.dataset.clientId))
    article.remove()
  }
  // Rows that have come meanwhile may begin the day in their place.
  for (const article of messagesBelow(container)) dress(article)
}

/** The row of a message that this browser sent. */
export function rowOfSent(container: Element, clientId: string | undefined): HTMLElement | null {
  if (!clientId) return null
  const id = CSS.escape(clientId)
  return container.querySelector(`:scope > article[id][data-author-id="${ownId()}"][data-client-id="${id}"]`)
}

function append(container: Element, item: Outgoing): HTMLElement {
  const article = copyOf('pending-message-template')
  article.dataset.authorId = ownId()
  if (item.kind === 'send') article.dataset.clientId = item.id
  article.querySelector('time')!.dateTime = new Date(item.at).toISOString()
  fillAuthor(article)
  const last = messagesBelow(container).at(-1)
  container.insertBefore(article, last ? last.nextSibling : afterRows(container))
  return article
}

/** Unless a change of the message shows another text in its place. */
function showText(article: HTMLElement, text: string): void {
  const body = article.querySelector('[data-body]')!
  if (!article.hasAttribute('data-change') && body.textContent !== text) body.textContent = text
}

/** Name and avatar as they stand in the menu of the person. */
function fillAuthor(article: Element): void {
  article.querySelector('header bdi')!.textContent = document.querySelector('.user-name')?.textContent ?? ''
  const avatar = document.querySelector('.user-menu .avatar')?.cloneNode(true)
  if (avatar) article.querySelector('.avatar')!.replaceWith(avatar)
}
