/**
 * Turns words into what the index of a search holds: **grams**, short pieces in no order. A search asks for the messages
 * that have all grams of its terms, and then looks into their texts (`search-match.ts`), so grams may promise too much
 * but never too little.
 *
 * | of | grams |
 * |---|---|
 * | a word of a script with blanks | every three characters in a row; its first two, after `^`; a single letter alone, after `^` |
 * | a run of a script without blanks | every character, and every two in a row |
 * | an emoji | the emoji |
 * | the room | its id, after `#` |
 * | a message of several parts | `#long` |
 *
 * A long message is indexed in parts, so that no step of indexing takes long. Parts overlap by the length of a search, so
 * all grams of a term that is in the message are in one of its parts; those of several terms need not be. Therefore a
 * search finds parts that have all its grams, and of long messages also those that have all grams of its longest term.
 *
 * `^` and `#` are in no word. Any index of exact tokens can hold grams: FTS5 here, a GIN index of text arrays elsewhere.
 */
import type { RoomId } from './entities.ts'
import { lengthOf, SEARCH_LIMIT, type Term, type Word, wordsOf } from './search-terms.ts'
import { fold } from './text-folding.ts'

/** Whether terms are found where words begin, or anywhere in them. Runs and emoji are found anywhere. */
export type SearchMode = 'words' | 'parts'

/** Shorter words are not found as parts of others. */
export const SHORTEST_PART = 3
/** Grams that a search asks for at most; the rest is left to the look into the texts. */
const MOST_GRAMS = 32

/** Code units of folded text in a part; more where a text would have more than the most parts. */
const PART_LENGTH = 1_500
export const MOST_PARTS = 8
/** Every part of a message of several has it. */
export const LONG = '#long'

const HAS_SURROGATE = /[\ud800-\udfff]/

/** Whether a word is found inside of others too, and not only where they begin. */
export function isFoundInside({ text }: Term, mode: SearchMode): boolean {
  return mode === 'parts' && lengthOf(text) >= SHORTEST_PART
}

/** The grams of a part of a message, each once, and the number of parts that the message has. */
export function gramsOfMessage(roomId: RoomId, body: string, part = 0): { grams: string[]; parts: number } {
  const folded = foldedOnce(body)
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(folded.length / PART_LENGTH)))
  const length = Math.ceil(folded.length / parts)
  const [from, to] = [part * length, (part + 1) * length + SEARCH_LIMIT]
  const grams = new Set([roomGram(roomId)])
  if (parts > 1) grams.add(LONG)
  for (const word of wordsOf(folded)) {
    if (word.at >= to) break
    addGrams(grams, word, Math.max(0, from - word.at), to - word.at)
  }
  if (part + 1 >= parts) lastFolded = null
  return { grams: [...grams], parts }
}

/** The message whose parts are being indexed. Each part needs all of it folded, which takes longer than the rest. */
let lastFolded: { readonly body: string; readonly folded: string } | null = null

function foldedOnce(body: string): string {
  if (lastFolded?.body !== body) lastFolded = { body, folded: fold(body) }
  return lastFolded.folded
}

export function roomGram(roomId: RoomId): string {
  return `#${roomId}`
}

export interface SearchGrams {
  /** What a message has that holds all terms. */
  readonly all: readonly string[]
  /** What it has of the longest of them. */
  readonly longest: readonly string[]
}

export function gramsOfSearch(terms: readonly Term[], mode: SearchMode): SearchGrams {
  const byTerm = terms.map((term) => gramsOfTerm(term, mode))
  const [longest = []] = byTerm.toSorted((a, b) => b.length - a.length)
  return { all: spread([...new Set(byTerm.flat())]), longest: spread(longest) }
}

function gramsOfTerm(term: Term, mode: SearchMode): string[] {
  const grams = new Set<string>()
  if (term.kind === 'run') addRunGrams(grams, charactersOf(term.text), { single: false })
  else if (term.kind === 'emoji') grams.add(term.text)
  else addWordGrams(grams, charactersOf(term.text), { beginning: !isFoundInside(term, mode) })
  return [...grams]
}

/** Adds the grams of a word between two places in it. */
function addGrams(grams: Set<string>, { kind, text }: Word, from: number, to: number): void {
  if (kind === 'emoji') {
    if (from === 0) grams.add(text)
    return
  }
  const part = charactersOf(text.slice(from, to))
  if (kind === 'run') addRunGrams(grams, part, { single: true })
  else addWordGrams(grams, part, { beginning: from === 0 })
}

/** A text by characters; a string is that already where no character has two code units. */
type Characters = string | readonly string[]

function charactersOf(text: string): Characters {
  return HAS_SURROGATE.test(text) ? Array.from(text) : text
}

function addWordGrams(grams: Set<string>, word: Characters, { beginning }: { beginning: boolean }): void {
  if (beginning && word.length > 0) grams.add(word.length === 1 ? `^${word[0]}` : `^${word[0]}${word[1]}`)
  for (let at = 2; at < word.length; at++) grams.add(`${word[at - 2]}${word[at - 1]}${word[at]}`)
}

function addRunGrams(grams: Set<string>, run: Characters, { single }: { single: boolean }): void {
  if (single || run.length === 1) for (const character of run) grams.add(character)
  for (let at = 1; at < run.length; at++) grams.add(`${run[at - 1]}${run[at]}`)
}

/** No more than are asked for, from all over the search. */
function spread(grams: readonly string[]): string[] {
  if (grams.length <= MOST_GRAMS) return [...grams]
  const step = grams.length / MOST_GRAMS
  return Array.from({ length: MOST_GRAMS }, (_, index) => grams[Math.floor(index * step)]!)
}
