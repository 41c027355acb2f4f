/** The part of a message around what was searched for. */
import type { Span } from './search-match.ts'

/** Code units of an excerpt before the first hit, and in all. */
const LEAD = 60
const EXCERPT = 240

/** A piece of text, and whether it is one of those that were searched for. */
export interface Piece {
  readonly text: string
  readonly isHit: boolean
}

/** The part of a text around its first hit, in pieces. `hits` are in order and do not overlap. */
export function excerptOf(body: string, hits: readonly Span[]): Piece[] {
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

/** The next beginning of a word from here on, unless that is far away. */
function startOf(body: string, at: number): number {
  if (at === 0) return 0
  const blank = body.slice(at, at + LEAD / 2).search(/\s/)
  return wholeCharacter(body, blank < 0 ? at : at + blank + 1)
}

function endOf(body: string, at: number): number {
  if (at >= body.length) return body.length
  const near = Math.max(0, at - LEAD)
  const blank = body.slice(near, at).search(/\s\S*$/)
  return wholeCharacter(body, blank < 0 ? at : near + blank)
}

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Moves a place within a character, such as an emoji of several parts, before it. */
function wholeCharacter(body: string, at: number): number {
  return characters.segment(body).containing(at)?.index ?? at
}
