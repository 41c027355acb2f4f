/** The Location header of every answer, as HTTP can carry it: ASCII, and on this origin unless it names another in full. */
import type { FastifyInstance } from 'fastify'

const HERE = 'http://this-server.invalid'
/** A URL parser drops some of these, and would so make a host out of what looked like a path. */
const CONTROLS = /\p{Cc}/gu

/** Encodes the Location header of every answer of the application. */
export function encodeLocations(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    const address = reply.getHeader('location')
    if (typeof address === 'string') reply.header('location', locationOf(address, request.url))
  })
}

/**
 * An address that a browser at `from` goes to, with every character that a header cannot carry encoded. Paths that would
 * lead to another host (`//elsewhere`, `/\elsewhere`) lead to that path of this server; what is no address leads to `/`.
 */
export function locationOf(address: string, from: string): string {
  const clean = address.replaceAll(CONTROLS, '').trim()
  const url = URL.parse(clean.replace(/^[/\\]{2,}/, '/'), URL.parse(from, HERE)?.href ?? HERE)
  if (!url) return '/'
  if (url.origin !== HERE) return url.href
  // A path such as "/..//elsewhere" has become "//elsewhere", which is another host.
  return url.pathname.replace(/^\/{2,}/, '/') + url.search + url.hash
}
