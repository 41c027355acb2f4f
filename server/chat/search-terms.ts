/**
 * What a person searches for, taken apart, and found again in a text. Operators, quotes and other punctuation are no
 * syntax: they separate words, and that is all.
 */

/** Longest search in UTF-16 code units. */
export const SEARCH_LIMIT = 200
const MAX_TERMS = 12
/** Code units of an excerpt before the first hit, and in all. */
const LEAD = 60
const EXCERPT = 240

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const MARK = /\p{M}/u
/** Scripts that put no blanks between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** A piece of text, and whether it is one of those that were searched for. */
export interface Piece {
  readonly text: string
  readonly isHit: boolean
}

/** What is searched for, of what was typed or stands in an address: not longer than the limit, and no half characters. */
export function searchText(input: string): string {
  return input
    .slice(0, SEARCH_LIMIT)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trim()
}

/** The words of a search, each once, without regard to case. */
export function termsOf(text: string): string[] {
  const words = searchText(text).match(WORD) ?? []
  const distinct = new Map(words.map((word) => [word.toLowerCase(), word]))
  return [...distinct.values()].slice(0, MAX_TERMS)
}

/** Length in characters, as the index of parts of words counts them. */
export function lengthOf(term: string): number {
  return Array.from(term).length
}

export function isUnspaced(term: string): boolean {
  return UNSPACED.test(term)
}

/**
 * The part of a text around its first hit, in pieces. `where`: whether a term is found anywhere, or as a whole word only.
 */
export function excerptOf(body: string, terms: readonly string[], where: 'words' | 'parts'): Piece[] {
  const hits = hitsIn(body, terms, where)
  const from = startOf(body, Math.max(0, (hits[0]?.[0] ?? 0) - LEAD))
  const to = endOf(body, from + EXCERPT)
  const pieces: Piece[] = []
  const add = (text: string, isHit: boolean) => {
    if (text !== '') pieces.push({ text, isHit })
  }
  let end = from
  for (const [start, stop] of hits.filter(([, stop]) => stop <= to)) {
    add((end === from && from > 0 ? '… ' : '') + body.slice(end, start), false)
    add(body.slice(start, stop), true)
    end = stop
  }
  add(body.slice(end, to) + (to < body.length ? ' …' : ''), false)
  return pieces
}

type Span = readonly [start: number, end: number]

/** Where the terms are, in order, without overlaps. */
function hitsIn(body: string, terms: readonly string[], where: 'words' | 'parts'): Span[] {
  const { text, origins } = folded(body)
  const spans: Span[] = terms.flatMap((term) => {
    const wanted = folded(term).text
    return occurrences(text, wanted)
      .filter((at) => where === 'parts' || isWhole(text, at, at + wanted.length))
      .map((at): Span => [origins[at]!, origins[at + wanted.length]!])
  })
  const apart: Span[] = []
  for (const span of spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (span[0] >= (apart.at(-1)?.[1] ?? 0)) apart.push(span)
  }
  return apart
}

function occurrences(text: string, wanted: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + wanted.length))
    found.push(at)
  return found
}

function isWhole(text: string, start: number, end: number): boolean {
  const isWordPart = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character)
  return !isWordPart(text[start - 1]) && !isWordPart(text[end])
}

/** The text without case and accents, as the index has it; and for each code unit of it where it was. */
function folded(body: string): { readonly text: string; readonly origins: readonly number[] } {
  let text = ''
  const origins: number[] = []
  let at = 0
  for (const character of body) {
    const plain = foldedCharacter(character)
    for (let index = 0; index < plain.length; index++) origins.push(at)
    text += plain
    at += character.length
  }
  origins.push(at)
  return { text, origins }
}

function foldedCharacter(character: string): string {
  if (character < '\u0080') return character.toLowerCase()
  return Array.from(character.normalize('NFD').toLowerCase())
    .filter((each) => !MARK.test(each))
    .join('')
}

/** The beginning of the word that stands here, unless that is far away. */
function startOf(body: string, at: number): number {
  if (at === 0) return 0
  const blank = body.slice(at, at + LEAD).search(/\s/)
  return wholeCharacter(body, blank < 0 ? at : at + blank + 1)
}

function endOf(body: string, at: number): number {
  if (at >= body.length) return body.length
  const blank = body.slice(0, at).search(/\s\S*$/)
  return wholeCharacter(body, blank > at - LEAD ? blank : at)
}

/** Not between the two halves of a character. */
function wholeCharacter(body: string, at: number): number {
  return /^[\udc00-\udfff]/.test(body.slice(at, at + 1)) ? at - 1 : at
}
