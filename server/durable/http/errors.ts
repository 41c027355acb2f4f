/** What a program is told of a request that failed: a status, what the protocol's headers say of it, and JSON. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { RillError } from '../../errors.ts'
import { formatOffset } from '../offsets.ts'
import { StreamError, type StreamFacts } from '../stream-error.ts'

/** Seconds after which to try again, where nothing better is known. */
const RETRY_AFTER = 1

export function answerError(
  error: FastifyError | RillError | StreamError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  if (error instanceof StreamError) reply.headers(headersOf(error.facts))
  if (status === 429 || status === 503) reply.header('retry-after', RETRY_AFTER)
  const isTold = status < 500 || error instanceof RillError
  const message = isTold ? error.message : 'Something went wrong on the server.'
  return reply.status(status).header('cache-control', 'no-store').send({ code: error.code, message })
}

function headersOf({ tail, epoch, expectedSeq, receivedSeq }: StreamFacts): Record<string, string> {
  return {
    ...(tail !== undefined && { 'stream-next-offset': formatOffset(tail), 'stream-closed': 'true' }),
    ...(epoch !== undefined && { 'producer-epoch': String(epoch) }),
    ...(expectedSeq !== undefined && { 'producer-expected-seq': String(expectedSeq) }),
    ...(receivedSeq !== undefined && { 'producer-received-seq': String(receivedSeq) }),
  }
}
