/** The protocol's headers, as they are read from requests. Each reader throws `malformed` for a value it cannot take. */
import type { IncomingHttpHeaders } from 'node:http'
import { contentTypeOf } from '../content.ts'
import { parseOffset } from '../offsets.ts'
import type { ProducerWrite } from '../producers.ts'
import { StreamError } from '../stream-error.ts'
import type { CreateRequest } from '../streams.ts'
import { pathFromHeader } from './stream-path.ts'

const WHOLE = /^(0|[1-9]\d*)$/
const DIGITS = /^\d+$/
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

export function readContentType(headers: IncomingHttpHeaders): string | null {
  return contentTypeOf(headers['content-type'])
}

export function readClosed(headers: IncomingHttpHeaders): boolean {
  return single(headers, 'stream-closed')?.toLowerCase() === 'true'
}

export function readSeq(headers: IncomingHttpHeaders): string | null {
  return single(headers, 'stream-seq') ?? null
}

/** How long the stream lives: a number of seconds without use, a date, or neither. */
export function readLifetime(headers: IncomingHttpHeaders): Pick<CreateRequest, 'ttl' | 'expiresAt'> {
  const ttl = single(headers, 'stream-ttl')
  const date = single(headers, 'stream-expires-at')
  if (ttl !== undefined && date !== undefined) {
    throw new StreamError('malformed', 'Stream-TTL and Stream-Expires-At exclude each other.')
  }
  if (date === undefined)
    return { ttl: ttl === undefined ? null : wholeNumber('Stream-TTL', ttl, WHOLE), expiresAt: null }
  const expiresAt = RFC_3339.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(expiresAt)) throw new StreamError('malformed', 'Stream-Expires-At must be a date as in RFC 3339.')
  return { ttl: null, expiresAt }
}

/** The three headers of a producer: all of them, or null. */
export function readProducer(headers: IncomingHttpHeaders): ProducerWrite | null {
  const [producerId, epoch, seq] = ['producer-id', 'producer-epoch', 'producer-seq'].map((name) =>
    single(headers, name),
  )
  if (producerId === undefined && epoch === undefined && seq === undefined) return null
  if (!producerId || epoch === undefined || seq === undefined) {
    throw new StreamError('malformed', 'Producer-Id, Producer-Epoch and Producer-Seq belong together.')
  }
  return {
    producerId,
    epoch: wholeNumber('Producer-Epoch', epoch, DIGITS),
    seq: wholeNumber('Producer-Seq', seq, DIGITS),
  }
}

/** What a stream is forked from; null when it is not. The prefix is that of the mount. */
export function readFork(headers: IncomingHttpHeaders, prefix: string): CreateRequest['fork'] {
  const source = single(headers, 'stream-forked-from')
  const offset = single(headers, 'stream-fork-offset')
  const further = single(headers, 'stream-fork-sub-offset')
  if (source === undefined) {
    if (offset === undefined && further === undefined) return null
    throw new StreamError('malformed', 'A fork offset needs Stream-Forked-From.')
  }
  const position = offset === undefined ? null : parseOffset(offset)
  if (offset !== undefined && position === null) throw new StreamError('malformed', 'Stream-Fork-Offset is no offset.')
  return {
    sourcePath: pathFromHeader(source, prefix),
    position,
    further: further === undefined ? 0 : wholeNumber('Stream-Fork-Sub-Offset', further, WHOLE),
  }
}

/** Node joins a header that is given twice with a comma, which no value here may hold. */
function single(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join() : value
}

function wholeNumber(name: string, text: string, form: RegExp): number {
  const number = form.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new StreamError('malformed', `${name} must be a whole number.`)
  return number
}
