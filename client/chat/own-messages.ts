/** Finds a message of this person, wherever in the room it is, so that it can be edited. */
import { rowsOf } from '../live/container.ts'
import type { LiveClient } from '../live/live-client.ts'
import { messagesBelow } from './message-list.ts'
import { isOwn } from './person.ts'
import { messageList } from './room-elements.ts'

/**
 * The message that this person sent last, confirmed or not: its row is loaded if need be. Null where there is none, or
 * without a connection where it is not in the page. A row is not loaded once `isWanted` says no. Rejects with a
 * RequestError.
 */
export async function lastOwnMessage(client: LiveClient, isWanted: () => boolean): Promise<HTMLElement | null> {
  const container = messageList()
  if (!container) return null
  const unsent = messagesBelow(container).findLast(
    (message) => message.matches('[data-client-id]') && isEditable(message),
  )
  if (unsent) return unsent
  const rows = container.getAttribute('data-end') === 'end' ? (rowsOf(container) as HTMLElement[]) : []
  const shown = rows.findLast((row) => isOwn(row) && isEditable(row))
  if (shown) return shown
  if (!client.isAnswered) return null
  const { id } = (await client.push('last_own_message', null)) as { id: number | null }
  return id === null || !isWanted() ? null : await loadedMessage(client, id)
}

/** The row of a message, which is loaded if it is not in the page, and brought into sight; null if it is not there. */
export async function loadedMessage(client: LiveClient, id: number): Promise<HTMLElement | null> {
  if (!document.getElementById(`messages-${id}`)) await client.push('messages_around', { id })
  const container = messageList()
  const row = document.getElementById(`messages-${id}`)
  if (container && row) client.page.placeIn(container)?.show(row)
  return row
}

function isEditable(message: HTMLElement): boolean {
  return message.dataset.change !== 'delete'
}
