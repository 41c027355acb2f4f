/**
 * What the browser makes of an element against what the server says of it: a class or an attribute that a command
 * changed, the label of a control whose event is unanswered. A patch does not end it: what the patch says is noted
 * meanwhile, and shown when the element is let go.
 */

/** One thing of an element that can be held. A class that is there has the value ''. */
export type Aspect = `class ${string}` | `attribute ${string}`
type Value = string | null

/** What the server says of each aspect that is held; what is shown stands in the element itself. */
const aspects = new WeakMap<Element, Map<Aspect, Value>>()
const labels = new WeakMap<Element, readonly Node[]>()

/** Gives an aspect a value that patches leave alone. The value that the server gives it is held no longer. */
export function hold(element: Element, aspect: Aspect, value: Value): void {
  const said = aspects.get(element) ?? new Map<Aspect, Value>()
  const server = said.has(aspect) ? said.get(aspect)! : read(element, aspect)
  write(element, aspect, value)
  if (server === value) said.delete(aspect)
  else said.set(aspect, server)
  aspects.set(element, said)
}

/** Shows what the server says of an aspect. */
export function letGo(element: Element, aspect: Aspect): void {
  const said = aspects.get(element)
  if (!said?.has(aspect)) return
  write(element, aspect, said.get(aspect)!)
  said.delete(aspect)
}

/** Shows a text in place of what the element contains. */
export function holdLabel(element: Element, text: string): void {
  if (element instanceof HTMLInputElement) return hold(element, 'attribute value', text)
  if (labels.has(element)) return
  labels.set(element, [...element.childNodes])
  element.replaceChildren(text)
}

/** Puts back what the element contained, or what patches have made of it since. */
export function letLabelGo(element: Element): void {
  letGo(element, 'attribute value')
  const label = labels.get(element)
  if (!label) return
  labels.delete(element)
  element.replaceChildren(...label)
}

/** Makes newer HTML of an element agree with what is held of it, so that to morph one into the other changes none of it. */
export function carryHeld(present: Element, next: Element): void {
  for (const [aspect] of aspects.get(present) ?? []) {
    aspects.get(present)!.set(aspect, read(next, aspect))
    write(next, aspect, read(present, aspect))
  }
  const label = labels.get(present)
  if (!label) return
  if (!hasNodes(next, label)) labels.set(present, [...next.childNodes])
  next.replaceChildren(...Array.from(present.childNodes, (node) => node.cloneNode(true)))
}

function hasNodes(element: Element, nodes: readonly Node[]): boolean {
  const { childNodes } = element
  return childNodes.length === nodes.length && nodes.every((node, index) => node.isEqualNode(childNodes[index]!))
}

function read(element: Element, aspect: Aspect): Value {
  const [kind, name] = parts(aspect)
  if (kind === 'attribute') return element.getAttribute(name)
  return element.classList.contains(name) ? '' : null
}

function write(element: Element, aspect: Aspect, value: Value): void {
  const [kind, name] = parts(aspect)
  if (kind === 'class') element.classList.toggle(name, value !== null)
  else if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

function parts(aspect: Aspect): [kind: string, name: string] {
  return aspect.split(' ', 2) as [string, string]
}
