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
 *
 * `^` and `#` are in no word. Any index of exact tokens can hold grams: FTS5 here, a GIN index of text arrays elsewhere.
 */
import type { RoomId } from './entities.ts'
import { lengthOf, type Term, type Word, wordsOf } from './search-terms.ts'
import { fold } from './text-folding.ts'

/** Whether terms are found where words begin, or anywhere in them. Runs and emoji are found anywhere. */
export type SearchMode = 'words' | 'parts'

/** Shorter words are not found as parts of others. */
export const SHORTEST_PART = 3
/** Grams that a search asks for at most; the rest is left to the look into the texts. */
const MOST_GRAMS = 32

const HAS_SURROGATE = /[\ud800-\udfff]/

/** Whether a word is found inside of others too, and not only where they begin. */
export function isFoundInside({ text }: Term, mode: SearchMode): boolean {
  return mode === 'parts' && lengthOf(text) >= SHORTEST_PART
}

/** Everything that the index holds of a message, each once. */
export function gramsOfMessage(roomId: RoomId, body: string): string[] {
  const grams = new Set([roomGram(roomId)])
  for (const word of wordsOf(fold(body))) addGrams(grams, word)
  return [...grams]
}

export function roomGram(roomId: RoomId): string {
  return `#${roomId}`
}

/** What a message has that holds all these terms. */
export function gramsOfSearch(terms: readonly Term[], mode: SearchMode): string[] {
  const grams = new Set<string>()
  for (const term of terms) {
    if (term.kind === 'run') addRunGrams(grams, charactersOf(term.text), { single: false })
    else if (term.kind === 'emoji') grams.add(term.text)
    else addWordGrams(grams, charactersOf(term.text), { beginning: !isFoundInside(term, mode) })
  }
  return spread([...grams])
}

function addGrams(grams: Set<string>, { kind, text }: Word): void {
  if (kind === 'emoji') grams.add(text)
  else if (kind === 'run') addRunGrams(grams, charactersOf(text), { single: true })
  else addWordGrams(grams, charactersOf(text), { beginning: true })
}

/** A text by characters; a string is that already where no character has two code units. */
type Characters = string | readonly string[]

function charactersOf(text: string): Characters {
  return HAS_SURROGATE.test(text) ? Array.from(text) : text
}

function addWordGrams(grams: Set<string>, word: Characters, { beginning }: { beginning: boolean }): void {
  if (beginning) grams.add(word.length === 1 ? `^${word[0]}` : `^${word[0]}${word[1]}`)
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
