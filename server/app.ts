/** Builds the application; never listens. Every test uses it. */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import serveStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Assets, cacheControlOf } from './assets.ts'
import { createChat } from './chat/chat.ts'
import { KnownDevices } from './chat/known-devices.ts'
import type { MakeLimiter } from './chat/limiter.ts'
import { LogRetention } from './chat/log-retention.ts'
import { PasswordQueue } from './chat/password-queue.ts'
import { RateLimiter } from './chat/rate-limiter.ts'
import { SearchIndexing } from './chat/search-indexing.ts'
import { LONGEST, SESSION_OVER } from './chat/sessions.ts'
import { SignInGuard } from './chat/sign-in-guard.ts'
import type { Store } from './chat/store.ts'
import type { Config } from './config.ts'
import {
  type ConnectionLimits,
  defaultConnectionLimits,
  HTTP_TIMES,
  type HttpTimes,
  limitConnections,
} from './connection-limits.ts'
import { endConnectionsOnClose } from './connections.ts'
import { streamMount } from './durable/http/mount.ts'
import { startSweeping } from './durable/http/sweeping.ts'
import { namedLogs } from './durable/named-logs.ts'
import type { StreamStore } from './durable/stream-store.ts'
import { Streams } from './durable/streams.ts'
import { ViewStreams } from './durable/view-streams.ts'
import { FREE } from './free-routes.ts'
import { html, raw } from './live/html.ts'
import type { LiveWork } from './live/live-socket.ts'
import { asksForWebSocket, livePlugin } from './live/plugin.ts'
import type { PubSub } from './live/pubsub.ts'
import { type PublishMetrics, serveMetrics } from './metrics.ts'
import { refuseOtherHosts } from './public-host.ts'
import { refuseForeignRequests } from './same-origin.ts'
import { priceUnreadRequests } from './unread-requests.ts'
import { accountRoutes, askToSignIn } from './views/accounts.ts'
import { BotsView } from './views/bots-view.ts'
import { messageParts } from './views/components/message-parts.ts'
import { signOutQuestion } from './views/components/sign-out-question.ts'
import { answerError, answerErrors } from './views/error-answers.ts'
import { formRoutes } from './views/forms.ts'
import { documentPage } from './views/layout.ts'
import { messageRoutes } from './views/message-routes.ts'
import { NewRoomView } from './views/new-room-view.ts'
import { roomLogRoutes } from './views/room-log-routes.ts'
import { RoomView } from './views/room-view.ts'
import { RoomsView } from './views/rooms-view.ts'
import { SearchView } from './views/search-view.ts'
import type { ViewSession } from './views/session.ts'
import { rememberDevice, sessionOf, sessionTopic } from './views/session-cookie.ts'

/** Bytes of a frame or form: the longest message, every character of it escaped, and something around it. */
const MAX_BODY = 128 * 1024

/** Milliseconds after which what was written is indexed for search, together with what is written meanwhile. */
const INDEX_INTERVAL = 500

