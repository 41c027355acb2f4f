/**
 * Keeps what a person has written through a patch: whatever becomes of the elements around it, the text, the choice
 * and the cursor stay, also where the field of that name is another element afterwards.
 */
import {
  type Field,
  fieldsIn,
  isCheckable,
  isDirty,
  isField,
  isTouched,
  resetField,
  setState,
  stateOf,
  takeDefault,
  touch,
} from './fields.ts'

/** A field that keeps what stands in it. */
interface Kept {
  readonly field: Field
  readonly form: HTMLFormElement | null
  /** What the field is called in its form. */
  readonly identity: string
  readonly state: string
  readonly hadFocus: boolean
  readonly cursor: number | null
}

/** What is kept by the patch that is being applied. */
let keeping: ReadonlyMap<Field, Kept> | null = null
/** Views that are joining again: what they render at first knows nothing of what was written. */
const rejoining = new Set<Element>()

/** Applies a patch to an element, and has every field inside that is the person's keep what stands in it. */
export function keepingFields<Result>(root: Element, patch: () => Result): Result {
  // A patch within a patch.
  if (keeping) return patch()
  const kept = fieldsToKeep(root)
  keeping = kept
  try {
    return patch()
  } finally {
    keeping = null
    restore(root, [...kept.values()])
  }
}

/** Has every field that the person has been at keep what stands in it, until the function that this answers with is called. */
export function keepForRejoin(root: Element): () => void {
  rejoining.add(root)
  return () => rejoining.delete(root)
}

/** Whether the patch that is being applied leaves alone what stands in this field. */
export function isKept(element: Element): boolean {
  return keeping?.has(element as Field) ?? false
}

/** Before a field is made like newer HTML of it. */
export function beforeFieldPatch(present: Element, next: Element): void {
  if (isField(present) && isField(next) && isKept(present)) takeDefault(present, next)
}

function fieldsToKeep(root: Element): Map<Field, Kept> {
  const fields = isField(root) ? [root] : fieldsIn(root)
  const personal = fields.filter(mustKeep)
  const kept = fields.filter((field) => personal.some((other) => isOneChoice(field, other)))
  return new Map(kept.map((field) => [field, keptOf(field)]))
}

function keptOf(field: Field): Kept {
  return {
    field,
    form: field.form,
    identity: identityOf(field),
    state: stateOf(field),
    hadFocus: field === document.activeElement,
    cursor: 'selectionStart' in field ? field.selectionStart : null,
  }
}

/** Boxes and radio buttons of one name differ by their values. */
function identityOf(field: Field): string {
  return isCheckable(field) ? `${field.type} ${field.name} ${field.value}` : field.name
}

/** Where the person is at work nothing changes; elsewhere the server may change what it knows of already. */
function mustKeep(field: Field): boolean {
  if (isDirty(field)) return true
  return isTouched(field) && (field === document.activeElement || rejoining.has(field.closest('[data-live-root]')!))
}

/** The buttons of a radio group are one field; any other field is one by itself. */
function isOneChoice(field: Field, other: Field): boolean {
  if (field === other) return true
  return field.type === 'radio' && other.type === 'radio' && field.name === other.name && field.form === other.form
}

function restore(root: Element, kept: readonly Kept[]): void {
  const lost = kept.filter(({ field, identity }) => !field.isConnected || identityOf(field) !== identity)
  // Those that are in the page still stand for other fields now. All of them first: one may be what another was. The
  // others are gone, or hidden with a container that keeps its rows.
  for (const { field } of lost) if (field.isConnected) resetField(field)
  for (const each of kept) {
    if (!lost.includes(each)) setState(each.field, each.state)
    else handOn(each, successorOf(each, root))
  }
}

/** The element that stands now for a field that was another. */
function successorOf({ form, identity }: Kept, root: Element): Field | undefined {
  if (identity === '') return undefined
  return fieldsIn(form?.isConnected ? form : root).find((field) => identityOf(field) === identity)
}

function handOn({ state, hadFocus, cursor }: Kept, successor: Field | undefined): void {
  if (!successor) return
  touch(successor)
  setState(successor, state)
  if (!hadFocus) return
  successor.focus()
  if (cursor !== null && 'setSelectionRange' in successor) successor.setSelectionRange(cursor, cursor)
}
