/**
 * Takes texts and searches apart into words, the same way for both. `text-folding.ts` says which texts are the same;
 * `search-grams.ts` turns words into what the index holds.
 *
 * - A **word** is letters, digits and their marks in a script that puts blanks between words.
 * - A **run** is the same of a script that puts none, or whose words are compounds (Korean): it is found by any of its
 *   characters. Where one kind follows the other a word ends.
 * - An **emoji** is found by itself.
 *
 * Everything else only separates them: nothing that a person types is an operator.
 */
import { EMOJI, fold, ONLY_ASCII } from './text-folding.ts'

/** Longest search in UTF-16 code units. */
export const SEARCH_LIMIT = 200
const MAX_TERMS = 12

export type WordKind = 'word' | 'run' | 'emoji'

/** A word of a folded text. */
export interface Word {
  readonly kind: WordKind
  readonly text: string
  /** Where it begins in the folded text. */
  readonly at: number
}

/** A word that is searched for, folded. */
export type Term = Omit<Word, 'at'>

const SCRIPTS_WITHOUT_BLANKS = [
  ...['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Yi'],
  ...['Thai', 'Lao', 'Khmer', 'Myanmar', 'Tai_Le', 'New_Tai_Lue', 'Tai_Tham', 'Tai_Viet', 'Javanese', 'Balinese'],
]
const UNSPACED = `[${SCRIPTS_WITHOUT_BLANKS.map((script) => `\\p{scx=${script}}`).join('')}]`
const RUN = String.raw`[[\p{L}\p{N}\p{M}]&&${UNSPACED}]+`
const WORD = String.raw`[[\p{L}\p{N}]--${UNSPACED}][[\p{L}\p{N}\p{M}]--${UNSPACED}]*`
const WORDS = new RegExp(`(?<emoji>${EMOJI})|(?<run>${RUN})|${WORD}`, 'gv')
const ASCII_WORDS = /[a-z0-9]+/g

/** The words of a folded text, in order. */
export function* wordsOf(folded: string): Generator<Word> {
  if (ONLY_ASCII.test(folded)) {
    for (const { 0: text, index: at } of folded.matchAll(ASCII_WORDS)) yield { kind: 'word', text, at }
    return
  }
  for (const { 0: text, index: at, groups } of folded.matchAll(WORDS)) {
    const kind = groups!.emoji !== undefined ? 'emoji' : groups!.run !== undefined ? 'run' : 'word'
    yield { kind, text, at }
  }
}

/** What is searched for, of what was typed or stands in an address: one line, not longer than the limit. */
export function searchText(input: string): string {
  return input
    .trim()
    .slice(0, SEARCH_LIMIT)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trim()
}

/** The words of a search, folded, each once. */
export function termsOf(text: string): Term[] {
  const distinct = new Map<string, Term>()
  for (const { kind, text: word } of wordsOf(fold(searchText(text)))) distinct.set(word, { kind, text: word })
  return [...distinct.values()].slice(0, MAX_TERMS)
}

/** Length in characters. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}
