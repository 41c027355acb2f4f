/**
 * The Fastify plugin: serves the live routes over HTTP and their socket at /live.
 */
import type { IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { WebSocket } from 'ws'
import { notFound, RillError } from '../errors.ts'
import { Departures } from './departures.ts'
import { encodeMarkup } from './encoded.ts'
import type { Fragment } from './html.ts'
import { renderHttpPage } from './http-page.ts'
import { type ActiveSessions, type Identity, type LiveServer, LiveSocket, type Wire } from './live-socket.ts'
import { encodeLocations } from './location.ts'
import { endInactive, endOverdue } from './overdue.ts'
import { CLOSE, PROTOCOL_VERSION } from './protocol.ts'
import type { PubSub } from './pubsub.ts'
import { Retirement } from './retirement.ts'
import { type LiveRoute, LiveRoutes } from './routes.ts'
import { SessionChecks } from './session-checks.ts'
import { PageTokens } from './token.ts'

/** A tab may stay open for so long and still go on from its page after the server was restarted. */
const TOKEN_LIFETIME = 14 * 24 * 3_600_000
/** Tokens end at whole hours, so that one person's pages of one sort have the same for a while. */
const TOKEN_GRAIN = 3_600_000
const SWEEP_INTERVAL = 10_000
const MAX_SOCKETS_PER_PERSON = 50
const SOCKET_OPTIONS = {
  // Compression costs seven times the CPU that a delivery takes without it.
  perMessageDeflate: false,
  /** A peer that does not finish the closing handshake within this many milliseconds is cut off. */
  closeTimeout: 1_000,
}

export interface LiveOptions {
  readonly routes: readonly LiveRoute[]
  readonly pubsub: PubSub
  /** Signs the tokens of pages. */
  readonly secret: string
  readonly now: () => number
  /** Milliseconds since some moment, for how often and how long ago; by default those of the process. */
  readonly uptime?: () => number
  /** Name of the browser's part that goes with this server: another one has older pages loaded anew. */
  readonly build: string
  /** Sockets that one person may have open in this process. */
  readonly maxSocketsPerPerson?: number
  /** Bytes of the largest frame that is taken from a browser. */
  readonly maxFrame: number
  /** Who sends this request; null when nobody is signed in. Asked for a page, with its reply, and for a socket. */
  identify(request: FastifyRequest, reply?: FastifyReply): Promise<Identity | null>
  /** Counts a request for a socket that is refused or of somebody who is not signed in. Rejects with `rate_limited`. Without it, these are not counted. */
  spendUnidentified?(request: FastifyRequest): Promise<void>
  /** Those of the sessions with these ids that have not ended: see `LiveServer.active`. */
  active(sessionIds: readonly string[]): Promise<ActiveSessions>
  /** Answers a request for a live page of somebody who is not signed in. */
  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>
  /** The whole document around a view's content. */
  layout(page: { title: string; root: Fragment; identity: Identity }): Fragment
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The open live sockets. */
    readonly liveSockets: ReadonlySet<LiveSocket>
  }
}

export const livePlugin = fastifyPlugin<LiveOptions>(
  async (app, options) => {
    const server = liveServer(app, options)
    const sockets = new Set<LiveSocket>()
    const retirement = new Retirement()
    app.decorate('liveSockets', sockets)
    encodeLocations(app)
    for (const route of options.routes) {
      app.get(route.path, (request, reply) => servePage(server, options, request, reply))
    }
    // Before the WebSocket plugin's own hook, which closes what is left without a word.
    app.addHook('preClose', () => retirement.begin(sockets))
    await app.register(websocket, { options: { maxPayload: options.maxFrame, ...SOCKET_OPTIONS } })
    serveSocket(app, server, options, { sockets, retirement })
    watchSockets(app, server, sockets)
  },
  { name: 'live' },
)

function liveServer(app: FastifyInstance, options: LiveOptions): LiveServer {
  const { routes, pubsub, secret, now, uptime = () => performance.now(), build } = options
  const tokens = new PageTokens(secret)
  const checks = new SessionChecks(options.active)
  return {
    routes: new LiveRoutes(routes),
    pubsub,
    now,
    uptime,
    build,
    departures: new Departures(),
    active: options.active,
    isActive: (sessionId) => checks.isActive(sessionId),
    verify: (token, identity) => {
      const claims = tokens.verify(token, now())
      return claims?.subject === identity.subject ? claims : null
    },
    pageState: (route, { subject }, page) => {
      const expires = Math.ceil((now() + TOKEN_LIFETIME) / TOKEN_GRAIN) * TOKEN_GRAIN
      return { token: tokens.sign({ view: route.path, subject, expires }), ...page }
    },
    logError: (error, what) => app.log.error({ err: error }, `live view failed in ${what}`),
  }
}

