import { randomFrom } from '../e2e/support/random.ts'

/**
 * Numbers from 0 to 1 for one of those who decide something: each has its own, so that how fast the others are changes
 * nothing, and the same ones for the same seed.
 */
export function numbersOf(who: string, seed: number): () => number {
  const prime = 0x01000193
  const hash = Array.from(who).reduce(
    (sum, letter) => Math.imul(sum ^ letter.codePointAt(0)!, prime),
    Math.imul(seed, prime),
  )
  return randomFrom(hash)
}
