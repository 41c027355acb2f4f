/**
 * The Fastify plugin that serves streams by the Durable Streams protocol, at any path below its prefix.
 *
 * Not behind fastify-plugin: the parser of bodies, the hooks and the handler of errors are for these addresses alone.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { contentTypeOf } from '../content.ts'
import type { Streams } from '../streams.ts'
import { requireToken } from './access.ts'
import { answerError } from './errors.ts'
import { EVENT_TIMES, type EventTimes } from './events.ts'
import { LiveReaders } from './live-readers.ts'
import { tailHeaders } from './log-headers.ts'
import { allowEveryOrigin } from './origins.ts'
import { priceRequests, type Spend } from './price.ts'
import { answerRead } from './read.ts'
import { checkedPath } from './stream-path.ts'
import { answerAppend, answerCreate } from './write.ts'

/** Bytes of one append. */
const MAX_BODY = 16 * 1024 * 1024
const MAX_LIVE_READERS = 1_000

export interface StreamMountOptions {
  readonly streams: Streams
  /** What everybody must show who reads or writes; null when anybody may, from any origin. */
  readonly token: string | null
  /** How long a long-poll waits, in milliseconds. */
  readonly longPoll: number
  /** Scheme, host and port that the server is reached at. */
  readonly origin: () => string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Without it, requests are not counted. */
  readonly spend?: Spend
  readonly maxLiveReaders?: number
  readonly events?: EventTimes
}

type StreamRequest = FastifyRequest<{ Params: { '*': string } }>

export async function streamMount(app: FastifyInstance, options: StreamMountOptions): Promise<void> {
  const { streams, token, origin, now } = options
  const readers = new LiveReaders(options.maxLiveReaders ?? MAX_LIVE_READERS)
  const reading = {
    ...{ readers, longPoll: options.longPoll, events: options.events ?? EVENT_TIMES, now },
    cache: token === null ? ('public' as const) : ('private' as const),
  }
  const creating = { prefix: app.prefix, origin }

  app.setErrorHandler(answerError)
  acceptAnyBody(app)
  app.addHook('onRequest', setCommonHeaders)
  // Refusals too can be read by every origin, and a wrong token costs as much as the right one.
  if (token === null) allowEveryOrigin(app)
  if (options.spend) priceRequests(app, options.spend)
  if (token !== null) requireToken(app, token)
  app.addHook('preClose', async () => readers.dismiss())

  app.get('/*', { exposeHeadRoute: false }, async (request: StreamRequest, reply) =>
    answerRead(await streams.open(pathOf(request)), request, reply, {
      ...reading,
      pay: async (blocks) => await options.spend?.(request.ip, blocks),
    }),
  )
  app.head('/*', async (request: StreamRequest, reply) => answerHead(streams, pathOf(request), reply))
  app.put('/*', async (request: StreamRequest, reply) =>
    answerCreate(streams, pathOf(request), request, reply, creating),
  )
  app.post('/*', async (request: StreamRequest, reply) => answerAppend(streams, pathOf(request), request, reply))
  app.delete('/*', async (request: StreamRequest, reply) => {
    await streams.delete(pathOf(request))
    return reply.status(204).send()
  })
}

function pathOf(request: StreamRequest): string {
  return checkedPath(request.params['*'])
}

async function answerHead(streams: Streams, path: string, reply: FastifyReply): Promise<FastifyReply> {
  const stream = await streams.find(path)
  tailHeaders(reply, stream)
  if (stream.ttl !== null) reply.header('stream-ttl', String(stream.ttl))
  else if (stream.expiresAt !== null) reply.header('stream-expires-at', new Date(stream.expiresAt).toISOString())
  return reply.header('content-type', stream.contentType).send()
}

/** No answer is to be guessed the type of, or to be kept unless it says so. */
async function setCommonHeaders(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
}

/** Bodies are bytes, whatever they are called. A content type that is none counts as not given. */
function acceptAnyBody(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (contentTypeOf(headers['content-type']) === null) delete headers['content-type']
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_request, body, done) => done(null, body))
}
