/** What happened in a room as programs read it: an event of the State Protocol, about a message. */
import type { Message } from '../chat/entities.ts'
import type { RoomEvent } from '../chat/events.ts'

/** A message as programs read it. */
export type MessageValue = ReturnType<typeof messageValue>

export interface StateEvent {
  readonly type: 'message'
  readonly key: string
  /** Null for a deletion, and for what happened to a message that was deleted later: its text is gone. */
  readonly value: MessageValue | null
  readonly headers: { readonly operation: 'insert' | 'update' | 'delete'; readonly timestamp: string }
}

const OPERATIONS = { message_created: 'insert', message_edited: 'update', message_deleted: 'delete' } as const

export function stateEvent(event: RoomEvent): StateEvent {
  const message = 'message' in event ? event.message : null
  const kind = event.kind === 'message_scrubbed' ? event.was : event.kind
  return {
    type: 'message',
    key: String('message' in event ? event.message.id : event.messageId),
    value: message && messageValue(message),
    headers: { operation: OPERATIONS[kind], timestamp: timestamp(event.at) },
  }
}

/** Times are in the form of RFC 3339. */
export function messageValue({ id, roomId, author, clientId, body, createdAt, editedAt }: Message) {
  const { id: authorId, kind, name } = author
  return {
    ...{ id, roomId, author: { id: authorId, kind, name }, clientId, body },
    createdAt: timestamp(createdAt),
    editedAt: editedAt === null ? null : timestamp(editedAt),
  }
}

function timestamp(at: number): string {
  return new Date(at).toISOString()
}
