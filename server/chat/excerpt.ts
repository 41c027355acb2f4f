/** The part of a message around what was searched for. */
import { isUnspaced } from './search-terms.ts'

/** Code units of an excerpt before the first hit, and in all. */
const LEAD = 60
const EXCERPT = 240

/** The end of a word, in a script that puts blanks between words. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]$/u

/** A piece of text, and whether it is one of those that were searched for. */
export interface Piece {
  readonly text: string
  readonly isHit: boolean
}

/**
 * The part of a text around its first hit, in pieces. `where`: whether a term is found anywhere, or where a word begins.
 */
export function excerptOf(body: string, terms: readonly string[], where: 'words' | 'parts'): Piece[] {
  const hits = hitsIn(body, terms, where)
  const from = startOf(body, Math.max(0, (hits[0]?.[0] ?? 0) - LEAD))
  const to = endOf(body, Math.max(from + EXCERPT, hits[0]?.[1] ?? 0))
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
  const { text, originOf } = folded(body)
  const spans: Span[] = terms.flatMap((term) => {
    const wanted = plain(term)
    return occurrences(text, wanted)
      .filter((at) => where === 'parts' || isUnspaced(wanted) || beginsWord(text, at))
      .map((at): Span => [originOf(at), originOf(at + wanted.length)])
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

/** Whether no word goes on here. One of a script without blanks does not. */
function beginsWord(text: string, at: number): boolean {
  const before = WORD_CHARACTER.exec(text.slice(Math.max(0, at - 2), at))?.[0]
  return before === undefined || isUnspaced(before)
}

/** The text without case and accents, as the index has it; and for each code unit of it where it was. */
function folded(body: string): { readonly text: string; readonly originOf: (at: number) => number } {
  const text = plain(body)
  // Hardly a character changes its length; marks that stand by themselves are dropped.
  if (text.length === body.length) return { text, originOf: (at) => at }
  const origins: number[] = []
  let characters = ''
  let at = 0
  for (const character of body) {
    const folding = plain(character)
    for (let index = 0; index < folding.length; index++) origins.push(at)
    characters += folding
    at += character.length
  }
  return { text: characters, originOf: (place) => origins[place] ?? body.length }
}

/** The accents that the index drops are those of Latin, Greek and Cyrillic; others make another letter. */
function plain(text: string): string {
  const bare = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
  return bare.normalize('NFC').replaceAll('ς', 'σ')
}

/** The beginning of the word that stands here, unless that is far away. */
function startOf(body: string, at: number): number {
  if (at === 0) return 0
  const blank = body.slice(at, at + LEAD / 2).search(/\s/)
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
