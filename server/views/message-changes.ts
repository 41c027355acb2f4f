/** Events of the browser's outbox. Every page answers them, since the outbox sends from whichever page is open. */
import type { Chat } from '../chat/chat.ts'
import type { User } from '../chat/entities.ts'
import { notFound } from '../errors.ts'
import { fieldsOf, idIn, messageIdIn, versionsIn } from './params.ts'

/** Performs an event that changes messages; resolves with its answer, rejects what is no such event. */
export async function changeMessages(
  { messages }: Chat,
  user: User,
  name: string,
  payload: unknown,
): Promise<{ id: number } | undefined> {
  const { roomId, id, body, clientId, replaces } = fieldsOf(payload)
  switch (name) {
    case 'send_message':
      return { id: (await messages.postMessage(user, idIn(roomId, 'This room'), { body, clientId })).id }
    case 'edit_message':
      return void (await messages.editMessage(user, messageIdIn(id), body, versionsIn(replaces)))
    case 'delete_message':
      return void (await messages.deleteMessage(user, messageIdIn(id)))
    default:
      throw notFound(`The event ${name}`)
  }
}
