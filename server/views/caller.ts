/** Who sends a request, however that is said: by the cookie of a session, or by a bot's token. */
import type { FastifyRequest } from 'fastify'
import { bearerOf } from '../bearer.ts'
import type { Chat } from '../chat/chat.ts'
import type { Author } from '../chat/entities.ts'
import { botTopic } from '../chat/events.ts'
import { sessionOf, sessionTopic } from './session-cookie.ts'

export interface Caller {
  readonly author: Author
  /** Any message on this topic: what the request showed may count no longer. */
  readonly endTopic: string
}

/**
 * The caller as of now; null when there is none. Where a token is shown, the cookie does not count. Requests without a
 * caller count for the network they come from, and reject with `rate_limited` when there are too many.
 */
export async function callerOf(chat: Chat, request: FastifyRequest): Promise<Caller | null> {
  const caller = await findCaller(chat, request)
  if (!caller) await chat.limits.take('visit', request.ip)
  return caller
}

async function findCaller(chat: Chat, request: FastifyRequest): Promise<Caller | null> {
  const token = bearerOf(request.headers)
  if (token !== null) {
    const bot = await chat.bots.findByToken(token)
    return bot && { author: bot, endTopic: botTopic(bot.id) }
  }
  const session = await sessionOf(chat, request)
  return session && { author: session.user, endTopic: sessionTopic(session.id) }
}
