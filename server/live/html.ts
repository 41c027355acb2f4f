/**
 * html`...`: templates that cannot forget to escape.
 *
 * A template is an immutable value of its literal strings and its values. The strings are scanned once per template,
 * as an HTML tokenizer would, to find in what context each hole stands; the context picks the escaper. A hole where
 * no escaper is safe (an unquoted value, a tag or attribute name, `on*`, `style`, `srcdoc`, a script, a comment) is
 * refused when the template is first used, with an error that shows the place.
 *
 *     html`<a href="${url}" ?hidden=${closed}>${name}</a>`
 *
 * - text and quoted attributes: `& < > " '` become character references;
 * - URL attributes: a hole that begins the value must be a relative address or of an allowed scheme, else it becomes
 *   `about:blank#blocked`; a hole after a literal prefix is percent-encoded as one component;
 * - `?name=${condition}`: a boolean attribute;
 * - null, undefined and false render nothing, and an attribute of which they are the whole value is left out;
 * - arrays render their parts; what has `toAttribute` renders in attributes; other objects are an error.
 */
import { LiveError } from './live-error.ts'
import { compile, type Escaper, type Hole } from './template.ts'

/** Receives what templates render. */
export class Output {
  text = ''
}

/** Something that renders itself: a template, trusted markup, or a part that the runtime watches. */
export interface Fragment {
  renderTo(output: Output): void
}

/** Something that has a text for attributes: a chain of commands, say. The text is escaped as any other. */
export interface AttributeValue {
  toAttribute(): string
}

export class Html implements Fragment {
  readonly strings: TemplateStringsArray
  readonly values: readonly unknown[]

  constructor(strings: TemplateStringsArray, values: readonly unknown[]) {
    this.strings = strings
    this.values = values
  }

  renderTo(output: Output): void {
    const { literals, holes } = compile(this.strings)
    for (let index = 0; index < holes.length; index++) {
      output.text += literals[index]
      const hole = holes[index]!
      if (hole.escaper === 'text') renderText(output, this.values[index])
      else output.text += attributeText(this.values[index], hole)
    }
    output.text += literals[holes.length]
  }

  toString(): string {
    const output = new Output()
    this.renderTo(output)
    return output.text
  }
}

/** A template; see the top of this file. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(strings, values)
}

/** The template that was given to be rendered; throws TEMPLATE, naming who gave it, when it is a text or a promise. */
export function asTemplate(given: unknown, giver: string): Html {
  if (given instanceof Html) return given
  throw new LiveError('TEMPLATE', `${giver} gave no template.`, 'html`...`', nameOf(given))
}

class Raw implements Fragment {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  renderTo(output: Output): void {
    output.text += this.#markup
  }
}

/** Markup that is rendered as it is. Only for strings that no person has written. */
export function raw(markup: string): Fragment {
  return new Raw(markup)
}

const REFERENCES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const SPECIAL = /[&<>"']/
const ALL_SPECIAL = /[&<>"']/g

/** The text with the five characters that mean something in HTML replaced by references. */
export function escapeHtml(text: string): string {
  return SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (character) => REFERENCES[character]!) : text
}

const ALLOWED_SCHEMES = /^(?:https?|mailto|tel):/i

/**
 * The address if following it is harmless, else one that leads nowhere. Browsers drop control characters and leading
 * blanks before they look for a scheme, so they are dropped here too.
 */
export function safeUrl(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go (URL Standard, section 4.4)
  const trimmed = address.replace(/[\u0000-\u001f]+/g, '').trim()
  const scheme = /^[^/?#]*:/.test(trimmed)
  return !scheme || ALLOWED_SCHEMES.test(trimmed) ? trimmed : 'about:blank#blocked'
}

function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && 'renderTo' in value && typeof value.renderTo === 'function'
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (typeof value !== 'object' || value === null || !('toAttribute' in value)) return false
  return typeof value.toAttribute === 'function'
}

function renderText(output: Output, value: unknown): void {
  if (typeof value === 'string') output.text += escapeHtml(value)
  else if (typeof value === 'number' || typeof value === 'bigint') output.text += value
  else if (isFragment(value)) value.renderTo(output)
  else if (Array.isArray(value)) for (const part of value) renderText(output, part)
  else if (value !== null && value !== undefined && value !== false) refuseValue(value, 'as text')
}

function attributeText(value: unknown, { escaper, attribute, isWhole }: Hole): string {
  if (escaper === 'boolean') return value ? ` ${attribute}=""` : ''
  if (value === null || value === undefined || value === false) return ''
  const text = valueText(value, escaper, attribute)
  return isWhole ? ` ${attribute}="${text}"` : text
}

function valueText(value: unknown, escaper: Escaper, attribute: string): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (isAttributeValue(value) && escaper === 'attribute') return escapeHtml(value.toAttribute())
  if (typeof value !== 'string') return refuseValue(value, `in the attribute ${attribute}`)
  if (escaper === 'component') return encodeURIComponent(value.toWellFormed())
  return escapeHtml(escaper === 'url' ? safeUrl(value) : value)
}

function refuseValue(value: unknown, where: string): never {
  throw new LiveError(
    'HTML_VALUE',
    `This value cannot be rendered ${where}.`,
    'a string, number or template',
    nameOf(value),
  )
}

function nameOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'string') return `the text "${value.slice(0, 40)}"`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
