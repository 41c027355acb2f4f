/**
 * Messages over HTTP, for whoever has a session or the token of a bot: JSON for programs, and for the room's form where
 * there is no JavaScript a page.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Assets } from '../assets.ts'
import { bearerOf } from '../bearer.ts'
import type { Chat } from '../chat/chat.ts'
import type { Author, Message, MessageId, RoomId } from '../chat/entities.ts'
import { noMessage } from '../chat/messages.ts'
import { versionOf } from '../chat/text-version.ts'
import { errorHeaders } from '../durable/http/errors.ts'
import { messageValue } from '../durable/state-event.ts'
import { RillError } from '../errors.ts'
import { callerOf } from './caller.ts'
import { refusedMessage } from './components/refused-message.ts'
import { editedVersions } from './edited-versions.ts'
import { plainPage } from './layout.ts'
import { type CountedSend, numberedSend } from './numbered-send.ts'
import { fieldsOf, idIn, messageIdIn } from './params.ts'

const SIGNED_OUT = new RillError('unauthenticated', 'You are not signed in any more. Sign in, then send this again.')
const NO_CALLER = new RillError('unauthenticated', 'This needs a session or the token of a bot.')
const FORM = 'application/x-www-form-urlencoded'

export async function messageRoutes(
  app: FastifyInstance,
  { chat, assets }: { chat: Chat; assets: Assets },
): Promise<void> {
  const { messages } = chat
  const config = { takesToken: true }

  app.removeContentTypeParser('text/plain')
  app.setErrorHandler<FastifyError | RillError>((error, _request, reply) => {
    reply.headers(errorHeaders(error))
    throw error
  })

  async function authorOf(request: FastifyRequest): Promise<Author> {
    const caller = await callerOf(chat, request)
    if (!caller) throw isForm(request) ? SIGNED_OUT : NO_CALLER
    return caller.author
  }

  /** Null for a numbered send that was accepted before. */
  async function post(request: FastifyRequest, roomId: RoomId, send: CountedSend | null) {
    const author = await authorOf(request)
    const { body, clientId } = fieldsOf(request.body)
    return send
      ? await messages.postNumbered(author, roomId, { body, clientId }, send)
      : await messages.postMessage(author, roomId, { body, clientId })
  }

  app.post('/rooms/:roomId/messages', { config }, async (request, reply) => {
    const roomId = idIn(fieldsOf(request.params).roomId, 'This room')
    if (isForm(request)) return await answerForm(request, roomId, reply)
    const send = numberedSend(request.headers)
    const posted = await post(request, roomId, send)
    if (send) countHeaders(reply, send)
    const message = posted && (await messages.findMessage(posted.id))
    // It was posted before: as a numbered send, or under the same client id and has been deleted since.
    if (!message) return reply.status(204).send()
    reply.status(posted.isNew ? 201 : 200).headers({ ...tagOf(message), location: `/messages/${message.id}` })
    return reply.send(messageValue(message))
  })

  async function answerForm(request: FastifyRequest, roomId: RoomId, reply: FastifyReply): Promise<FastifyReply> {
    try {
      await post(request, roomId, null)
      return reply.redirect(`/rooms/${roomId}`, 303)
    } catch (error) {
      // Whatever the reason, what was written is not lost.
      if (!(error instanceof RillError) || error.code === 'not_found') throw error
      const page = refusedMessage(roomId, String(fieldsOf(request.body).body ?? ''), error)
      return reply
        .status(error.statusCode)
        .headers(errorHeaders(error))
        .type('text/html; charset=utf-8')
        .send(String(plainPage(assets, 'Not accepted', page)))
    }
  }

  app.get('/messages/:id', { config }, async (request, reply) => {
    const author = await authorOf(request)
    await chat.limits.take('read', author)
    return sendMessage(reply, messageIdIn(fieldsOf(request.params).id))
  })

  app.patch('/messages/:id', { config }, async (request, reply) => {
    const author = await authorOf(request)
    const id = messageIdIn(fieldsOf(request.params).id)
    const replaces = editedVersions(request.headers['if-match'])
    await messages.editMessage(author, id, fieldsOf(request.body).body, replaces)
    return sendMessage(reply, id)
  })

  app.delete('/messages/:id', { config }, async (request, reply) => {
    const author = await authorOf(request)
    await messages.deleteMessage(author, messageIdIn(fieldsOf(request.params).id))
    return reply.status(204).send()
  })

  async function sendMessage(reply: FastifyReply, id: MessageId): Promise<FastifyReply> {
    const message = await messages.findMessage(id)
    if (!message) throw noMessage()
    return reply.headers({ ...tagOf(message), 'cache-control': 'private, no-store' }).send(messageValue(message))
  }
}

/** The version of a message's text as its entity tag. */
function tagOf({ body }: Message): { etag: string } {
  return { etag: `"${versionOf(body)}"` }
}

/** Whether a browser sends the room's form, and not a program. */
function isForm({ headers }: FastifyRequest): boolean {
  return bearerOf(headers) === null && (headers['content-type']?.toLowerCase().startsWith(FORM) ?? false)
}

function countHeaders(reply: FastifyReply, send: CountedSend): void {
  const { epoch, seq } = send.accepted()
  reply.headers({ 'producer-epoch': String(epoch), 'producer-seq': String(seq) })
}
