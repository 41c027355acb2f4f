/** What can be done without JavaScript: posting a message and making a room, as plain forms. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Assets } from '../assets.ts'
import type { Chat } from '../chat/chat.ts'
import { notFound, RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import { askToSignIn } from './accounts.ts'
import { newRoomForm, refusedRoom } from './components/new-room-form.ts'
import { plainPage } from './layout.ts'
import { fieldsOf, positiveInteger } from './params.ts'
import { sessionOf } from './session-cookie.ts'

const SIGNED_OUT = new RillError('unauthenticated', 'You are not signed in any more. Sign in, then send this again.')

export async function formRoutes(
  app: FastifyInstance,
  { chat, assets }: { chat: Chat; assets: Assets },
): Promise<void> {
  const show = (reply: FastifyReply, error: RillError, page: Html) =>
    reply
      .status(error.statusCode)
      .type('text/html; charset=utf-8')
      .send(String(plainPage(assets, 'Not accepted', page)))

  app.post('/rooms/:roomId/messages', async (request, reply) => {
    const session = await sessionOf(chat, request)
    const roomId = positiveInteger(fieldsOf(request.params).roomId)
    if (roomId === null) throw notFound('This room')
    const { body, clientId } = fieldsOf(request.body)
    try {
      if (!session) throw SIGNED_OUT
      await chat.messages.postMessage(session.user, roomId, { body, clientId })
      return reply.redirect(`/rooms/${roomId}`, 303)
    } catch (error) {
      // Whatever the reason, what was written is not lost.
      if (!(error instanceof RillError) || error.code === 'not_found') throw error
      return show(reply, error, refusedMessage(roomId, String(body ?? ''), error))
    }
  })

  app.post('/rooms', async (request, reply) => {
    const session = await sessionOf(chat, request)
    if (!session) return askToSignIn(reply, '/rooms/new')
    const { name, description } = fieldsOf(request.body)
    try {
      const room = await chat.rooms.createRoom(session.user, { name, description })
      return reply.redirect(`/rooms/${room.id}`, 303)
    } catch (error) {
      if (!(error instanceof RillError) || Object.keys(error.fields).length === 0) throw error
      return show(reply, error, newRoomForm(refusedRoom({ name, description }, error.fields)))
    }
  })
}

function refusedMessage(roomId: number, body: string, { message, code }: RillError): Html {
  const room = `/rooms/${roomId}`
  return html`<section class="card"><h1>Not sent</h1>
    <p class="form-error" role="alert">${message}</p>
    <form class="stack" method="post" action="${room}/messages">
      <textarea name="body" aria-label="Your message" dir="auto">${body}</textarea>
      <div class="row"><button class="primary">Send</button><a class="button quiet" href="${room}">Back to the room</a></div>
    </form>
    ${code === 'unauthenticated' && html`<p><a href="/sign-in?return=${room}" target="_blank">Sign in</a> in another tab.</p>`}
  </section>`
}
