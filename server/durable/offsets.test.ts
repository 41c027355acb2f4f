import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatOffset, parseOffset } from './offsets.ts'

describe('an offset', () => {
  it('stands for a position, and sorts as text like it', () => {
    assert.equal(formatOffset(0), '0000000000000000_0000000000000000')
    const positions = [0, 9, 10, 123_456_789, Number.MAX_SAFE_INTEGER]
    assert.deepEqual(positions.map(formatOffset).map(parseOffset), positions)
    assert.deepEqual(positions.toReversed().map(formatOffset).sort(), positions.map(formatOffset))
  })

  it('of another generation is beyond the end of everything', () => {
    assert.equal(parseOffset('0000000000000001_0000000000000000'), Number.POSITIVE_INFINITY)
    assert.ok(parseOffset('9999999999999999_9999999999999999')! > Number.MAX_SAFE_INTEGER)
  })

  it('has one form only', () => {
    for (const text of [
      '',
      '-1',
      'now',
      '0',
      '5_5',
      `${formatOffset(1)}0`,
      ` ${formatOffset(1)}`,
      `${formatOffset(1)}\n`,
    ]) {
      assert.equal(parseOffset(text), null, JSON.stringify(text))
    }
  })
})
