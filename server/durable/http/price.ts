/** Counts requests to the mount by the bytes they bring or get, for the network they come from. */
import type { FastifyInstance } from 'fastify'

/** Bytes of a body or an answer that one point pays for. */
const BLOCK = 32 * 1024
/** Points that one request costs at most for its body, and at most for its answer. */
const MOST = 64

/**
 * Counts so many points for a network address. Rejects with `rate_limited` when the address has had too many, unless the
 * work was `done` already.
 */
export type Spend = (ip: string, points: number, done?: 'done') => Promise<void>

/** Prices the routes that are added from now on: a point for each request, and one for each further 32 KiB. */
export function priceRequests(app: FastifyInstance, spend: Spend): void {
  app.addHook('onRequest', ({ ip }) => spend(ip, 1))
  app.addHook('preHandler', async ({ body, ip }) => {
    const points = furtherPoints(body)
    if (points > 0) await spend(ip, points)
  })
  app.addHook('onSend', async ({ ip }, _reply, payload) => {
    const points = furtherPoints(payload)
    if (points > 0) await spend(ip, points, 'done')
  })
}

/** The first block is paid for by the request itself. An event stream, which has no size, is not priced by it. */
function furtherPoints(bytes: unknown): number {
  const size = Buffer.isBuffer(bytes) || typeof bytes === 'string' ? Buffer.byteLength(bytes) : 0
  return Math.max(0, Math.min(MOST, Math.ceil(size / BLOCK)) - 1)
}
