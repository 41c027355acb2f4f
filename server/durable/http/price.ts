/** Counts requests to the mount by the bytes they bring or get, for the network they come from. */
import { Readable } from 'node:stream'
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
  app.addHook('onSend', async ({ ip }, reply, payload) => {
    // A body that is sent in pieces has a length in its headers. Events have none, and are paid for as they are sent.
    const length = reply.getHeader('content-length')
    const points = payload instanceof Readable ? pointsFor(Number(length)) : furtherPoints(payload)
    if (points > 0) await spend(ip, points, 'done')
  })
}

function furtherPoints(bytes: unknown): number {
  return Buffer.isBuffer(bytes) || typeof bytes === 'string' ? pointsFor(Buffer.byteLength(bytes)) : 0
}

function pointsFor(bytes: number): number {
  return Math.min(MOST - 1, furtherBlocks(bytes))
}

/** Blocks after the first, which the request itself pays for. */
export function furtherBlocks(bytes: number): number {
  return Math.max(0, Math.ceil(bytes / BLOCK) - 1)
}
