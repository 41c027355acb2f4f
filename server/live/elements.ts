/** Reads the tags of HTML: where an element begins and ends, and which attributes it has. */

/** A tag. A ">" in quotes does not end it. */
const TAG = /<(\/?)([a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi
const TAG_HERE = new RegExp(TAG.source, 'iy')
const ATTRIBUTE = /\s([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g
/** The part of a tag that stands before one of its attributes. */
const TAG_UP_TO_ATTRIBUTE = /^<[a-z][\w-]*(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s+$/i
/** Elements that have no end tag (HTML, section 13.1.2). */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i
/** Elements in which "/>" ends an element (HTML, section 13.2.6.5). */
const FOREIGN = new Set(['svg', 'math'])
/** Stands for what a hole of a template holds. */
const HELD = '…'

const known = new WeakMap<TemplateStringsArray, boolean>()

/** The tag that a piece of HTML begins with, blanks aside; empty where it begins with anything else. */
export function firstTagOf(html: string): string {
  TAG_HERE.lastIndex = html.length - html.trimStart().length
  return TAG_HERE.exec(html)?.[0] ?? ''
}

/** The tag that has an attribute at this index of a piece of HTML, and where the tag begins; null where none has. */
export function tagAround(
  html: string,
  attributeIndex: number,
): { readonly tag: string; readonly index: number } | null {
  let index = attributeIndex
  while (index > 0) {
    index = html.lastIndexOf('<', index - 1)
    if (!TAG_UP_TO_ATTRIBUTE.test(html.slice(Math.max(index, 0), attributeIndex))) continue
    TAG_HERE.lastIndex = index
    const tag = TAG_HERE.exec(html)?.[0]
    return tag === undefined ? null : { tag, index }
  }
  return null
}

/** The value of an attribute of a tag as it is written there, and the index of its name; null where it has none. */
export function attributeIn(tag: string, name: string): { readonly value: string; readonly index: number } | null {
  for (const attribute of tag.matchAll(ATTRIBUTE)) {
    const [, given = '', double, single, bare] = attribute
    if (given.toLowerCase() === name) return { value: double ?? single ?? bare ?? '', index: attribute.index + 1 }
  }
  return null
}

/** The tags of the elements that begin in a piece of HTML and do not end in it, outermost first. */
export function openTagsIn(html: string): string[] {
  const open = new OpenElements()
  for (const tag of html.matchAll(TAG)) open.pass(tag)
  return open.tags
}

/**
 * Whether a template is one element and nothing beside it, as far as its literals tell: one that is a hole alone may be
 * anything. They are read once per template.
 */
export function isOneElement(literals: TemplateStringsArray): boolean {
  let isOne = known.get(literals)
  if (isOne === undefined) {
    isOne = hasOneRoot(literals.join(HELD))
    known.set(literals, isOne)
  }
  return isOne
}

function hasOneRoot(html: string): boolean {
  const open = new OpenElements()
  let roots = 0
  let beside = ''
  let end = 0
  for (const tag of html.matchAll(TAG)) {
    if (open.tags.length === 0) {
      beside += html.slice(end, tag.index).trim()
      roots++
    }
    open.pass(tag)
    end = tag.index + tag[0].length
  }
  if (open.tags.length === 0) beside += html.slice(end).trim()
  return roots === 0 || (roots === 1 && beside === '')
}

/** The elements around a place, as tags are passed on the way to it. */
class OpenElements {
  readonly #open: { readonly name: string; readonly tag: string }[] = []

  get tags(): string[] {
    return this.#open.map(({ tag }) => tag)
  }

  /** An end tag ends what is still open inside its element too, as that of a list ends its last item. */
  pass([tag, slash, name = '']: RegExpMatchArray): void {
    const lowerName = name.toLowerCase()
    const isEmpty = VOID.test(name) || (tag.endsWith('/>') && this.#isForeign(lowerName))
    if (!slash && !isEmpty) this.#open.push({ name: lowerName, tag })
    if (!slash) return
    const index = this.#open.findLastIndex((element) => element.name === lowerName)
    if (index >= 0) this.#open.length = index
  }

  #isForeign(name: string): boolean {
    return FOREIGN.has(name) || this.#open.some((element) => FOREIGN.has(element.name))
  }
}
