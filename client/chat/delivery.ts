/** One way of each thing in the outbox to the server. Each may be sent again: the second time changes nothing. */
import { RequestError } from '../live/connection.ts'
import type { Outgoing, OutgoingChange, OutgoingEdit } from './outgoing.ts'

type Push = (name: string, payload: unknown) => Promise<unknown>

/**
 * Resolves when the server has committed it; rejects with a RequestError. An edit is refused with `edit_conflict` when the
 * message says something else by now than what the edit started from.
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

async function edit(change: OutgoingEdit, push: Push): Promise<void> {
  const { body, replaces } = change
  try {
    const id = await messageIdOf(change, push)
    await push('edit_message', { id, body, ...(replaces && { replaces }) })
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
