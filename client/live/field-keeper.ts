/** Keeps what a person has written or chosen through a patch: the text, the choice and the cursor stay. */
import { namingControls } from './control-names.ts'
import { type Field, fieldsIn, isField, isOneChoice, setState, stateOf, takeDefault } from './fields.ts'
import { isChanged, notingRendered, resetField, settleAll } from './written.ts'

/** The fields that the patch being applied leaves alone, with what stands in them. */
let keeping: Map<Field, string> | null = null

/**
 * Applies a patch that makes `root` like `next`. Every field inside that the person has changed keeps what stands in it,
 * unless the view knows that and renders something newer.
 */
export function keepingFields<Result>(root: Element, next: ParentNode, patch: () => Result): Result {
  // A patch within a patch.
  if (keeping) return patch()
  const kept = fieldsToKeep(root)
  keeping = kept
  try {
    return notingRendered([...kept.keys()], () => namingControls(root, next, patch))
  } finally {
    keeping = null
    for (const [field, state] of kept) setState(field, state)
    settleAll([...kept.keys()])
  }
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
  const personal = fields.filter(isChanged)
  const kept = fields.filter((field) => personal.some((other) => isOneChoice(field, other)))
  return new Map(kept.map((field) => [field, stateOf(field)]))
}
