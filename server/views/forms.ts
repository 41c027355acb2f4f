/** What can be done without JavaScript: making a room, making a bot and revoking it, as plain forms. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Assets } from '../assets.ts'
import type { NewBot } from '../chat/bots.ts'
import type { Chat } from '../chat/chat.ts'
import { RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import { askToSignIn } from './accounts.ts'
import { botToken, newBotForm, refusedBot } from './components/bots.ts'
import { newRoomForm, refusedRoom } from './components/new-room-form.ts'
import { plainPage } from './layout.ts'
import { fieldsOf, idIn } from './params.ts'
import { visitOf } from './session-cookie.ts'

const NOT_ACCEPTED = 'Not accepted'

export async function formRoutes(
  app: FastifyInstance,
  { chat, assets }: { chat: Chat; assets: Assets },
): Promise<void> {
  const show = (reply: FastifyReply, status: number, title: string, page: Html) =>
    reply
      .status(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(String(plainPage(assets, title, page)))

  app.post('/rooms', async (request, reply) => {
    const session = await visitOf(chat, request)
    if (!session) return askToSignIn(reply, '/rooms/new')
    const { name, description } = fieldsOf(request.body)
    try {
      const room = await chat.rooms.createRoom(session.user, { name, description })
      return reply.redirect(`/rooms/${room.id}`, 303)
    } catch (error) {
      if (!(error instanceof RillError) || Object.keys(error.fields).length === 0) throw error
      return show(reply, error.statusCode, NOT_ACCEPTED, newRoomForm(refusedRoom({ name, description }, error.fields)))
    }
  })

  app.post('/bots', async (request, reply) => {
    const session = await visitOf(chat, request)
    if (!session) return askToSignIn(reply, '/bots')
    const { name } = fieldsOf(request.body)
    try {
      return show(reply, 201, 'Bot created', madeBot(await chat.bots.createBot(session.user, { name })))
    } catch (error) {
      if (!(error instanceof RillError) || Object.keys(error.fields).length === 0) throw error
      const form = newBotForm(refusedBot({ name }, error.fields))
      return show(reply, error.statusCode, NOT_ACCEPTED, html`<section class="card"><h1>New bot</h1>${form}</section>`)
    }
  })

  app.post('/bots/:id/revoke', async (request, reply) => {
    const session = await visitOf(chat, request)
    if (!session) return askToSignIn(reply, '/bots')
    await chat.bots.revokeBot(session.user, idIn(fieldsOf(request.params).id, 'This bot'))
    return reply.redirect('/bots', 303)
  })
}

/** The token cannot be shown after a redirect: it is not kept. */
function madeBot(made: NewBot): Html {
  return html`<section class="card"><h1><bdi>${made.bot.name}</bdi> is ready</h1>
    ${botToken(made)}
    <p><a class="button primary" href="/bots">Back to your bots</a></p>
  </section>`
}
