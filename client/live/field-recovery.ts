/**
 * Fields that only the view of before a reconnect rendered: rows that were added to a form, later steps of a wizard. What
 * was written into them is kept by name, told to the new view with the rest of their forms, and put back where the view
 * renders them again.
 */
import { defaultStateOf, type Field, fieldsIn, isCheckable, setState, stateOf } from './fields.ts'
import { belongsTo, elementsOf } from './view-root.ts'
import { firstDefaultOf, isChanged, isTouched, touch } from './written.ts'

interface KeptField {
  /** The form, or the element with an id, that the field stands in. */
  readonly scope: string
  readonly state: string
  /** What the view rendered for it: before the person changed it, and at last. */
  readonly defaults: readonly string[]
  /** Where the cursor was; null where the focus was elsewhere. */
  readonly selection: readonly [start: number | null, end: number | null] | null
}

/** Something with a `live-change`, as it was before the view was made anew. */
export interface FormBefore<Payload> {
  readonly element: Element
  readonly payload: Payload
}

interface FieldBefore {
  readonly field: Field
  /** A field that has left the page belongs to no form any more. */
  readonly form: HTMLFormElement | null
  readonly key: string
  readonly kept: KeptField
}

interface Before<Payload> {
  readonly fields: readonly FieldBefore[]
  readonly forms: readonly FormBefore<Payload>[]
}

export class FieldRecovery<Payload> {
  readonly #root: Element
  readonly #payloadOf: (element: Element) => Payload | null
  #isJoining = false
  #before: Before<Payload> | null = null
  /** By key. */
  readonly #kept = new Map<string, KeptField>()

  /** `payloadOf`: what an element with a `live-change` tells a new view; null where nothing in it was changed. */
  constructor(root: Element, payloadOf: (element: Element) => Payload | null) {
    this.#root = root
    this.#payloadOf = payloadOf
  }

  /** The view is being made anew. */
  begin(): void {
    this.#isJoining = true
    this.#before = null
  }

  /** To be called before each frame: the first one that a new view sends may remove fields. */
  beforeFrame(): void {
    if (this.#isJoining) this.#before ??= this.#remember()
  }

  /** The view has joined. Answers with those forms, as they were, of whose fields some are gone. */
  end(): readonly FormBefore<Payload>[] {
    const { fields, forms } = this.#before ?? { fields: [], forms: [] }
    this.#isJoining = false
    this.#before = null
    const lost = fields.filter(({ field }) => !field.isConnected)
    for (const { key, kept } of lost) this.#kept.set(key, kept)
    return forms.filter(({ element }) => lost.some(({ field, form }) => element === field || element === form))
  }

  /** To be called after each frame: puts back what is kept of the fields that are there again, and answers with those. */
  putBack(): readonly Field[] {
    if (this.#isJoining || this.#kept.size === 0) return []
    const found = Array.from(keyedFields(this.#root)).flatMap(([key, field]) => {
      const kept = this.#kept.get(key)
      return kept ? [{ key, field, kept }] : []
    })
    // A form of the same name that shows other data is another form.
    const others = new Set(found.filter(({ field, kept }) => !isSame(field, kept)).map(({ kept }) => kept.scope))
    for (const { key } of found) this.#kept.delete(key)
    // To put something into one button of a radio group changes the others.
    const untouched = found.filter(({ field, kept }) => !others.has(kept.scope) && !isTouched(field))
    return untouched.filter(({ field, kept }) => putInto(field, kept)).map(({ field }) => field)
  }

  /** Another page comes, into which nothing is to be put. */
  forget(): void {
    this.#kept.clear()
    this.#before = { fields: [], forms: [] }
  }

  #remember(): Before<Payload> {
    const fields = Array.from(keyedFields(this.#root)).filter(([, field]) => isChanged(field))
    const forms = elementsOf(this.#root, '[live-change]').flatMap((element) => {
      const payload = this.#payloadOf(element)
      return payload === null ? [] : [{ element, payload }]
    })
    return { fields: fields.map(([key, field]) => ({ field, form: field.form, key, kept: keep(field) })), forms }
  }
}

function keep(field: Field): KeptField {
  return {
    scope: scopeOf(field),
    state: stateOf(field),
    defaults: [firstDefaultOf(field), defaultStateOf(field)],
    selection: field === document.activeElement ? selectionIn(field) : null,
  }
}

/** Whether the view renders for a field what it rendered before, or nothing yet. */
function isSame(field: Field, { state, defaults }: KeptField): boolean {
  const rendered = defaultStateOf(field)
  return rendered === '' || rendered === state || defaults.includes(rendered)
}

function putInto(field: Field, { state, selection }: KeptField): boolean {
  const isNew = stateOf(field) !== state
  setState(field, state)
  if (selection && document.activeElement === document.body) {
    field.focus({ preventScroll: true })
    const [start, end] = selection
    if (start !== null && !(field instanceof HTMLSelectElement)) field.setSelectionRange(start, end)
  }
  if (isNew) touch(field)
  return isNew
}

function selectionIn(field: Field): [start: number | null, end: number | null] {
  return field instanceof HTMLSelectElement ? [null, null] : [field.selectionStart, field.selectionEnd]
}

/** The fields of a view by names that stay the same when they are rendered again. */
function keyedFields(root: Element): Map<string, Field> {
  const keyed = new Map<string, Field>()
  const counts = new Map<string, number>()
  for (const field of fieldsIn(root)) {
    if (!belongsTo(root, field) || (field.name === '' && field.id === '')) continue
    const value = isCheckable(field) ? field.value : ''
    const name = JSON.stringify([scopeOf(field), field.localName, field.name || `#${field.id}`, value])
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    keyed.set(`${name} ${count}`, field)
  }
  return keyed
}

function scopeOf(field: Field): string {
  if (field.form) return scopeOfForm(field.form)
  return `in ${field.parentElement?.closest('[id]')?.id ?? ''}`
}

function scopeOfForm(form: HTMLFormElement): string {
  return `form ${form.getAttribute('id') ?? form.getAttribute('live-change') ?? form.getAttribute('live-submit') ?? ''}`
}