async function servePage(
  server: LiveServer,
  options: LiveOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const identity = await options.identify(request, reply)
  if (!identity) return options.refuse(request, reply)
  await identity.spend?.('page')
  const address = server.routes.resolve(request.url)
  if (!address) throw notFound('This page')
  const page = await renderHttpPage(server, identity, address)
  if ('how' in page) return reply.redirect(page.url, 303)
  // A page belongs to one person; going back must show neither an older one nor that of a session that is over.
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'private, no-store')
    .send(encodeMarkup(options.layout({ ...page, identity })))
}

function serveSocket(
  app: FastifyInstance,
  server: LiveServer,
  options: LiveOptions,
  { sockets, retirement }: { sockets: Set<LiveSocket>; retirement: Retirement },
): void {
  const { maxSocketsPerPerson = MAX_SOCKETS_PER_PERSON } = options
  const socketsOf = ({ subject }: Identity) => {
    let count = 0
    for (const socket of sockets) if (socket.subject === subject) count++
    return count
  }

  app.route({
    method: 'GET',
    url: '/live',
    preHandler: letGoOfResponse,
    handler: askForUpgrade(options),
    wsHandler: take,
  })

  function take(socket: WebSocket, request: FastifyRequest): void {
    // Frames may arrive while the session is looked up; ws would drop them for want of a listener.
    socket.pause()
    // The plugin's listener knows the request, and would keep it for as long as the socket lives.
    socket.removeAllListeners('error')
    // Frames over the size limit and broken connections; ws closes the socket itself, with the right code.
    socket.on('error', () => {})
    const refusal = refusalOf(request)
    const identified = (refusal ? Promise.resolve(null) : options.identify(request)).then(async (identity) => {
      if (!identity) await options.spendUnidentified?.(request)
      return identity
    })
    // A socket that is injected by a test has no connection below it.
    const wire: Wire | undefined = request.raw.socket
    void admit(socket, wire, identified, refusal).catch((error) => {
      socket.resume()
      if (error instanceof RillError && error.code === 'rate_limited') {
        return socket.close(CLOSE.flood, `retry after ${Math.ceil(error.retryAfter ?? 0)}`)
      }
      server.logError(error, 'socket')
      socket.close(1011, 'try again')
    })
  }

  async function admit(
    socket: WebSocket,
    wire: Wire | undefined,
    identified: Promise<Identity | null>,
    refusal: Refusal | null,
  ): Promise<void> {
    const identity = await identified
    await identity?.spend?.('socket')
    socket.resume()
    if (!identity) return socket.close(refusal?.code ?? CLOSE.unauthenticated, refusal?.reason ?? 'sign in first')
    if (retirement.hasBegun) return socket.close(...retirement.farewell)
    if (socketsOf(identity) >= maxSocketsPerPerson) return socket.close(CLOSE.flood, 'too many sockets')
    const liveSocket = new LiveSocket(socket, wire, identity, server)
    sockets.add(liveSocket)
    socket.on('close', () => sockets.delete(liveSocket))
  }
}

/**
 * Whether a request asks for a WebSocket. An offer of another protocol, such as the `h2c` of many HTTP clients, may be
 * ignored (RFC 9110, section 7.8): the request is then answered like any other.
 */
export function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

/** An upgrade has no response; it would be kept, with its request, for as long as the socket lives. */
async function letGoOfResponse({ ws }: FastifyRequest, { raw }: FastifyReply): Promise<void> {
  if (ws && raw.socket) raw.detachSocket(raw.socket)
}

function askForUpgrade({ spendUnidentified }: LiveOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    await spendUnidentified?.(request)
    reply.header('upgrade', 'websocket').header('connection', 'Upgrade')
    throw new RillError('upgrade_required', 'This address takes WebSockets only.')
  }
}

interface Refusal {
  readonly code: number
  readonly reason: string
}

/** A socket of another site, or of a page that speaks another version, is refused. */
function refusalOf(request: FastifyRequest): Refusal | null {
  const { origin } = request.headers
  if (origin !== undefined && URL.parse(origin)?.host !== request.host) {
    return { code: CLOSE.unauthenticated, reason: 'not from this origin' }
  }
  const { v } = request.query as { v?: string }
  return v === String(PROTOCOL_VERSION) ? null : { code: CLOSE.version, reason: 'another version' }
}

/** One timer for all sockets. */
function watchSockets(app: FastifyInstance, server: LiveServer, sockets: ReadonlySet<LiveSocket>): void {
  let isChecking = false
  const checkSessions = async () => {
    if (isChecking) return
    isChecking = true
    // A database that does not answer ends nobody's session.
    await endInactive(sockets, server).catch((error) => server.logError(error, 'sessions'))
    isChecking = false
  }
  const timer = setInterval(() => {
    endOverdue(sockets, { now: server.now(), uptime: server.uptime() })
    void checkSessions()
  }, SWEEP_INTERVAL)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}