export interface AppParts {
  readonly config: Config
  readonly store: Store
  readonly streamStore: StreamStore
  readonly pubsub: PubSub
  readonly assets: Assets
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Makes the limiter of requests; by default it counts those to this process alone. */
  readonly makeLimiter?: MakeLimiter
  /** The metrics to answer with; by default those of this process alone. */
  readonly publishMetrics?: PublishMetrics
  /** Whether this process removes what is not kept any longer; by default it does. */
  readonly sweeps?: boolean
  /** Time limits for requests. */
  readonly times?: HttpTimes
}

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, store, pubsub, assets, now, makeLimiter, sweeps = true, times = HTTP_TIMES } = parts
  const app = Fastify({
    // Addresses that cannot be read come to no route and so to no error handler of the application.
    frameworkErrors: (error, request, reply) => {
      void limits.charge('visit', request.ip)
      void answerError(error, request, reply, assets)
    },
    logger: { level: config.logLevel },
    trustProxy: config.trustProxy,
    bodyLimit: MAX_BODY,
    requestTimeout: times.request,
    http: {
      headersTimeout: times.headers,
      connectionsCheckingInterval: times.interval,
      shouldUpgradeCallback: asksForWebSocket,
    },
  })
  endConnectionsOnClose(app)
  limitConnections(app, connectionLimits(config), { trustProxy: config.trustProxy, times })
  const limits = new RateLimiter(config.limits, makeLimiter)
  const devices = new KnownDevices(config.secret)
  const guard = new SignInGuard(config.failedSignIns, makeLimiter)
  const hashing = new PasswordQueue(config.waiting)
  const chat = createChat({ store, pubsub, now, limits, guard, hashing, devices })
  pubsub.subscribe(SESSION_OVER, (id) => {
    void chat.sessions.endHere(id as string).catch((err) => app.log.error({ err }, 'a session could not be ended'))
  })
  const streams = new Streams({ store: parts.streamStore, pubsub, now, limits: config.streams?.limits ?? {} })
  const viewStreams = new ViewStreams(namedLogs({ roomLog: store.roomLog, streams, pubsub }))

  // Before any route: a route keeps the handler that it finds.
  answerErrors(app, assets)
  priceUnreadRequests(app, limits)
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: SECURITY_POLICY },
    xFrameOptions: { action: 'deny' },
  })
  app.addHook('onRequest', async (_request, reply) => void reply.header('permissions-policy', PERMISSIONS_POLICY))
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: MAX_BODY })
  takeEmptyJson(app)
  await app.register(assetRoutes, assets)
  if (config.publicOrigin !== null) refuseOtherHosts(app, config.publicOrigin)
  refuseForeignRequests(app)
  const cookies = { chat, pubsub, isSecure: config.publicOrigin?.startsWith('https:') ?? false }
  await app.register(livePlugin, {
    routes: [
      { path: '/rooms', create: () => new RoomsView(chat) },
      { path: '/rooms/new', create: () => new NewRoomView(chat) },
      { path: '/rooms/:roomId', create: () => new RoomView(chat, viewStreams) },
      { path: '/bots', create: () => new BotsView(chat) },
      { path: '/search', create: () => new SearchView(chat) },
    ],
    pubsub,
    secret: config.secret,
    now,
    build: `${assets.script} ${assets.style} ${assets.early}`,
    maxFrame: MAX_BODY,
    maxSocketsPerPerson: shareOf(config.maxSocketsPerPerson, config),
    identify: async (request, reply) => {
      const session = await sessionOf(chat, request)
      if (!session) return null
      if (reply) rememberDevice(cookies, request, reply, session.user)
      const { id, user, createdAt } = session
      const expiresAt = createdAt + LONGEST
      const spend = (work: LiveWork) => limits.take(work, user.id)
      return { subject: `${user.id}`, session: { user }, sessionId: id, endTopic: sessionTopic(id), expiresAt, spend }
    },
    spendUnidentified: async (request) => {
      // A socket that a test injects comes from no address.
      if (request.raw.socket) await limits.take('visit', request.ip)
    },
    active: (ids) => chat.sessions.active(ids),
    refuse: async (request, reply) => {
      await limits.take('visit', request.ip)
      return askToSignIn(reply, request.url)
    },
    layout: ({ title, root, identity }) =>
      documentPage({
        title,
        assets,
        userId: (identity.session as ViewSession).user.id,
        content: html`${CONNECTION}${root}${BESIDE_VIEWS}`,
      }),
  })
  await app.register(accountRoutes, { cookies, assets })
  await app.register(messageRoutes, { chat, assets })
  await app.register(roomLogRoutes, { chat, store: store.roomLog, pubsub, now })
  await app.register(formRoutes, { chat, assets })
  if (config.streams) {
    await app.register(streamMount, {
      prefix: '/streams',
      streams,
      ...config.streams,
      origin: () => config.publicOrigin ?? app.listeningOrigin,
      now,
      spend: (ip, points, done) => (done ? limits.charge('stream', ip, points) : limits.take('stream', ip, points)),
    })
    if (sweeps) startSweeping(app, 'streams', streams)
  }
  if (sweeps) startSweeping(app, 'search index', new SearchIndexing(store), { interval: INDEX_INTERVAL })
  const { roomLog } = config
  if (sweeps && (roomLog.maxAge !== null || roomLog.maxEvents !== null)) {
    startSweeping(app, 'room logs', new LogRetention({ store, now, limits: roomLog }))
  }
  serveMetrics(app, parts.publishMetrics)
  app.get('/', { config: FREE }, async (_request, reply) => reply.redirect('/rooms', 303))
  app.get('/healthz', { config: { anyHost: true, ...FREE } }, async () => {
    await store.ping()
    return { status: 'ok' }
  })
  return app
}

/** The share of a limit on all workers that each of them allows, as each counts its own connections only. */
function shareOf(limit: number, { workers }: Config): number {
  return Math.ceil(limit / workers)
}

/** The total is for the file handles of this process; what one network may have is for all workers together. */
function connectionLimits(config: Config): ConnectionLimits {
  const { total, perNetwork } = { ...defaultConnectionLimits(), ...config.connections }
  return { total, perNetwork: shareOf(perNetwork, config) }
}

async function assetRoutes(app: FastifyInstance, { directory }: Assets): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, ...FREE }
  })
  await app.register(serveStatic, {
    ...{ root: directory, prefix: '/assets/', cacheControl: false },
    setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(path)),
  })
}

/** Many HTTP clients name a content type whether or not they send a body, as with DELETE. */
function takeEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body, done),
  )
}

/** Says how the connection stands, on every live page; before the view, so that its header can make room for it. */
const CONNECTION = raw('<div id="connection" class="connection" role="status"></div>')

/** Elements beside the view of every live page. They are the same for everybody, so they are rendered once. */
const BESIDE_VIEWS = raw(
  String(
    html`<div id="flash" class="flash" role="status"></div><div id="announcements" class="visually-hidden" role="status"></div>${messageParts()}${signOutQuestion()}`,
  ),
)

/** Everything from this origin, nothing inline, in nobody's frame. */
const SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** A chat needs none of these, and neither does what it may show. */
const PERMISSIONS_POLICY = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ')
