/** Reads what people and programs put into addresses and events. */
import { notFound } from '../errors.ts'

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

/** The fields of an event's payload; none when it is no object. */
export function fieldsOf(payload: unknown): Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
}
