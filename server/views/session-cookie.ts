/** The cookies that carry a session and mark a known device, and who a request comes from. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Chat } from '../chat/chat.ts'
import type { Session, User } from '../chat/entities.ts'
import type { PubSub } from '../live/pubsub.ts'

const SESSION = 'rill_session'
const DEVICE = 'rill_device'
/** Browsers take a cookie of this prefix only over TLS, for this very host and for all paths. */
const HOST_PREFIX = '__Host-'
const DEVICE_LIFETIME = 365 * 24 * 3_600

export interface Cookies {
  readonly chat: Chat
  readonly pubsub: PubSub
  /** Whether people reach the server by https, as PUBLIC_URL says; a request that came by TLS shows it by itself. */
  readonly isSecure: boolean
}

/** The session of a request; null when there is none or it has ended. */
export async function sessionOf(chat: Chat, request: FastifyRequest): Promise<Session | null> {
  const token = cookieOf(request, SESSION)
  return token ? await chat.sessions.find(token) : null
}

/**
 * The same for a request that nothing else prices: it counts for the person, or without a session for the network. Rejects
 * with `rate_limited`.
 */
export async function visitOf(chat: Chat, request: FastifyRequest): Promise<Session | null> {
  const session = await sessionOf(chat, request)
  await chat.limits.take('visit', session?.user ?? request.ip)
  return session
}

/** Begins a session, ends the one that it replaces, and remembers the device. Answers by cookies. */
export async function beginSession(
  cookies: Cookies,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
): Promise<void> {
  const { chat } = cookies
  const { token, expiresAt } = await chat.sessions.begin(user)
  await endSession(cookies, request, reply)
  setCookie(cookies, request, reply, { name: SESSION, value: token, expires: new Date(expiresAt) })
  markDevice(cookies, request, reply, user)
}

/**
 * Marks the browser as a known device of the person whose session it shows, unless it is known for them already. A session
 * that began before there were such marks would otherwise leave its browser unknown.
 */
export function rememberDevice(cookies: Cookies, request: FastifyRequest, reply: FastifyReply, user: User): void {
  const isKnown = cookies.chat.accounts.devices.find(deviceOf(request), user.email) !== null
  if (!isKnown) markDevice(cookies, request, reply, user)
}

/** Answers with a mark of the device as one of this person's. */
function markDevice(cookies: Cookies, request: FastifyRequest, reply: FastifyReply, { email }: User): void {
  const value = cookies.chat.accounts.devices.remember(deviceOf(request), email)
  setCookie(cookies, request, reply, { name: DEVICE, value, maxAge: DEVICE_LIFETIME })
}

/**
 * Ends the session of a request, if it has one, with its sockets. The cookie goes whatever the database says. Resolves with
 * whether a session was ended.
 */
export async function endSession(
  { chat, pubsub }: Cookies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  let hasEnded = false
  for (const name of [SESSION, HOST_PREFIX + SESSION]) {
    const token = request.cookies[name]
    if (token === undefined) continue
    reply.clearCookie(name, { path: '/', secure: name.startsWith(HOST_PREFIX) })
    const id = await chat.sessions.end(token)
    if (id === null) continue
    hasEnded = true
    pubsub.broadcast(sessionTopic(id), null)
  }
  return hasEnded
}

/** The cookie by which a browser shows who has signed in on it. */
export function deviceOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, DEVICE)
}

/** Topic that ends a session's live sockets. */
export function sessionTopic(sessionId: string): string {
  return `sessions/${sessionId}`
}

/** The name without the prefix is that of earlier versions, and of servers without TLS. */
function cookieOf(request: FastifyRequest, name: string): string | undefined {
  return request.cookies[HOST_PREFIX + name] ?? request.cookies[name]
}

function setCookie(
  { isSecure }: Cookies,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, ...lifetime }: { name: string; value: string; expires?: Date; maxAge?: number },
): void {
  const secure = isSecure || request.protocol === 'https'
  reply.setCookie(secure ? HOST_PREFIX + name : name, value, {
    ...lifetime,
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
  })
}
