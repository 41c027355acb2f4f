import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from './backoff.ts'

const attempts = Array.from({ length: 12 }, (_, attempt) => attempt)

test('CONN1: the longest wait doubles from a quarter of a second up to four seconds', () => {
  const longest = attempts.map((attempt) => backoff(attempt, () => 1))
  assert.deepEqual(longest.slice(0, 6), [250, 500, 1_000, 2_000, 4_000, 4_000])
  assert.equal(
    backoff(5_000, () => 1),
    4_000,
  )
})

test('CONN1: any wait up to the longest is as likely as another', () => {
  for (const share of [0, 0.1, 0.5, 0.999]) {
    for (const attempt of attempts) {
      assert.equal(
        backoff(attempt, () => share),
        share * backoff(attempt, () => 1),
      )
    }
  }
})
