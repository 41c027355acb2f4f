/**
 * Finds the context of every hole of a template, by reading its literal strings as an HTML tokenizer would
 * (HTML Standard, section 13.2.5), once per template.
 */
import { LiveError } from './live-error.ts'

export type Escaper = 'text' | 'attribute' | 'url' | 'component' | 'boolean'

export interface Hole {
  readonly escaper: Escaper
  /** Name of the attribute that it stands in; empty in text. */
  readonly attribute: string
  /** The value is the whole attribute's: its literals hold neither name nor quotes, and nothing may be rendered. */
  readonly isWhole: boolean
}

export interface Template {
  /** One more than there are holes. */
  readonly literals: readonly string[]
  readonly holes: readonly Hole[]
}

const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'xlink:href', 'ping'])
const REFUSED_ATTRIBUTE = /^(?:on.*|style|srcdoc|srcset|imagesrcset)$/
/** Elements whose content is not HTML (HTML Standard, section 13.2.5, RAWTEXT and script data). */
const RAW_TEXT = new Set(['script', 'style', 'iframe', 'noembed', 'noframes', 'noscript', 'xmp', 'plaintext'])

const compiled = new WeakMap<TemplateStringsArray, Template>()

/** Where a tokenizer stands after a literal string. */
type Place =
  | { at: 'text' }
  | { at: 'raw'; element: string }
  | { at: 'comment' }
  | { at: 'tag'; element: string }
  | { at: 'value'; element: string; attribute: string; quote: '"' | "'" | ''; begins: boolean }

/** The template's literals and the contexts of its holes; throws HTML_HOLE for one that no escaper makes safe. */
export function compile(strings: TemplateStringsArray): Template {
  const known = compiled.get(strings)
  if (known) return known
  const literals: string[] = []
  const holes: Hole[] = []
  let place: Place = { at: 'text' }
  let rest = strings[0]!
  for (let index = 0; index < strings.length - 1; index++) {
    place = scan(rest, place)
    const hole = contextOf(place, strings, index)
    const next = strings[index + 1]!
    holes.push(hole)
    literals.push(hole.isWhole ? rest.replace(/\s*[^\s"'<>/=]+=["']?$/, '') : rest)
    if (hole.isWhole) {
      const { element, quote } = place as Place & { at: 'value' }
      place = { at: 'tag', element }
      rest = next.slice(quote.length)
    } else {
      if (place.at === 'value') place = { ...place, begins: false }
      rest = next
    }
  }
  literals.push(rest)
  const result = { literals, holes }
  compiled.set(strings, result)
  return result
}

/** Reads one literal string from a place to the next. */
function scan(literal: string, from: Place): Place {
  let place = from
  let rest = literal
  while (rest !== '') [place, rest] = step(place, rest)
  return place
}

/** One token: the place after it and what is left to read. */
function step(place: Place, rest: string): [Place, string] {
  switch (place.at) {
    case 'text':
      return stepText(rest)
    case 'comment':
      return skipPast(rest, '-->', place)
    case 'raw': {
      const end = rest.search(new RegExp(`</${place.element}`, 'i'))
      return end < 0 ? [place, ''] : [{ at: 'text' }, rest.slice(end + 1)]
    }
    case 'tag':
      return stepTag(place.element, rest)
    case 'value':
      return stepValue(place, rest)
  }
}

function skipPast(rest: string, end: string, place: Place): [Place, string] {
  const index = rest.indexOf(end)
  return index < 0 ? [place, ''] : [{ at: 'text' }, rest.slice(index + end.length)]
}

function stepText(rest: string): [Place, string] {
  const index = rest.indexOf('<')
  if (index < 0) return [{ at: 'text' }, '']
  const markup = rest.slice(index)
  if (markup.startsWith('<!--')) return [{ at: 'comment' }, markup.slice(4)]
  const tag = /^<(\/?)([a-z!][^\s/>]*)/i.exec(markup)
  if (tag) return [{ at: 'tag', element: tag[1] + tag[2]!.toLowerCase() }, markup.slice(tag[0].length)]
  // "<" at the very end would make the hole a tag name.
  return markup === '<' || markup === '</' ? [{ at: 'tag', element: '' }, ''] : [{ at: 'text' }, markup.slice(1)]
}

function stepTag(element: string, rest: string): [Place, string] {
  const blank = /^[\s/]+/.exec(rest)
  if (blank) return [{ at: 'tag', element }, rest.slice(blank[0].length)]
  if (rest.startsWith('>')) {
    const after = rest.slice(1)
    return [RAW_TEXT.has(element) ? { at: 'raw', element } : { at: 'text' }, after]
  }
  const name = /^[^\s"'<>/=]+/.exec(rest)
  if (!name) return [{ at: 'tag', element }, rest.slice(1)]
  const afterName = rest.slice(name[0].length)
  const value = /^\s*=\s*(["']?)/.exec(afterName)
  if (!value) return [{ at: 'tag', element }, afterName]
  const quote = value[1] as '"' | "'" | ''
  const next = afterName.slice(value[0].length)
  return [{ at: 'value', element, attribute: name[0].toLowerCase(), quote, begins: true }, next]
}

function stepValue(place: Place & { at: 'value' }, rest: string): [Place, string] {
  const end = place.quote === '' ? rest.search(/[\s>]/) : rest.indexOf(place.quote)
  if (end < 0) return [{ ...place, begins: false }, '']
  return [{ at: 'tag', element: place.element }, rest.slice(end + place.quote.length)]
}

function contextOf(place: Place, strings: TemplateStringsArray, index: number): Hole {
  const refuse = (where: string, expected = 'text or a quoted attribute'): never => {
    const shown = `…${strings[index]!.slice(-60)}\${}${strings[index + 1]!.slice(0, 20)}…`
    throw new LiveError('HTML_HOLE', `A hole stands ${where}.`, expected, shown)
  }
  if (place.at === 'text') return { escaper: 'text', attribute: '', isWhole: false }
  if (place.at === 'comment') return refuse('in a comment')
  if (place.at === 'raw') return refuse(`in <${place.element}>`)
  if (place.at === 'tag') return refuse('in a tag, outside a quoted value')
  const { attribute, quote, begins } = place
  if (attribute.startsWith('?') && quote === '' && begins) {
    return { escaper: 'boolean', attribute: attribute.slice(1), isWhole: true }
  }
  if (quote === '') return refuse(`in the unquoted value of ${attribute}`)
  if (REFUSED_ATTRIBUTE.test(attribute)) return refuse(`in the attribute ${attribute}`, 'text or another attribute')
  const isWhole = begins && strings[index + 1]!.startsWith(quote)
  if (!URL_ATTRIBUTES.has(attribute)) return { escaper: 'attribute', attribute, isWhole }
  return { escaper: begins ? 'url' : 'component', attribute, isWhole }
}
