/**
 * Requests for another host than that of PUBLIC_URL are refused, so that a name that somebody points at this server (DNS
 * rebinding), or its bare address, opens nothing.
 */
import type { FastifyInstance } from 'fastify'
import { RillError } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For tools of the operator, which ask by the address that the server listens on. */
    anyHost?: boolean
  }
}

/** Characters that belong to other parts of an address. */
const NOT_IN_HOSTS = /[/\\?#@]/

/** @param origin Scheme, host and port that people reach the server at. */
export function refuseOtherHosts(app: FastifyInstance, origin: string): void {
  const { protocol, host } = new URL(origin)
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config?.anyHost) return
    // As an address, so that case and the port that goes without saying make no difference.
    const asked = URL.parse(`${protocol}//${request.host}`)
    if (asked?.host === host && !NOT_IN_HOSTS.test(request.host)) return
    throw new RillError('misdirected', `This server is at ${origin}.`)
  })
}
