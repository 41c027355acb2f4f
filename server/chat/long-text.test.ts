import assert from 'node:assert/strict'
import test from 'node:test'
import { isLong } from './long-text.ts'

const CASES: readonly (readonly [title: string, text: string, expected: boolean])[] = [
  ['nothing', '', false],
  ['a sentence', 'See you at the lake.', false],
  ['sixty lines', 'line\n'.repeat(60), false],
  ['eighty lines', Array(80).fill('line').join('\n'), false],
  ['eighty-one lines', Array(81).fill('line').join('\n'), true],
  ['two thousand short lines', 'a\n'.repeat(2_000), true],
  ['empty lines', '\n'.repeat(100), true],
  ['one line of 6,400 characters', 'x'.repeat(6_400), false],
  ['one line of 6,401 characters', 'x'.repeat(6_401), true],
  ['forty lines that wrap three times each', Array(40).fill('x'.repeat(200)).join('\n'), true],
]

for (const [title, text, expected] of CASES) {
  test(`[L89] ${title}: ${expected ? 'long' : 'not long'}`, () => assert.equal(isLong(text), expected))
}
