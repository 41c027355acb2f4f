import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Restarts } from './restarts.ts'

const SHORT = { milliseconds: 9_999, listened: true }
const LONG = { milliseconds: 10_000, listened: true }
const IN_VAIN = { milliseconds: 100, listened: false }

const times = <Result>(count: number, work: () => Result) => Array.from({ length: count }, work)

describe('the restarts of a worker', () => {
  test('are at once, then after pauses that grow up to some seconds, however often', () => {
    const restarts = new Restarts()
    assert.deepEqual(
      times(8, () => restarts.pauseAfter(SHORT)),
      [0, 250, 500, 1_000, 2_000, 4_000, 4_000, 4_000],
    )
  })

  test('begin anew after one that has lived for long', () => {
    const restarts = new Restarts()
    times(5, () => restarts.pauseAfter(SHORT))
    assert.deepEqual([restarts.pauseAfter(LONG), restarts.pauseAfter(SHORT), restarts.pauseAfter(SHORT)], [0, 0, 250])
  })

  test('end when five in a row have not come to listen', () => {
    const restarts = new Restarts()
    times(4, () => restarts.pauseAfter(IN_VAIN))
    assert.notEqual(restarts.pauseAfter(SHORT), null, 'one in between counts')
    assert.deepEqual(
      times(5, () => restarts.pauseAfter(IN_VAIN) === null),
      [false, false, false, false, true],
    )
  })
})
