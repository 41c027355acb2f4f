/** Who may do what. Every signed-in person and every bot reads and writes in every room. */
import { RillError } from '../errors.ts'
import type { Author, Message, Room, RoomId } from './entities.ts'

export function mayRead(_reader: Author, _room: Room): boolean {
  return true
}

/** The ids of the rooms that `mayRead` allows; null when these are all rooms, however many there are. */
export function readableRooms(_reader: Author): readonly RoomId[] | null {
  return null
}

export function mayChange(author: Author, message: Message): boolean {
  return message.author.id === author.id
}

/** Throws `forbidden` unless the message is this author's own. */
export function requireOwn(author: Author, message: Message): void {
  if (!mayChange(author, message)) throw new RillError('forbidden', 'Only its author can change a message.')
}
