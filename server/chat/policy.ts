/** Who may do what. Every signed-in person reads and writes in every room. */
import { RillError } from '../errors.ts'
import type { Message, Room, User } from './entities.ts'

export function mayRead(_user: User, _room: Room): boolean {
  return true
}

export function mayChange(user: User, message: Message): boolean {
  return message.author.id === user.id
}

/** Throws `forbidden` unless the message is this person's own. */
export function requireOwn(user: User, message: Message): void {
  if (!mayChange(user, message)) throw new RillError('forbidden', 'Only its author can change a message.')
}
