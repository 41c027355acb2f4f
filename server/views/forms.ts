/** What can be done without JavaScript: posting a message and making a room, as plain forms. */
import type { FastifyInstance } from 'fastify'
import type { Assets } from '../assets.ts'
import type { Chat } from '../chat/chat.ts'
import { notFound, RillError } from '../errors.ts'
import { askToSignIn } from './accounts.ts'
import { newRoomForm } from './components/new-room-form.ts'
import { plainPage } from './layout.ts'
import { fieldsOf, positiveInteger } from './params.ts'
import { sessionOf } from './session-cookie.ts'

export async function formRoutes(
  app: FastifyInstance,
  { chat, assets }: { chat: Chat; assets: Assets },
): Promise<void> {
  app.post('/rooms/:roomId/messages', async (request, reply) => {
    const session = await sessionOf(chat, request)
    if (!session) return askToSignIn(request, reply)
    const roomId = positiveInteger(fieldsOf(request.params).roomId)
    if (roomId === null) throw notFound('This room')
    const { body, clientId } = fieldsOf(request.body)
    await chat.messages.postMessage(session.user, roomId, { body, clientId })
    return reply.redirect(`/rooms/${roomId}`, 303)
  })

  app.post('/rooms', async (request, reply) => {
    const session = await sessionOf(chat, request)
    if (!session) return askToSignIn(request, reply)
    const { name, description } = fieldsOf(request.body)
    try {
      const room = await chat.rooms.createRoom(session.user, { name, description })
      return reply.redirect(`/rooms/${room.id}`, 303)
    } catch (error) {
      if (!(error instanceof RillError) || Object.keys(error.fields).length === 0) throw error
      const form = newRoomForm({ name: String(name), description: String(description), errors: error.fields })
      return reply
        .status(error.statusCode)
        .type('text/html; charset=utf-8')
        .send(String(plainPage(assets, 'New room', form)))
    }
  })
}
