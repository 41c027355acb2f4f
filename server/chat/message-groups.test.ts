import assert from 'node:assert/strict'
import test from 'node:test'
import { beginsGroup, type Grouped } from './message-groups.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000

const CASES: readonly (readonly [title: string, message: Grouped, before: Grouped | null, expected: boolean])[] = [
  ['the first message of a page', { authorId: 1, at: NOON }, null, true],
  ['a message of another author', { authorId: 2, at: NOON }, { authorId: 1, at: NOON }, true],
  ['the next message of the same author', { authorId: 1, at: NOON + MINUTE }, { authorId: 1, at: NOON }, false],
  ['exactly five minutes later', { authorId: 1, at: NOON + 5 * MINUTE }, { authorId: 1, at: NOON }, false],
  [
    'less than a second more, which no page tells',
    { authorId: 1, at: NOON + 5 * MINUTE + 999 },
    { authorId: 1, at: NOON },
    false,
  ],
  ['a second more', { authorId: 1, at: NOON + 5 * MINUTE + 1_000 }, { authorId: 1, at: NOON }, true],
  [
    'a second more, told from part of a second',
    { authorId: 1, at: NOON + 5 * MINUTE + 1_000 },
    { authorId: 1, at: NOON + 999 },
    true,
  ],
  [
    'an earlier time, after the clock was set back',
    { authorId: 1, at: NOON - MINUTE },
    { authorId: 1, at: NOON },
    false,
  ],
]

for (const [title, message, before, expected] of CASES) {
  test(`[L35] ${title} ${expected ? 'begins' : 'continues'} a group`, () => {
    assert.equal(beginsGroup(message, before), expected)
    const toTheSecond = ({ authorId, at }: Grouped) => ({ authorId, at: Math.floor(at / 1_000) * 1_000 })
    assert.equal(beginsGroup(toTheSecond(message), before && toTheSecond(before)), expected, 'with the times of a page')
  })
}
