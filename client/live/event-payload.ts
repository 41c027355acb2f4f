/** What an event says beside its name: the `live-value-*` of its element, the key, the content of fields. */
import { type Field, isCheckable, isField } from './fields.ts'

export type Payload = Readonly<Record<string, unknown>>

const VALUE = 'live-value-'

/** The element's `live-value-*`, and as `value` what stands in it if it is a field; an unchecked box says nothing. */
export function valuesOf(element: Element): Payload {
  const values = Array.from(element.attributes).filter(({ name }) => name.startsWith(VALUE))
  return {
    ...(isField(element) && isSaying(element) && { value: contentOf(element) }),
    ...Object.fromEntries(values.map(({ name, value }) => [name.slice(VALUE.length), value])),
  }
}

/**
 * What a form says, by the names of its fields, `submitter` included. A name that several fields can give a value to,
 * or one field several, has a list. Files are left out: a frame of the socket is held to a small size, and one that
 * is held up by a file holds up everything behind it.
 */
export function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null = null): Payload {
  const lists = listNames(form)
  const fields = new Map<string, string | string[]>()
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value !== 'string') continue
    const present = fields.get(name)
    if (Array.isArray(present)) present.push(value)
    else if (present !== undefined) fields.set(name, [present, value])
    else fields.set(name, lists.has(name) ? [value] : value)
  }
  return Object.fromEntries(fields)
}

/** What a field says by itself. */
export function fieldOf(field: Field): Payload {
  return field.name !== '' && isSaying(field) ? { [field.name]: contentOf(field) } : {}
}

function listNames(form: HTMLFormElement): Set<string> {
  const fields = Array.from(form.elements).filter(isField)
  const names = fields.map(({ name }) => name)
  const isList = (field: Field, index: number) =>
    isMultiple(field) || (field.type !== 'radio' && names.indexOf(field.name) !== index)
  return new Set(fields.filter(isList).map(({ name }) => name))
}

function contentOf(field: Field): string | string[] {
  if (!isMultiple(field)) return field.value
  return Array.from(field.selectedOptions, ({ value }) => value)
}

function isMultiple(field: Field): field is HTMLSelectElement {
  return field instanceof HTMLSelectElement && field.multiple
}

function isSaying(field: Field): boolean {
  return !isCheckable(field) || field.checked
}
