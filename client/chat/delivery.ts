/** One way of each thing in the outbox to the server. Each may be sent again: the second time changes nothing. */
import { RequestError } from '../live/connection.ts'
import type { Outgoing, OutgoingChange } from './outgoing.ts'

type Push = (name: string, payload: unknown) => Promise<unknown>

/**
 * Resolves when the server has committed it; rejects with a RequestError. Of several edits of one message, by whatever
 * tabs and devices of its author, the one that arrives last is what the message says.
 */
export async function deliver(item: Outgoing, push: Push): Promise<void> {
  if (item.kind === 'send') await send(item, push)
  else if (item.kind === 'edit') await edit(item, push)
  else await remove(item, push)
}

/** Resolves with the id of the message; null when it was sent before and is known to be deleted. */
async function send({ id, roomId, body }: Outgoing, push: Push, clientId = id): Promise<number | null> {
  const answer = await push('send_message', { roomId: Number(roomId), clientId, body })
  return (answer as { id: number | null }).id
}

async function edit(change: OutgoingChange, push: Push): Promise<void> {
  try {
    const id = await messageIdOf(change, push)
    await push('edit_message', { id, body: change.body })
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw new RequestError({ code: 'not_found', message: 'The message was deleted meanwhile.' })
  }
}

async function remove(change: OutgoingChange, push: Push): Promise<void> {
  try {
    const id = await messageIdOf(change, push)
    await push('delete_message', { id })
  } catch (error) {
    // What is not there any more need not be deleted.
    if (!isNotFound(error)) throw error
  }
}

/** Of a message that was changed before it had an id: sent again, it is answered with the id of the first. */
async function messageIdOf(change: OutgoingChange, push: Push): Promise<number> {
  const { messageId, clientId } = change.target
  const id = messageId ?? (await send(change, push, clientId))
  if (id === null) throw new RequestError({ code: 'not_found', message: 'This message was deleted.' })
  return id
}

function isNotFound(error: unknown): boolean {
  return error instanceof RequestError && error.code === 'not_found'
}
