/** Looks for the terms of a search in a text. */
import { isFoundInside, type SearchMode } from './search-grams.ts'
import { type Term, type Word, wordsOf } from './search-terms.ts'
import { foldWithOrigins } from './text-folding.ts'

/** A part of a text as it was written. */
export type Span = readonly [start: number, end: number]

/** Where the terms are in the text, in order and without overlaps; null unless all of them are there. */
export function findTerms(body: string, terms: readonly Term[], mode: SearchMode): Span[] | null {
  const folding = foldWithOrigins(body)
  const missing = new Set(terms)
  const spans: Span[] = []
  for (const word of wordsOf(folding.text)) {
    for (const term of terms) {
      if (term.kind !== word.kind) continue
      for (const at of placesIn(word, term, mode)) {
        missing.delete(term)
        const from = word.at + at
        spans.push([folding.startOf(from), folding.endOf(from + term.text.length - 1)])
      }
    }
  }
  return missing.size === 0 ? apart(spans) : null
}

/** Where in the word the term is. */
function placesIn({ kind, text }: Word, term: Term, mode: SearchMode): number[] {
  if (kind === 'emoji') return text === term.text ? [0] : []
  if (kind === 'word' && !isFoundInside(term, mode)) return beginsWith(text, term.text) ? [0] : []
  return occurrences(text, term.text)
}

/** A single letter is found only as a word. */
function beginsWith(word: string, term: string): boolean {
  const isLetter = term.length === String.fromCodePoint(term.codePointAt(0)!).length
  return isLetter ? word === term : word.startsWith(term)
}

function occurrences(text: string, wanted: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) found.push(at)
  return found
}

function apart(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (span[0] >= (kept.at(-1)?.[1] ?? 0)) kept.push(span)
  }
  return kept
}
