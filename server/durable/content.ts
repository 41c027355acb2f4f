/**
 * What the content type means for the bytes of a stream. JSON streams hold messages, each followed by a comma: any
 * number of entries one after the other is then the inside of an array, and a position is still a count of bytes.
 */
import { hasMoreValues, messagesOf } from './json-messages.ts'
import { StreamError } from './stream-error.ts'

export const DEFAULT_CONTENT_TYPE = 'application/octet-stream'
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/
const NOTHING = Buffer.alloc(0)

/** What a header says, as it says it; null when it names no type. */
export function contentTypeOf(header: string | undefined): string | null {
  return header !== undefined && MEDIA_TYPE.test(header) ? header : null
}

/** Whether two content types are the same but for case and parameters. */
export function isSameType(one: string, other: string): boolean {
  return mediaType(one) === mediaType(other)
}

export function isJson(contentType: string): boolean {
  return mediaType(contentType) === 'application/json'
}

/** Whether what the stream holds can stand in an event stream as it is. */
export function isText(contentType: string): boolean {
  return isJson(contentType) || mediaType(contentType).startsWith('text/')
}

/**
 * The entry that a body makes; empty for none. Throws `malformed` for a body that does not fit the type, `too_large` for
 * JSON of more values than `mostValues`.
 */
export function entryOf(contentType: string, body: Buffer, mostValues: number): Buffer {
  if (!isJson(contentType) || body.length === 0) return body
  if (hasMoreValues(body, mostValues)) {
    throw new StreamError('too_large', `An append holds at most ${mostValues} JSON values. Send the rest in another.`)
  }
  try {
    return joined(messagesOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)))
  } catch {
    throw new StreamError('malformed', 'The body is not JSON, as the content type of the stream asks for.')
  }
}

/** The body that hands out these bytes of a stream. */
export function bodyOf(contentType: string, data: Buffer): Buffer {
  return isJson(contentType) ? Buffer.concat([Buffer.from('['), data.subarray(0, -1), Buffer.from(']')]) : data
}

/**
 * How many bytes the first so many units of an entry take: bytes, or the messages of JSON. Null when it has fewer.
 */
export function prefixLength(contentType: string, data: Buffer, units: number): number | null {
  if (!isJson(contentType)) return units <= data.length ? units : null
  const messages = messagesOf(bodyOf(contentType, data).toString())
  return units <= messages.length ? joined(messages.slice(0, units)).length : null
}

function joined(messages: readonly string[]): Buffer {
  return messages.length === 0 ? NOTHING : Buffer.from(`${messages.join(',')},`)
}

function mediaType(contentType: string): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase()
}
