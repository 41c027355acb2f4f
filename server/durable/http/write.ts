/** The handlers that create a stream, append to it and close it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { StreamError } from '../stream-error.ts'
import type { Streams } from '../streams.ts'
import { readClosed, readContentType, readFork, readLifetime, readProducer, readSeq } from './headers.ts'
import { tailHeaders } from './log-headers.ts'

const NOTHING = Buffer.alloc(0)

export interface CreateServing {
  /** What comes before a stream's path in its address, without a slash at its end. */
  readonly prefix: string
  /** Scheme, host and port that the server is reached at. */
  readonly origin: () => string
}

/** PUT: 201 for a new stream, 200 for one that is there already and the same. */
export async function answerCreate(
  streams: Streams,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  { prefix, origin }: CreateServing,
): Promise<FastifyReply> {
  const { headers } = request
  const { stream, created } = await streams.create(path, {
    contentType: readContentType(headers),
    ...readLifetime(headers),
    closed: readClosed(headers),
    body: bodyOf(request),
    fork: readFork(headers, prefix),
  })
  tailHeaders(reply, stream)
  const address = new URL(request.url, origin())
  reply.header('location', `${address.origin}${address.pathname}`).header('content-type', stream.contentType)
  return reply.status(created ? 201 : 200).send(NOTHING)
}

/** POST: 204, or with a producer 200 for what is new and 204 for what was there. */
export async function answerAppend(
  streams: Streams,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers } = request
  const body = bodyOf(request)
  const contentType = readContentType(headers)
  const close = readClosed(headers)
  if (body.length === 0 && !close) throw new StreamError('malformed', 'There is nothing to append.')
  if (body.length > 0 && contentType === null) throw new StreamError('malformed', 'A body needs a Content-Type.')
  const producer = readProducer(headers)
  const { stream, decision } = await streams.append(path, { contentType, body, close, seq: readSeq(headers), producer })
  tailHeaders(reply, stream)
  const { accepted } = decision
  if (accepted) reply.header('producer-epoch', String(accepted.epoch)).header('producer-seq', String(accepted.seq))
  const isNews = producer !== null && !decision.duplicate && body.length > 0
  return reply.status(isNews ? 200 : 204).send(isNews ? NOTHING : undefined)
}

/** Empty where there is none. */
function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : NOTHING
}
