/** Reads what people and programs put into addresses and events. */
import { noMessage } from '../chat/messages.ts'
import { fieldError, notFound } from '../errors.ts'

/** Versions that one edit may name. */
const MAX_VERSIONS = 100

/** The number if the text is a whole number above 0, as ids are; else null. */
export function positiveInteger(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : null
  return typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : null
}

/** The id that a value is; refuses what is none as `what` that does not exist. */
export function idIn(value: unknown, what: string): number {
  const id = positiveInteger(value)
  if (id === null) throw notFound(what)
  return id
}

/** The id of a message that a value is; refuses anything else with the same words as a message that is not there. */
export function messageIdIn(value: unknown): number {
  const id = positiveInteger(value)
  if (id === null) throw noMessage()
  return id
}

/** Versions of a text that an edit may replace; null where it names none. */
export function versionsIn(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null
  const isList = Array.isArray(value) && value.length <= MAX_VERSIONS && value.every((each) => typeof each === 'string')
  if (!isList) throw fieldError('replaces', `These have to be at most ${MAX_VERSIONS} versions of a text.`)
  return value
}

/** The fields of an event's payload; none when it is no object. */
export function fieldsOf(payload: unknown): Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
}
