/**
 * Forms of other sites are refused. The session cookie's SameSite=Lax keeps it from them already; this covers browsers
 * and cases in which that does not hold (sibling subdomains are the same site).
 */
import type { FastifyInstance } from 'fastify'
import { RillError } from './errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export function refuseForeignForms(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method) || request.routeOptions.config.everyOrigin) return
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    // A program that sends neither header is no browser, and carries no cookie of somebody else's.
    const foreign = site
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && hostOf(origin) !== request.host
    if (foreign) throw new RillError('forbidden', 'This form was sent from another site.')
  })
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
