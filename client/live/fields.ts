/**
 * The fields of forms, in HTML's own terms: what the server says of a field is its default (`defaultValue`,
 * `defaultChecked`, `defaultSelected`), what stands in it is the person's. Patches change the default; they change
 * what stands there only in a field that the person has not changed.
 */
export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Inputs that a person does not write into, or whose content is not the server's to set. */
const NO_FIELD = new Set(['hidden', 'file', 'submit', 'image', 'reset', 'button'])
/** Inputs without a cursor. */
const CHOICES = new Set(['range', 'color'])
const SUBMITS = new Set(['submit', 'image'])
const FIELDS = 'input, textarea, select'
/** What the value of an input depends on beside its `value`. */
const VALUE_ATTRIBUTES = ['type', 'min', 'max', 'step', 'value']

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

/** Whether the field shows something else than the server says. */
export function isDirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return stateOf(field) !== defaultOf(field)
  if (isCheckable(field)) return field.checked !== field.defaultChecked
  return field.value !== field.defaultValue && field.value !== pristineValue(field)
}

/** Whether the field holds something that is no value yet, such as half a number or half a date. */
export function isHalfWritten(field: Field): boolean {
  return field.validity.badInput
}

/** Whether a person chooses in the field, and does not write: there is no cursor in it. */
export function isChoice(field: Field): boolean {
  return field instanceof HTMLSelectElement || isCheckable(field) || CHOICES.has(field.type)
}

/** The buttons of a radio group, which are one field; any other field alone. */
export function groupOf(field: Field): readonly Field[] {
  if (field.type !== 'radio') return [field]
  const root = field.form ?? (field.getRootNode() as ParentNode)
  return Array.from(root.querySelectorAll<HTMLInputElement>('input[type=radio]')).filter((other) =>
    isOneChoice(field, other),
  )
}

/** Whether two fields are one, as the buttons of a radio group are. */
export function isOneChoice(field: Field, other: Field): boolean {
  if (field === other) return true
  if (field.type !== 'radio' || other.type !== 'radio' || field.name === '') return false
  return field.name === other.name && field.form === other.form
}

/** What stands in a field; the same text means the same content. */
export function stateOf(field: Field): string {
  if (field instanceof HTMLSelectElement) {
    return JSON.stringify(Array.from(field.selectedOptions, ({ value }) => value))
  }
  return isCheckable(field) ? String(field.checked) : field.value
}

/** The state in which the field shows what the view renders. */
export function defaultStateOf(field: Field): string {
  if (field instanceof HTMLSelectElement) return defaultOf(field)
  return isCheckable(field) ? String(field.defaultChecked) : field.defaultValue
}

/** Puts back what `stateOf` said. Of a select's options, those that are there still. */
export function setState(field: Field, state: string): void {
  if (stateOf(field) === state) return
  if (field instanceof HTMLSelectElement) select(field, JSON.parse(state) as string[])
  else if (isCheckable(field)) field.checked = state === 'true'
  else field.value = state
}

/** Makes the field show what the view renders. */
export function showDefault(field: Field): void {
  if (field instanceof HTMLSelectElement) setState(field, defaultOf(field))
  else if (isCheckable(field)) field.checked = field.defaultChecked
  else if (isDirty(field) || isHalfWritten(field)) field.value = field.defaultValue
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
