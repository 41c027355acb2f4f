/**
 * Prices requests that reach no handler: handlers take the points for all others. They are requests to addresses without
 * a route, and those that are refused earlier, for example because of a body in an unknown format. The network that they
 * come from pays.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RateLimiter } from './chat/rate-limiter.ts'

/** Prices the routes that are added from now on. */
export function priceUnreadRequests(app: FastifyInstance, limits: RateLimiter): void {
  const handled = new WeakSet<FastifyRequest>()
  app.addHook('onRequest', async (request) => {
    if (request.is404) await limits.take('visit', request.ip)
  })
  app.addHook('preHandler', async (request) => void handled.add(request))
  app.addHook('onSend', async (request) => {
    const isFree = request.is404 || request.routeOptions.config.isFree === true
    if (!isFree && !handled.has(request)) await limits.charge('visit', request.ip)
  })
}
