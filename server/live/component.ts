/**
 * Components: parts of a page with an id, of which only those that changed are sent.
 *
 * A view's template is a tree of components; what stands outside them is the root. What a connection was last sent of
 * a component is kept as a hash, so a join costs no more memory than a page has components. A component whose template
 * and arguments are the same as before is not even rendered.
 */
import { hash } from 'node:crypto'
import { attributeIn, firstTagOf, isOneElement } from './elements.ts'
import { asTemplate, escapeHtml, type Fragment, type Html, Output } from './html.ts'
import { LiveError } from './live-error.ts'

type Template = (...args: never[]) => Html

/** Id of the root: everything of a view that is in no component. */
export const ROOT_ID = ''

export class Component implements Fragment {
  readonly id: string
  readonly template: Template
  readonly args: readonly unknown[]
  /** Rendered with the page around it, and never compared or sent on its own. */
  readonly ignored: boolean

  constructor(id: string, template: Template, args: readonly unknown[], { ignored = false } = {}) {
    this.id = id
    this.template = template
    this.args = args
    this.ignored = ignored
  }

  renderTo(output: Output): void {
    if (output instanceof ComponentOutput) output.place(this)
    else this.content().renderTo(output)
  }

  /** What it is made of; throws TEMPLATE when that is no template. */
  content(): Html {
    const content: unknown = this.template(...(this.args as never[]))
    return asTemplate(content, this.id === ROOT_ID ? 'render' : `The component "${this.id}"`)
  }
}

/** Collects the HTML of one component, with the components inside it as parts of their own. */
class ComponentOutput extends Output {
  readonly parts: (string | Component)[] = []

  /** A component stands here. */
  place(component: Component): void {
    this.parts.push(this.text, component)
    this.text = ''
  }

  /** Everything that was rendered, in order. */
  finish(): (string | Component)[] {
    this.parts.push(this.text)
    return this.parts
  }
}

/** What one connection has of one component. */
interface Sent {
  readonly hash: string
  /** Absent after a join, as the browser tells hashes only, and of the root, which is another at every render. */
  readonly component?: Component
  readonly children: readonly string[]
}

/** A component to send. */
export interface ComponentChange {
  readonly id: string
  readonly html: string
  /** Of the component and of those inside it: what the browser says at its next join. */
  readonly hashes: Readonly<Record<string, string>>
}

interface Node {
  readonly component: Component
  readonly changed: boolean
  /** Empty when the component was not rendered because its arguments are the same. */
  readonly parts: readonly (string | Node)[]
}

/** The components of one joined view, as far as its browser has been sent them. */
export class ComponentTree {
  #sent: Map<string, Sent>

  /** `hashes`: what the browser says that its page shows, by component id. */
  constructor(hashes: Readonly<Record<string, string>> = {}) {
    this.#sent = new Map(Object.entries(hashes).map(([id, hash]) => [id, { hash, children: [] }]))
  }

  /** The components that differ from what was sent, outermost only; they count as sent from now on. */
  update(root: Html): ComponentChange[] {
    const next = new Map<string, Sent>()
    const tree = this.#visit(new Component(ROOT_ID, () => root, [root]), next)
    this.#sent = next
    return changesOf(tree).map((node) => ({
      id: node.component.id,
      html: wholeHtml(node),
      hashes: this.#hashesIn(node),
    }))
  }

  /** Hash of every component, by id. */
  hashes(): Record<string, string> {
    return Object.fromEntries(Array.from(this.#sent, ([id, sent]) => [id, sent.hash]))
  }

  #visit(component: Component, next: Map<string, Sent>): Node {
    const { id } = component
    if (next.has(id)) {
      throw new LiveError('COMPONENT_TWICE', 'Two components have one id.', 'ids that differ', `"${id}" twice`)
    }
    if (component.ignored) return { component, changed: false, parts: [] }
    const last = this.#sent.get(id)
    if (last?.component && sameArguments(last.component, component)) {
      this.#keep(id, next)
      return { component, changed: false, parts: [] }
    }
    const output = new ComponentOutput()
    const content = component.content()
    content.renderTo(output)
    const parts = output.finish()
    checkRoot(id, content, parts)
    const own = hash(
      'sha1',
      parts.map((part) => (typeof part === 'string' ? part : `<!--${part.id}-->`)).join(''),
      'base64',
    )
    const children = parts.flatMap((part) => (typeof part === 'string' || part.ignored ? [] : part.id))
    // Before its children, so that one which repeats this id is found.
    next.set(id, { hash: own.slice(0, 12), children, ...(id !== ROOT_ID && { component }) })
    const nodes = parts.map((part) => (typeof part === 'string' ? part : this.#visit(part, next)))
    return { component, changed: last?.hash !== own.slice(0, 12), parts: nodes }
  }

  /** Hashes of a component and of those inside it, by id. */
  #hashesIn({ component: { id, ignored }, parts }: Node): Record<string, string> {
    if (ignored) return {}
    const inside = parts.map((part) => (typeof part === 'string' ? {} : this.#hashesIn(part)))
    return Object.assign({ [id]: this.#sent.get(id)!.hash }, ...inside)
  }

  #keep(id: string, next: Map<string, Sent>): void {
    const sent = this.#sent.get(id)
    if (!sent) return
    next.set(id, sent)
    for (const child of sent.children) this.#keep(child, next)
  }
}

function sameArguments(a: Component, b: Component): boolean {
  return (
    a.template === b.template &&
    a.args.length === b.args.length &&
    a.args.every((value, index) => Object.is(value, b.args[index]))
  )
}

/** The outermost nodes that changed. */
function changesOf(node: Node): Node[] {
  if (node.changed) return [node]
  return node.parts.flatMap((part) => (typeof part === 'string' ? [] : changesOf(part)))
}

function wholeHtml(node: Node): string {
  if (node.parts.length === 0) return String(node.component.content())
  return node.parts.map((part) => (typeof part === 'string' ? part : wholeHtml(part))).join('')
}

/** A patch replaces one element, which it finds by its id. */
function checkRoot(id: string, content: Html, parts: readonly (string | Component)[]): void {
  if (id === ROOT_ID) return
  const expected = `<... id="${id}">`
  const rootTag = typeof parts[0] === 'string' ? firstTagOf(parts[0]) : ''
  if (attributeIn(rootTag, 'id')?.value !== escapeHtml(id)) {
    throw new LiveError('COMPONENT_ROOT', `The component "${id}" lacks its id.`, expected, rootTag || 'no element')
  }
  if (isOneElement(content.strings)) return
  throw new LiveError('COMPONENT_ROOT', `The component "${id}" is not one element.`, expected, 'more beside it')
}
