/** Reads HTML as far as elements go: where one begins and where it ends. */

/** A tag; what stands in quotes in it does not end it. */
const TAG = /<(\/?)([a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi
/** Elements that have no end tag (HTML, section 13.1.2). */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i
/** Stands for what a hole of a template holds. */
const HELD = '…'

const known = new WeakMap<TemplateStringsArray, boolean>()

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
    if (!slash && !VOID.test(name)) this.#open.push({ name: lowerName, tag })
    if (!slash) return
    const index = this.#open.findLastIndex((element) => element.name === lowerName)
    if (index >= 0) this.#open.length = index
  }
}
