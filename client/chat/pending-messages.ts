/**
 * Shows what is in the outbox below the messages of the room, until the message's row arrives. Such an article has no
 * DOM id: it is known by author and client id, and shown by its primary key once it has one.
 */
import { afterRows, rowsOf } from '../live/container.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { button } from './button.ts'
import { dress } from './message-list.ts'
import type { Outbox } from './outbox.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { isOwn, ownId } from './person.ts'
import { closestTo, messageList } from './room-elements.ts'
import { copyOf } from './template.ts'

/** A row that was committed arrives at once; one that does not was deleted meanwhile. */
const GIVE_UP_AFTER = 5_000

export class PendingMessages {
  readonly #outbox: Outbox
  readonly #onDiscard: (message: OutgoingMessage) => void

  constructor(outbox: Outbox, onDiscard: (message: OutgoingMessage) => void) {
    this.#outbox = outbox
    this.#onDiscard = onDiscard
  }

  start(root: Element): void {
    root.addEventListener('live:rows', (event) => this.#onRows(event as CustomEvent<RowsChanged>))
    root.addEventListener('click', (event) => this.#onClick(event.target))
  }

  /** Shows the messages of the room that is open. */
  showAll(roomId: string): void {
    for (const message of this.#outbox.of(roomId)) this.show(message)
  }

  show(message: OutgoingMessage): void {
    const container = messageList()
    const composer = document.getElementById('composer')
    if (!container || composer?.dataset.roomId !== message.roomId) {
      // Its row comes with the room's page, whenever that is opened.
      if (message.state === 'sent') this.settle(message.clientId)
      return
    }
    // The row may have come before the answer did.
    if (rowsOf(container).some((row) => isRowOf(row, message.clientId))) return this.settle(message.clientId)
    const article = this.#articleOf(message.clientId) ?? this.#append(container, message)
    article.dataset.state = message.state === 'failed' ? 'failed' : 'pending'
    article.querySelector('.delivery')!.replaceChildren(...deliveryOf(message))
    if (message.state === 'sent') setTimeout(() => this.settle(message.clientId), GIVE_UP_AFTER)
  }

  #append(container: Element, message: OutgoingMessage): HTMLElement {
    const article = copyOf('pending-message-template')
    article.dataset.authorId = ownId()
    article.dataset.clientId = message.clientId
    article.querySelector('[data-body]')!.textContent = message.body
    article.querySelector('time')!.dateTime = new Date(message.writtenAt).toISOString()
    fillAuthor(article)
    const waiting = container.querySelectorAll(':scope > article[data-state]')
    const before = waiting.item(waiting.length - 1) ?? rowsOf(container).at(-1) ?? null
    container.insertBefore(article, waiting.length > 0 ? before!.nextSibling : afterRows(container))
    dress(article, before)
    return article
  }

  #onRows({ detail, target }: CustomEvent<RowsChanged>): void {
    if ((target as Element).id !== 'messages') return
    for (const row of detail.added) if (isOwn(row)) this.settle(row.getAttribute('data-client-id') ?? '')
    // A page that was loaded may hold them too.
    for (const article of document.querySelectorAll<HTMLElement>('#messages > article[data-state]')) {
      const message = this.#outbox.find(article.dataset.clientId ?? '')
      if (message) this.show(message)
    }
  }

  /** The message has its row, or is given up, here or in another tab. */
  settle(clientId: string): void {
    this.#outbox.remove(clientId)
    this.#articleOf(clientId)?.remove()
  }

  #onClick(target: EventTarget | null): void {
    const button = closestTo(target, '.delivery [data-action]')
    const message = this.#outbox.find(button?.closest<HTMLElement>('article')?.dataset.clientId ?? '')
    if (!button || !message) return
    if (button.dataset.action === 'retry') return this.#outbox.retry(message)
    this.settle(message.clientId)
    this.#onDiscard(message)
  }

  #articleOf(clientId: string): HTMLElement | null {
    if (!clientId) return null
    return document.querySelector(`#messages > article[data-state][data-client-id="${CSS.escape(clientId)}"]`)
  }
}

function isRowOf(row: Element, clientId: string): boolean {
  return isOwn(row) && row.getAttribute('data-client-id') === clientId
}

/** Name and avatar as they stand in the menu of the person. */
function fillAuthor(article: Element): void {
  article.querySelector('.author bdi')!.textContent = document.querySelector('.user-name')?.textContent ?? ''
  const avatar = document.querySelector('.user-menu .avatar')?.cloneNode(true)
  if (avatar) article.querySelector('.avatar')!.replaceWith(avatar)
}

function deliveryOf(message: OutgoingMessage): (Node | string)[] {
  if (message.state === 'pending') return ['Sending…']
  if (message.state === 'sent') return []
  return [
    `Not sent: ${message.problem ?? 'the server refused it.'} `,
    button('Retry', { action: 'retry' }),
    button('Discard', { action: 'discard' }),
  ]
}
