/**
 * Tells the controls of forms apart while they are patched. Where some come, go or change places, each is known by its
 * name, as others are by their ids: so the control of a name stays the element that it was, with the focus and all that
 * is in it.
 */
import { isCheckable, isField } from './fields.ts'

const CONTROLS = 'input:not([id]), textarea:not([id]), select:not([id]), button:not([id])'
/** Parts of a page that patches go around. */
const FOREIGN = '[live-stream], [live-ignore], [data-local]'

/** Applies a patch that makes `present` like `next`. */
export function namingControls<Result>(present: Element, next: ParentNode, patch: () => Result): Result {
  const before = controlsByName(present)
  const after = controlsByName(next)
  // In the same order they find each other.
  if ([...before.keys()].join('\n') === [...after.keys()].join('\n')) return patch()
  const named = [...before.keys()].flatMap((name, index) => {
    const [control, twin] = [before.get(name), after.get(name)]
    if (!control || !twin) return []
    control.id = twin.id = `live-control-${index}`
    return control
  })
  try {
    return patch()
  } finally {
    for (const control of named) control.removeAttribute('id')
  }
}

/** The controls that have no id, by names that no two of them have; null for a name that several have. */
function controlsByName(root: ParentNode): Map<string, Element | null> {
  const controls = new Map<string, Element | null>()
  for (const control of root.querySelectorAll(CONTROLS)) {
    const name = nameOf(control, root)
    if (name !== null) controls.set(name, controls.has(name) ? null : control)
  }
  return controls
}

function nameOf(control: Element, root: ParentNode): string | null {
  const isInside = (ancestor: Element | null | undefined) => ancestor && ancestor !== root && root.contains(ancestor)
  if (isInside(control.parentElement?.closest(FOREIGN))) return null
  const form = control.closest('form')
  const ofForm = form && isInside(form) ? `form ${form.id}` : ''
  const name = control.getAttribute('name') ?? ''
  if (isField(control) && !isCheckable(control)) return name === '' ? null : `${ofForm} ${control.localName} ${name}`
  return `${ofForm} ${control.localName} ${control.getAttribute('type')} ${name} ${control.getAttribute('value')}`
}
