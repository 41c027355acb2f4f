/**
 * Makes an element like newer HTML of it, keeping nodes, focus, typed text and whatever the browser added itself:
 * - `live-ignore`: rendered once with the page; patches leave the element alone;
 * - `data-local`: made by the browser; patches neither change nor remove it;
 * - the rows of a stream, which only its operations change;
 * - what a person has written (`field-keeper.ts`, `editable.ts`), and what commands have made of an element (`held.ts`);
 * - details and dialogs, unless the view says something new of them (`disclosure.ts`);
 * - attributes that only a browser sets.
 */
import { Idiomorph } from 'idiomorph'
import { besideRows, standBeside } from './container.ts'
import { patchDisclosure } from './disclosure.ts'
import { isInWriting, keepsWriting } from './editable.ts'
import { beforeFieldPatch, isKept, keepingFields } from './field-keeper.ts'
import { carryHeld } from './held.ts'
import { beforeMoves, keepingState } from './moved-state.ts'
import { withoutEmbedded } from './own-elements.ts'
import { WINDOW_ATTRIBUTES } from './stream-window.ts'

/** Set by the browser, never by a template that is then patched. */
const BROWSER_ATTRIBUTES = new Set(['open', 'tabindex', 'style'])

const callbacks = {
  beforeNodeMorphed: (present: Node, next: Node): boolean => {
    if (!(present instanceof Element && next instanceof Element)) return true
    if (isOwned(present)) {
      // Which view stands here the view around it says, and nothing else of it.
      if (next.hasAttribute('live-embed')) present.setAttribute('live-embed', next.getAttribute('live-embed')!)
      return false
    }
    carryHeld(present, next)
    patchDisclosure(present, next)
    beforeFieldPatch(present, next)
    if (keepsWriting(present, next)) {
      morphAttributes(present, next)
      return false
    }
    if (present.hasAttribute('live-stream')) {
      morphContainer(present, next)
      return false
    }
    if (!haveSameChildren(present, next)) beforeMoves()
    return true
  },
  beforeNodeRemoved: (node: Node): boolean => !(node instanceof Element && node.hasAttribute('data-local')),
  beforeAttributeUpdated: (name: string, element: Element, change: 'update' | 'remove'): boolean => {
    if (BROWSER_ATTRIBUTES.has(name) || (change === 'remove' && name.startsWith('data-'))) return false
    return !(name === 'value' || name === 'checked') || !isKept(element)
  },
}

// `keepingState` does what `restoreFocus` would.
const options = { callbacks, restoreFocus: false }

/** Makes `present` like `next`, as the same node where their tags agree; answers with the node that stands there now. */
export function morphElement(present: Element, next: Element): Element {
  if (isInWriting(present)) return present
  const [result] = keepingState(present, () =>
    keepingFields(present, next, () =>
      withoutEmbedded(present, () => {
        if (!areAlike(present, next)) beforeMoves()
        return Idiomorph.morph(present, next, { ...options, morphStyle: 'outerHTML' })
      }),
    ),
  ) as Node[]
  return result instanceof Element ? result : present
}

/** Makes the content of `root` like `html`. */
export function morphContent(root: Element, html: string): void {
  const { content } = Object.assign(document.createElement('template'), { innerHTML: html })
  keepingState(root, () =>
    keepingFields(root, content, () =>
      withoutEmbedded(root, () => {
        if (!haveSameChildren(root, content)) beforeMoves()
        return Idiomorph.morph(root, content, { ...options, morphStyle: 'innerHTML' })
      }),
    ),
  )
}

function isOwned(element: Element): boolean {
  return element.hasAttribute('live-ignore') || element.hasAttribute('data-local')
}

/**
 * Whether the children agree in their tags, their ids and the first id inside of each. If so, Idiomorph moves none of
 * them; otherwise it may move one, or fetch an element from elsewhere.
 */
function haveSameChildren(present: ParentNode, next: ParentNode): boolean {
  if (present.childElementCount !== next.childElementCount) return false
  return Array.from(present.children).every((child, index) => {
    const other = next.children[index]!
    return areAlike(child, other) && areAlike(child.querySelector('[id]'), other.querySelector('[id]'))
  })
}

function areAlike(present: Element | null, next: Element | null): boolean {
  return present?.localName === next?.localName && (present?.id ?? '') === (next?.id ?? '')
}

/** Attributes, and the elements beside the rows. The rows stay, whatever the newer HTML holds between its markers. */
function morphContainer(present: Element, next: Element): void {
  morphAttributes(present, next)
  morphBesideRows(present, next)
}

function morphAttributes(present: Element, next: Element): void {
  for (const { name, value } of next.attributes) {
    if (!WINDOW_ATTRIBUTES.some((attribute) => attribute === name) && present.getAttribute(name) !== value)
      present.setAttribute(name, value)
  }
  for (const { name } of [...present.attributes]) {
    if (!next.hasAttribute(name) && callbacks.beforeAttributeUpdated(name, present, 'remove')) {
      present.removeAttribute(name)
    }
  }
}

/** Elements beside the rows are told apart by their ids; without one an element is neither added, changed nor removed. */
function morphBesideRows(present: Element, next: Element): void {
  const was = besideRows(present)
  const wanted = besideRows(next)
  const known = new Map([...was.before, ...was.after].filter(({ id }) => id !== '').map((each) => [each.id, each]))
  const settle = (element: Element): Element[] => {
    if (element.id === '') console.error(`An element beside the rows of #${present.id} lacks an id.`, element)
    const twin = known.get(element.id)
    if (!twin) return element.id === '' ? [] : [element]
    return [isOwned(twin) ? twin : morphElement(twin, element)]
  }
  const beside = { before: wanted.before.flatMap(settle), after: wanted.after.flatMap(settle) }
  standBeside(present, beside)
  const staying = new Set([...beside.before, ...beside.after])
  for (const element of known.values()) {
    if (!staying.has(element) && !element.hasAttribute('data-local')) element.remove()
  }
}
