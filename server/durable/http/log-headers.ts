/** What every answer about a log says of it. */
import type { FastifyReply } from 'fastify'
import { isText } from '../content.ts'
import { formatOffset } from '../offsets.ts'
import type { LogState, ReadableLog } from '../readable-log.ts'

/** A stretch of a log that an answer holds, and the log as it was then. */
export interface Stretch {
  readonly from: number
  readonly end: number
  readonly state: LogState
}

/** For a minute: nothing in the answer can change. */
const MINUTE = 'max-age=60, stale-while-revalidate=300'
const LASTING = { public: `public, ${MINUTE}`, private: `private, ${MINUTE}`, asked: 'private, no-cache' }
const FLEETING = { public: 'public, no-cache', private: 'private, no-cache', asked: 'private, no-store' }

/** Where the log ends, and whether for good. */
export function tailHeaders(reply: FastifyReply, { tail, closed }: LogState): void {
  reply.header('stream-next-offset', formatOffset(tail))
  if (closed) reply.header('stream-closed', 'true')
}

/** Where the reader goes on, and whether there is something by now. */
export function stretchHeaders(reply: FastifyReply, { end, state }: Stretch): void {
  reply.header('stream-next-offset', formatOffset(end))
  if (end < state.tail) return
  reply.header('stream-up-to-date', 'true')
  if (state.closed) reply.header('stream-closed', 'true')
}

/**
 * Who may keep what is read: caches that people share; the reader's own; or that as well, but it asks each time, because
 * the reader may lose the right to read, and texts may be deleted.
 */
export type Caching = 'public' | 'private' | 'asked'

/**
 * How long the answer may be kept. What reaches the tail is out of date with the next append, so it is asked for anew
 * each time, and costs nothing where the entity tag still fits.
 */
export function cacheHeaders(reply: FastifyReply, caching: Caching, { end, state }: Stretch): void {
  const lasts = end < state.tail || state.closed
  reply.header('cache-control', lasts ? LASTING[caching] : FLEETING[caching])
}

/** How long events may be kept: what somebody alone may read is in no cache that people share. */
export function eventCaching(caching: Caching): string {
  return caching === 'public' ? FLEETING.public : FLEETING.private
}

/** Says that the data events are in base64, where the log holds no text. */
export function encodingHeaders(reply: FastifyReply, { contentType }: ReadableLog): void {
  if (!isText(contentType)) reply.header('stream-sse-data-encoding', 'base64')
}

/** `revision` is that of the page. */
export function entityTag({ id }: ReadableLog, { from, end, state }: Stretch, revision?: number): string {
  const changed = revision === undefined ? '' : `:r${revision}`
  return `"${id}:${from}:${end}${changed}${end === state.tail && state.closed ? ':c' : ''}"`
}

/** Whether the reader has this already, going by its If-None-Match. */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch?.split(',').some((known) => known.trim().replace(/^W\//, '') === tag) ?? false
}
