import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Figure, Goal } from './measurement.ts'
import { median, quantile } from './statistics.ts'
import { summarize } from './summary.ts'

const figure = (value: number, floor: number, goal: Goal): Figure => ({
  ...{ line: 'P1', what: 'CPU', unit: 'us', value, floor, goal },
})

describe('a summary of runs', () => {
  it('has the median, the spread, and the median of the ratios run by run', () => {
    const goal = { atMostFloors: 2 }
    const [line, ...others] = summarize([[figure(10, 10, goal)], [figure(40, 20, goal)], [figure(90, 30, goal)]])
    assert.deepEqual(others, [])
    assert.deepEqual(line, {
      ...{ line: 'P1', what: 'CPU', unit: 'us', goal },
      ...{ median: 40, least: 10, most: 90, floor: 20, ratio: 2, isMet: true },
    })
  })

  it('keeps apart what is not the same subject, in the order of the first run', () => {
    const of = (what: string) => ({ ...figure(1, 1, { atMost: 1 }), what })
    assert.deepEqual(
      summarize([
        [of('b'), of('a')],
        [of('b'), of('a')],
      ]).map(({ what }) => what),
      ['b', 'a'],
    )
  })

  it('holds a figure to each kind of goal', () => {
    const isMet = (goal: Goal) => summarize([[figure(10, 5, goal)]])[0]!.isMet
    assert.deepEqual([{ atMost: 10 }, { atMost: 9 }].map(isMet), [true, false])
    assert.deepEqual([{ atLeast: 10 }, { atLeast: 11 }].map(isMet), [true, false])
    assert.deepEqual([{ atMostFloors: 2 }, { atMostFloors: 1.9 }].map(isMet), [true, false])
    assert.deepEqual([{ atLeastFloors: 2 }, { atLeastFloors: 2.1 }].map(isMet), [true, false])
  })

  it('needs no floor and no goal', () => {
    const [line] = summarize([[{ line: 'P1', what: 'sent', unit: '', value: 3 }]])
    assert.deepEqual([line?.floor, line?.ratio, line?.goal, line?.isMet], [null, null, null, null])
  })
})

describe('statistics', () => {
  it('take the mean of the two values in the middle', () => assert.equal(median([4, 1, 2, 3]), 2.5))

  it('find the value that a part of all does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((part) => quantile(values, part)),
      [1, 50, 99, 100],
    )
  })
})
