/** What a program is told of a request that failed: a status, what headers say of it, and JSON. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { codeOf, RillError } from '../../errors.ts'
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
  reply.headers(errorHeaders(error))
  const isTold = status < 500 || error instanceof RillError || error instanceof StreamError
  const message = isTold ? error.message : 'Something went wrong on the server.'
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .send({ code: error instanceof StreamError ? error.code : codeOf(error), message })
}

/** What the headers of the answer say of an error. */
export function errorHeaders(error: FastifyError | RillError | StreamError): Record<string, string> {
  const status = error.statusCode ?? 500
  return {
    ...(error instanceof StreamError && factHeaders(error.facts)),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...((status === 429 || status === 503) && { 'retry-after': retryAfter(error) }),
  }
}

/** In seconds. */
function retryAfter(error: FastifyError | RillError | StreamError): string {
  const known = error instanceof RillError ? error.retryAfter : undefined
  return String(known === undefined ? RETRY_AFTER : Math.ceil(known / 1_000))
}

function factHeaders({ tail, start, epoch, expectedSeq, receivedSeq }: StreamFacts): Record<string, string> {
  return {
    ...(tail !== undefined && { 'stream-next-offset': formatOffset(tail), 'stream-closed': 'true' }),
    ...(start !== undefined && { 'stream-earliest-offset': formatOffset(start) }),
    ...(epoch !== undefined && { 'producer-epoch': String(epoch) }),
    ...(expectedSeq !== undefined && { 'producer-expected-seq': String(expectedSeq) }),
    ...(receivedSeq !== undefined && { 'producer-received-seq': String(receivedSeq) }),
  }
}
