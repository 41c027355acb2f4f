/**
 * What a person searches for, taken apart. Operators, quotes and other punctuation are no syntax: they separate words,
 * and that is all.
 */

/** Longest search in UTF-16 code units. */
export const SEARCH_LIMIT = 200
const MAX_TERMS = 12

/** Scripts that put no blanks between words: Thai and Lao, Burmese, Khmer, Chinese and Japanese. The index knows them too. */
const UNSPACED = String.raw`[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3fffd}]`
const WORD = new RegExp(
  String.raw`[[\p{L}\p{N}\p{M}]&&${UNSPACED}]+|[[\p{L}\p{N}]--${UNSPACED}][[\p{L}\p{N}\p{M}]--${UNSPACED}]*`,
  'gv',
)
const STARTS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v')

/** What is searched for, of what was typed or stands in an address: one line, not longer than the limit. */
export function searchText(input: string): string {
  return input
    .trim()
    .slice(0, SEARCH_LIMIT)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trim()
}

/** The words of a search, each once, without regard to case. Where one script follows another a word ends. */
export function termsOf(text: string): string[] {
  const words = searchText(text).match(WORD) ?? []
  const distinct = new Map(words.map((word) => [word.toLowerCase(), word]))
  return [...distinct.values()].slice(0, MAX_TERMS)
}

/** Length in characters, as the index of parts of words counts them. */
export function lengthOf(term: string): number {
  return Array.from(term).length
}

/** Whether a term is of a script without blanks, in which it is found wherever it stands. */
export function isUnspaced(term: string): boolean {
  return STARTS_UNSPACED.test(term)
}
