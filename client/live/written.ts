/**
 * What a person has written or chosen in fields, and how much of it the view knows: it knows what an event told it once it
 * has answered the event. Until then patches leave the field alone (FORM5). Afterwards the field shows what the view
 * renders as soon as that changes (FORM6), or at once where the view alone decides (FORM12).
 */
import {
  defaultStateOf,
  type Field,
  fieldsIn,
  groupOf,
  isChoice,
  isDirty,
  isHalfWritten,
  isOneChoice,
  showDefault,
  stateOf,
} from './fields.ts'
import { belongsTo } from './view-root.ts'

interface Writing {
  /** The field's state after the last change. */
  readonly state: string
  /** What the view rendered when the person first changed the field. */
  readonly firstDefault: string
  /** How often the person has changed the field. */
  readonly changes: number
  /** How many of these changes the view knows. */
  known: number
  /** The frame in which the view last rendered something else for the field. */
  renderedIn: number
  /** Whether what the view renders is newer than what the person wrote. */
  isOutdated: boolean
}

const writings = new WeakMap<Field, Writing>()
let frame = 0

/** To be called before a frame is applied: an answer belongs to the patches in its frame. */
export function beginFrame(): void {
  frame++
}

/** Notes that the person has changed a field. Several events may tell of one change. */
export function touch(field: Field): void {
  if (writings.get(field)?.state === stateOf(field)) return
  for (const each of groupOf(field)) {
    const { changes = 0, known = 0, firstDefault = defaultStateOf(each) } = writings.get(each) ?? {}
    const fresh = { renderedIn: -1, isOutdated: false }
    writings.set(each, { state: stateOf(each), firstDefault, changes: changes + 1, known, ...fresh })
  }
}

/** Whether the person has changed the field since it was last made to show what the view renders. */
export function isTouched(field: Field): boolean {
  return writings.has(field)
}

/** What the view rendered when the person first changed the field; else what it renders now. */
export function firstDefaultOf(field: Field): string {
  return writings.get(field)?.firstDefault ?? defaultStateOf(field)
}

/** Whether the content of the field is the person's. */
export function isChanged(field: Field): boolean {
  return isTouched(field) || isDirty(field) || isHalfWritten(field)
}

/** Makes the field show what the view renders, as if nobody had changed it. */
export function resetField(field: Field): void {
  writings.delete(field)
  showDefault(field)
}

/**
 * Notes that an event tells the view what stands in these fields; the result is to be called once it is answered. What a
 * view that was made anew renders until then (`isRecovery`) is not newer than what was written.
 */
export function telling(fields: readonly Field[], { isRecovery = false } = {}): () => void {
  const told = fields.map((field) => ({ field, changes: writings.get(field)?.changes ?? 0 }))
  return () => {
    for (const { field, changes } of told) {
      const writing = writings.get(field)
      if (!writing || writing.known >= changes) continue
      writing.known = changes
      if (writing.renderedIn === frame && !isRecovery) writing.isOutdated = true
    }
    settleAll(fields)
  }
}

/** Lets the view decide what stands in a field, unless the person has changed it since the view was told. */
export function outdate(field: Field): void {
  const group = groupOf(field)
  if (group.some(isUnknown)) return
  for (const each of group) {
    const writing = writings.get(each)
    if (writing) writing.isOutdated = true
  }
  settleAll(group)
}

/** Forgets what the person did to a field, so that it shows what the view renders, now and later. */
export function release(field: Field): void {
  for (const each of groupOf(field)) resetField(each)
}

/** The view is made anew: it knows nothing of what was written. */
export function forgetKnown(root: Element): void {
  for (const field of fieldsIn(root).filter((each) => belongsTo(root, each))) {
    const writing = writings.get(field)
    if (writing && !writing.isOutdated) writing.known = -1
  }
}

/** Applies a patch, and notes of which fields the view now renders something else than before. */
export function notingRendered<Result>(fields: readonly Field[], patch: () => Result): Result {
  const before = new Map(fields.filter(isTouched).map((field) => [field, defaultStateOf(field)]))
  const result = patch()
  const changed = [...before].filter(([field, state]) => defaultStateOf(field) !== state).map(([field]) => field)
  for (const field of before.keys()) {
    const writing = writings.get(field)
    if (!writing || !changed.some((other) => isOneChoice(field, other))) continue
    writing.renderedIn = frame
    if (!isUnknown(field)) writing.isOutdated = true
  }
  return result
}

/** Makes the fields show what the view renders where that is newer than what was written. */
export function settleAll(fields: readonly Field[]): void {
  for (const field of fields) settle(field)
}

/** The same for one field. The cursor is not taken away from under a text: that waits until the field is left. */
export function settle(field: Field): void {
  const writing = writings.get(field)
  if (!writing?.isOutdated || isUnknown(field)) return
  const isBeingWritten = !isChoice(field) && field === document.activeElement
  if (isDirty(field) && !isBeingWritten) resetField(field)
  else if (!isDirty(field)) writing.isOutdated = false
}

function isUnknown(field: Field): boolean {
  const writing = writings.get(field)
  return isHalfWritten(field) || (writing !== undefined && writing.changes > writing.known)
}
