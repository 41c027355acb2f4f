/** Reads what a browser sent: checks the shape of a frame, and nothing of its meaning. */
import type { ClientMessage, JoinRequest } from './protocol.ts'

const MAX_URL = 2_000
const MAX_NAME = 100
const MAX_KEY = 1_000

/** The message, or null when the text is none of this protocol. */
export function readMessage(text: string): ClientMessage | null {
  const value = parse(text)
  if (!Array.isArray(value)) return null
  const [channel, ref, kind, first, second, third] = value as unknown[]
  if (!isCount(channel) || !isCount(ref)) return null
  switch (kind) {
    case 'heartbeat':
      return [channel, ref, kind]
    case 'leave':
      return isCount(first) ? [channel, ref, kind, first] : null
    case 'join':
      return isJoinRequest(first) ? [channel, ref, kind, first] : null
    case 'event':
      return isText(first, MAX_NAME) && isCount(third) ? [channel, ref, kind, first, second, third] : null
    case 'patch':
      return isText(first, MAX_URL) && isCount(second) ? [channel, ref, kind, first, second] : null
    case 'navigate':
      return isText(first, MAX_URL) ? [channel, ref, kind, first] : null
    default:
      return null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isJoinRequest(value: unknown): value is JoinRequest {
  if (!isRecord(value)) return false
  return (
    isText(value.token, 1_000) &&
    isText(value.url, MAX_URL) &&
    isRecord(value.offsets) &&
    Object.values(value.offsets).every(isCount) &&
    isRecord(value.hashes) &&
    Object.values(value.hashes).every((hash) => isText(hash, 100)) &&
    isRecord(value.streams) &&
    Object.values(value.streams).every(isPlace)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === 'string' && value.length <= limit
}

function isPlace(value: unknown): boolean {
  return value === null || typeof value === 'number' || isText(value, MAX_KEY)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
