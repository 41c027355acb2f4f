/** Keeps what a person has written or chosen through a patch: the text, the choice and the cursor stay. */
import { namingControls } from './control-names.ts'
import {
  type Field,
  fieldsIn,
  isDirty,
  isField,
  isTouched,
  resetField,
  setState,
  stateOf,
  takeDefault,
} from './fields.ts'

/** The fields that the patch being applied leaves alone, with what stands in them. */
let keeping: Map<Field, string> | null = null
/** Views that are joining again: what they render at first knows nothing of what was written. */
const rejoining = new Set<Element>()

/** Applies a patch that makes `root` like `next`, and has every field inside that is the person's keep what stands in it. */
export function keepingFields<Result>(root: Element, next: ParentNode, patch: () => Result): Result {
  // A patch within a patch.
  if (keeping) return patch()
  const kept = fieldsToKeep(root)
  keeping = kept
  try {
    return namingControls(root, next, patch)
  } finally {
    keeping = null
    for (const [field, state] of kept) setState(field, state)
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

/** Before a field is made like newer HTML of it, or made into another. */
export function beforeFieldPatch(present: Element, next: Element): void {
  if (!keeping || !isField(present) || !keeping.has(present)) return
  if (isField(next) && next.name === present.name) return takeDefault(present, next)
  keeping.delete(present)
  resetField(present)
}

function fieldsToKeep(root: Element): Map<Field, string> {
  const fields = isField(root) ? [root] : fieldsIn(root)
  const personal = fields.filter(mustKeep)
  const kept = fields.filter((field) => personal.some((other) => isOneChoice(field, other)))
  return new Map(kept.map((field) => [field, stateOf(field)]))
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
