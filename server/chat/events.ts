/**
 * What happens in a room, as its log keeps it and as PubSub spreads it.
 *
 * `offset` numbers the changes of one room: 1, 2, 3 ... without holes, in commit order. One object is made per change
 * and is handed to every view of the room; it is never changed.
 */
import type { Bot, Message, MessageId, Room, RoomId, UserId } from './entities.ts'

interface Change {
  readonly roomId: RoomId
  readonly offset: number
  /** When it happened. */
  readonly at: number
}

export type RoomEvent =
  | (Change & { readonly kind: 'message_created'; readonly message: Message })
  | (Change & { readonly kind: 'message_edited'; readonly message: Message })
  | (Change & { readonly kind: 'message_deleted'; readonly messageId: MessageId })
  /** A creation or edit read back after its message was deleted: the text is gone, the place in the log remains. */
  | (Change & {
      readonly kind: 'message_scrubbed'
      readonly was: 'message_created' | 'message_edited'
      readonly messageId: MessageId
    })

/** Topic of a room's events, and the name of its log. */
export function roomTopic(roomId: RoomId): string {
  return `rooms/${roomId}`
}

/** Topic on which new rooms are announced. */
export const ROOMS_TOPIC = 'rooms'

/** Carries the new room alone: the list may be long. */
export interface RoomListEvent {
  readonly kind: 'room_created'
  readonly room: Room
}

/** Topic on which a person's bots tell of changes. */
export function botsTopic(ownerId: UserId): string {
  return `users/${ownerId}/bots`
}

/** Brings the bots as they are now. */
export interface BotListEvent {
  readonly kind: 'bots_changed'
  readonly bots: readonly Bot[]
}

/** Topic on which a bot's end is told. */
export function botTopic(id: UserId): string {
  return `bots/${id}`
}
