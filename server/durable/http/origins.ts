/** A mount that anybody may use may be used by the pages of every origin. */
import type { FastifyInstance } from 'fastify'

const METHODS = 'GET, HEAD, PUT, POST, DELETE, OPTIONS'
const REQUEST_HEADERS = [
  ...['Content-Type', 'If-None-Match', 'Stream-Seq', 'Stream-TTL', 'Stream-Expires-At', 'Stream-Closed'],
  ...['Producer-Id', 'Producer-Epoch', 'Producer-Seq'],
  ...['Stream-Forked-From', 'Stream-Fork-Offset', 'Stream-Fork-Sub-Offset'],
].join(', ')
const RESPONSE_HEADERS = [
  ...['ETag', 'Location', 'Retry-After', 'Stream-Next-Offset', 'Stream-Up-To-Date', 'Stream-Closed', 'Stream-Cursor'],
  ...['Stream-TTL', 'Stream-Expires-At', 'Stream-SSE-Data-Encoding'],
  ...['Producer-Epoch', 'Producer-Seq', 'Producer-Expected-Seq', 'Producer-Received-Seq'],
].join(', ')
const DAY = '86400'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No cookie counts on this route, and pages of every site may send to it. */
    everyOrigin?: boolean
  }
}

/** Lets the pages of every origin use the routes that are added from now on. */
export function allowEveryOrigin(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, everyOrigin: true }
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': RESPONSE_HEADERS,
      'cross-origin-resource-policy': 'cross-origin',
    })
  })
  app.options('/*', async (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': REQUEST_HEADERS,
        'access-control-max-age': DAY,
      })
      .status(204)
      .send(),
  )
}
