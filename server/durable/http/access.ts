/** Who may use the mount: whoever shows the token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { StreamError } from '../stream-error.ts'

const BEARER = /^Bearer +(\S+)$/i

/** Refuses every request without `Authorization: Bearer TOKEN`, before its body is read. */
export function requireToken(app: FastifyInstance, token: string): void {
  const expected = digest(token)
  app.addHook('onRequest', async (request, reply) => {
    const shown = BEARER.exec(request.headers.authorization ?? '')?.[1]
    // Digests are of one length, and comparing them takes the same time however much of a guess is right.
    if (shown !== undefined && timingSafeEqual(digest(shown), expected)) return
    reply.header('www-authenticate', 'Bearer')
    throw new StreamError('unauthenticated', 'This needs a token.')
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
