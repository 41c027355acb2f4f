/**
 * The fields of forms, in HTML's own terms: what the server says of a field is its default (`defaultValue`,
 * `defaultChecked`, `defaultSelected`), what stands in it is the person's. Patches change the default; they change
 * what stands there only in a field that the person has not changed.
 */
export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Inputs that a person does not write into, or whose content is not the server's to set. */
const NO_FIELD = new Set(['hidden', 'file', 'submit', 'image', 'reset', 'button'])
const SUBMITS = new Set(['submit', 'image'])
const FIELDS = 'input, textarea, select'
/** What the value of an input depends on beside its `value`. */
const VALUE_ATTRIBUTES = ['type', 'min', 'max', 'step', 'value']

/** Fields that the person has been at since they last showed what the server says. */
const touched = new WeakSet<Field>()

/** Whether a person writes or chooses something in it. */
export function isField(node: unknown): node is Field {
  if (node instanceof HTMLInputElement) return !NO_FIELD.has(node.type)
  return node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement
}

/** Whether a click on the element submits a form. */
export function isSubmitButton(element: Element): boolean {
  if (element instanceof HTMLButtonElement) return element.type === 'submit' && element.form !== null
  return element instanceof HTMLInputElement && SUBMITS.has(element.type) && element.form !== null
}

/** The fields of a form, or inside any other element. */
export function fieldsIn(element: Element): Field[] {
  const candidates = element instanceof HTMLFormElement ? element.elements : element.querySelectorAll(FIELDS)
  return Array.from(candidates).filter(isField)
}

/** Notes that the person is at work in a field. */
export function touch(field: Field): void {
  touched.add(field)
}

/** Whether the person has been at the field, though it may show what the server says too by now. */
export function isTouched(field: Field): boolean {
  return touched.has(field)
}

/** Whether the field shows something else than the server says. */
export function isDirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return stateOf(field) !== defaultOf(field)
  if (isCheckable(field)) return field.checked !== field.defaultChecked
  return field.value !== field.defaultValue && field.value !== pristineValue(field)
}

/** Whether what stands in the field is the person's. */
export function isChanged(field: Field): boolean {
  return isTouched(field) || isDirty(field)
}

/** What stands in a field; the same text means the same content. */
export function stateOf(field: Field): string {
  if (field instanceof HTMLSelectElement) {
    return JSON.stringify(Array.from(field.selectedOptions, ({ value }) => value))
  }
  return isCheckable(field) ? String(field.checked) : field.value
}

/** Puts back what `stateOf` said. Of a select's options, those that are there still. */
export function setState(field: Field, state: string): void {
  if (stateOf(field) === state) return
  if (field instanceof HTMLSelectElement) select(field, JSON.parse(state) as string[])
  else if (isCheckable(field)) field.checked = state === 'true'
  else field.value = state
}

/** Shows what the server says, as if nobody had been at the field. */
export function resetField(field: Field): void {
  touched.delete(field)
  if (field instanceof HTMLSelectElement) setState(field, defaultOf(field))
  else if (isCheckable(field)) field.checked = field.defaultChecked
  else if (isDirty(field)) field.value = field.defaultValue
}

/** Takes over the default of the newer HTML of a field; what stands in it is the person's, and follows no default. */
export function takeDefault(field: Field, next: Field): void {
  if (!(field instanceof HTMLInputElement)) return
  const name = isCheckable(field) ? 'checked' : 'value'
  const value = next.getAttribute(name)
  if (value === null) field.removeAttribute(name)
  else field.setAttribute(name, value)
}

/** Whether it is a box or a radio button. */
export function isCheckable(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')
}

function select(field: HTMLSelectElement, values: readonly string[]): void {
  const options = Array.from(field.options)
  if (!options.some(({ value }) => values.includes(value)) && values.length > 0) return
  for (const option of options) option.selected = values.includes(option.value)
}

/** The state in which a select shows what the server says. Where one must be chosen and none is, it is the first. */
function defaultOf(field: HTMLSelectElement): string {
  const options = Array.from(field.options)
  const chosen = options.filter(({ defaultSelected }) => defaultSelected)
  if (field.multiple) return JSON.stringify(chosen.map(({ value }) => value))
  const only = chosen.at(-1) ?? (field.size > 1 ? undefined : options.find(({ disabled }) => !disabled))
  return JSON.stringify(only ? [only.value] : [])
}

/** What an input shows that nobody has been at: a range without a value stands in its middle, say. */
function pristineValue(field: HTMLInputElement | HTMLTextAreaElement): string {
  if (field instanceof HTMLTextAreaElement) return field.defaultValue
  const pristine = document.createElement('input')
  for (const name of VALUE_ATTRIBUTES) {
    const value = field.getAttribute(name)
    if (value !== null) pristine.setAttribute(name, value)
  }
  return pristine.value
}
