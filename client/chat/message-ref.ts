/** Which message is meant: by its id, or, while it may have none yet, by the id that this browser gave it. */
import { ownId } from './person.ts'

export interface MessageRef {
  /** Null while the message has no row. */
  readonly messageId: number | null
  /** Empty for a message that was not sent by a script. */
  readonly clientId: string
}

export function refOf(message: HTMLElement): MessageRef {
  const messageId = message.id === '' ? null : Number(message.id.replace('messages-', ''))
  return { messageId, clientId: message.dataset.clientId ?? '' }
}

export function isSameMessage(one: MessageRef, other: MessageRef): boolean {
  if (one.messageId !== null && other.messageId !== null) return one.messageId === other.messageId
  return one.clientId !== '' && one.clientId === other.clientId
}

/** The element of the reader's own message: its row, or what stands for it until it has one. */
export function articleOf(container: Element, { messageId, clientId }: MessageRef): HTMLElement | null {
  const row = messageId === null ? null : document.getElementById(`messages-${messageId}`)
  if (row || clientId === '') return row
  const ofPerson = `[data-author-id="${CSS.escape(ownId())}"]`
  return container.querySelector(`:scope > article${ofPerson}[data-client-id="${CSS.escape(clientId)}"]`)
}
