/** Who may do what. Every signed-in person reads and writes in every room. */
import { RillError } from '../errors.ts'
import type { Message, User } from './entities.ts'

export function mayChange(user: User, message: Message): boolean {
  return message.author.id === user.id
}

/** Throws `forbidden` unless the message is this person's own. */
export function requireOwn(user: User, message: Message): void {
  if (!mayChange(user, message)) throw new RillError('forbidden', 'Only its author can change a message.')
}
