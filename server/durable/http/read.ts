/**
 * The read handler of every log: what is there, and with `live` what comes. The position where one read ends is where
 * the next begins, whichever way either was made.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { forgotten, type LogPage, type LogState, type ReadableLog, waitBeyond } from '../readable-log.ts'
import { StreamError } from '../stream-error.ts'
import { nextCursor } from './cursor.ts'
import { type EventTimes, type PayForEvents, sendEvents } from './events.ts'
import type { Admission } from './live-readers.ts'
import { type Caching, cacheHeaders, entityTag, isKnown, type Stretch, stretchHeaders } from './log-headers.ts'
import { sendInPieces } from './pieces.ts'
import { type ReadQuery, readQuery } from './read-query.ts'

export interface ReadServing {
  readonly readers: Admission
  /** How long a long-poll waits, in milliseconds. */
  readonly longPoll: number
  readonly events: EventTimes
  readonly cache: Caching
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly pay: PayForEvents
}

/** Answers a GET of a log. Rejects with a StreamError for what cannot be read. */
export async function answerRead(
  log: ReadableLog,
  request: FastifyRequest,
  reply: FastifyReply,
  serving: ReadServing,
): Promise<FastifyReply> {
  const query = readQuery(request.query)
  const state = await log.state()
  const from = startOf(query, state)
  if (query.live === 'sse') return sendEvents(log, { from, cursor: query.cursor }, request, reply, serving)
  if (query.live === 'long-poll') return answerLongPoll(log, from, query.cursor, request, reply, serving)
  if (query.from === 'now') return answerTail(log, { from, end: from, state }, reply)
  return sendPage(log, from, state, await log.page(from, state.tail), request, reply, serving)
}

function startOf({ from }: ReadQuery, { start = 0, tail }: LogState): number {
  if (from === 'start') return start
  if (from === 'now') return tail
  if (from > tail) throw new StreamError('malformed', 'The offset is beyond the end of the stream.')
  if (from < start) throw forgotten(start)
  return from
}

/** Nothing but the tail: an answer that is worth nothing a moment later. */
async function answerTail(log: ReadableLog, stretch: Stretch, reply: FastifyReply): Promise<FastifyReply> {
  stretchHeaders(reply, stretch)
  const { body } = await log.page(stretch.from, stretch.end)
  reply.header('cache-control', 'no-store').header('content-type', log.contentType)
  return sendInPieces(reply, body)
}

async function answerLongPoll(
  log: ReadableLog,
  from: number,
  cursor: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  serving: ReadServing,
): Promise<FastifyReply> {
  const signal = serving.readers.admit(reply.raw)
  const state = await waitBeyond(log, from, { milliseconds: serving.longPoll, signal })
  reply.header('stream-cursor', nextCursor(cursor, serving.now()))
  if (state.tail > from) {
    return sendPage(log, from, state, await log.page(from, state.tail), request, reply, serving)
  }
  stretchHeaders(reply, { from, end: from, state })
  return reply.status(204).header('cache-control', 'no-store').send()
}

function sendPage(
  log: ReadableLog,
  from: number,
  state: LogState,
  { body, end, revision }: LogPage,
  request: FastifyRequest,
  reply: FastifyReply,
  { cache }: ReadServing,
): FastifyReply {
  const stretch = { from, end, state }
  const tag = entityTag(log, stretch, revision)
  stretchHeaders(reply, stretch)
  cacheHeaders(reply, cache, stretch)
  reply.header('etag', tag)
  if (isKnown(tag, request.headers['if-none-match'])) return reply.status(304).send()
  return sendInPieces(reply.header('content-type', log.contentType), body)
}
