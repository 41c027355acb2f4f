/** The cookie that carries a session, and who a request comes from. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Chat } from '../chat/chat.ts'
import type { Session, User } from '../chat/entities.ts'

const COOKIE = 'rill_session'

/** The session of a request; null when there is none or it has ended. */
export async function sessionOf(chat: Chat, request: FastifyRequest): Promise<Session | null> {
  const token = request.cookies[COOKIE]
  return token ? await chat.accounts.findSession(token) : null
}

export async function beginSession(chat: Chat, reply: FastifyReply, user: User): Promise<void> {
  const { token, expiresAt } = await chat.accounts.startSession(user)
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    // Over TLS, seen directly or told by a trusted proxy, the cookie never travels in the clear.
    secure: 'auto',
    expires: new Date(expiresAt),
  })
}

/** Ends the session; answers with its id, null when there was none. */
export async function endSession(chat: Chat, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
  const session = await sessionOf(chat, request)
  await chat.accounts.endSession(request.cookies[COOKIE] ?? '')
  reply.clearCookie(COOKIE, { path: '/' })
  return session?.id ?? null
}

/** Topic that ends a session's live sockets. */
export function sessionTopic(sessionId: string): string {
  return `sessions/${sessionId}`
}
