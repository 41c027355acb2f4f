/** Live reading as server-sent events: the stored entries, then new ones, each followed by the reader's position. */
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RillError } from '../../errors.ts'
import { formatOffset } from '../offsets.ts'
import { type LogState, type ReadableLog, waitBeyond } from '../readable-log.ts'
import { StreamError } from '../stream-error.ts'
import { nextCursor } from './cursor.ts'
import { type Control, controlEvent, dataEvent } from './event-text.ts'
import type { Admission } from './live-readers.ts'
import { type Caching, encodingHeaders, eventCaching } from './log-headers.ts'
import { PIECE } from './pieces.ts'
import { furtherBlocks } from './price.ts'

/** In milliseconds. */
export interface EventTimes {
  /** The longest silence, after which a control event shows that the connection is alive. */
  readonly keepAlive: number
  /** The longest connection, after which the reader connects again, so that caches and load balancers can take effect. */
  readonly lifetime: number
}

export const EVENT_TIMES: EventTimes = { keepAlive: 15_000, lifetime: 60_000 }

/** Takes points for so many further blocks of events (`furtherBlocks`). Rejects when the reader has no points left. */
export type PayForEvents = (blocks: number) => Promise<void>

export interface EventServing {
  readonly readers: Admission
  readonly events: EventTimes
  readonly cache: Caching
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly pay: PayForEvents
}

export interface EventStart {
  readonly from: number
  readonly cursor: string | undefined
}

/**
 * Answers with events until the log is closed or gone, the reader leaves or has no points left, or it is time to connect
 * anew.
 */
export async function sendEvents(
  log: ReadableLog,
  start: EventStart,
  request: FastifyRequest,
  reply: FastifyReply,
  serving: EventServing,
): Promise<FastifyReply> {
  const { raw } = reply
  const signal = serving.readers.admit(raw)
  encodingHeaders(reply, log)
  // The last header is for nginx, which otherwise delays events until they fill a buffer.
  reply.headers({
    'content-type': 'text/event-stream',
    'cache-control': eventCaching(serving.cache),
    'x-accel-buffering': 'no',
  })
  reply.hijack()
  raw.writeHead(200, reply.getHeaders() as Record<string, string>)
  try {
    for await (const text of eventsOf(log, start, serving, signal)) {
      if (!raw.write(text)) await once(raw, 'drain', { signal })
    }
  } catch (error) {
    const isExpected = error instanceof StreamError || (error instanceof RillError && error.code === 'rate_limited')
    if (!signal.aborted && !isExpected) request.log.error({ err: error }, 'events failed')
  }
  raw.end()
  return reply
}

async function* eventsOf(
  log: ReadableLog,
  { from, cursor }: EventStart,
  { events: { keepAlive, lifetime }, now, pay }: EventServing,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const deadline = performance.now() + lifetime
  const firstCursor = nextCursor(cursor, now())
  const cursorNow = () => String(Math.max(Number(firstCursor), Number(nextCursor(undefined, now()))))
  let position = from
  let sent = 0
  let state = await log.state()
  while (!signal.aborted) {
    do {
      const page = await log.page(position, state.tail, PIECE)
      const { end } = page
      const body = Buffer.concat(page.body)
      const blocks = furtherBlocks(sent + body.length) - furtherBlocks(sent)
      if (blocks > 0) await pay(blocks)
      sent += body.length
      const control = controlEvent(controlOf(end, state, cursorNow()))
      yield end > position ? dataEvent(log.contentType, body) + control : control
      position = end
      if (position < state.tail) await turn()
    } while (position < state.tail)
    const left = deadline - performance.now()
    if (state.closed || left <= 0) return
    state = await waitBeyond(log, position, { milliseconds: Math.min(keepAlive, left), signal })
  }
}

function controlOf(end: number, { tail, closed }: LogState, streamCursor: string): Control {
  const streamNextOffset = formatOffset(end)
  if (end < tail) return { streamNextOffset, streamCursor }
  return closed
    ? { streamNextOffset, upToDate: true, streamClosed: true }
    : { streamNextOffset, streamCursor, upToDate: true }
}
