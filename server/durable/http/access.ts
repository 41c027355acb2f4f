/** Who may use the mount: whoever shows the token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { bearerOf } from '../../bearer.ts'
import { StreamError } from '../stream-error.ts'

/** Refuses every request without `Authorization: Bearer TOKEN`, before its body is read. */
export function requireToken(app: FastifyInstance, token: string): void {
  const expected = digest(token)
  app.addHook('onRequest', async ({ headers }) => {
    const shown = bearerOf(headers)
    // Digests are of one length, and comparing them takes the same time however much of a guess is right.
    if (shown !== null && timingSafeEqual(digest(shown), expected)) return
    throw new StreamError('unauthenticated', 'This needs a token.')
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
