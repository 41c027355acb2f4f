/**
 * Requests of other sites are refused. The session cookie's SameSite=Lax keeps it from most of them already; this covers
 * browsers and cases in which that does not hold (sibling subdomains are the same site).
 */
import type { FastifyInstance } from 'fastify'
import { bearerOf } from './bearer.ts'
import { RillError } from './errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A request that shows a token is the token's owner's, and no cookie of it counts. Browsers add none by themselves. */
    takesToken?: boolean
    /** Pages of other sites may not ask for this either, though it changes nothing. */
    ownOriginReads?: boolean
  }
}

export function refuseForeignRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { everyOrigin, takesToken, ownOriginReads } = request.routeOptions.config
    if (everyOrigin || (takesToken && bearerOf(request.headers) !== null)) return
    if (SAFE_METHODS.has(request.method) && !ownOriginReads) return
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    // A program that sends neither header is no browser, and carries no cookie of somebody else's.
    const foreign = site
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && hostOf(origin) !== request.host
    if (foreign) throw new RillError('forbidden', 'This was sent from another site.')
  })
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
