import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nextCursor } from './cursor.ts'

const NOW = Date.UTC(2024, 9, 9) + 20_000 * 1_000 + 19_999

describe('a cursor', () => {
  it('is the number of the interval, for everybody who brings none or an old one', () => {
    for (const sent of [undefined, '999', '0', 'x', '', '-5', '1e9']) assert.equal(nextCursor(sent, NOW), '1000', sent)
  })

  it('is always greater than the one that is brought', () => {
    assert.equal(
      nextCursor('1000', NOW, () => 0),
      '1001',
    )
    assert.equal(
      nextCursor('1000', NOW, () => 0.999_999),
      '1180',
    )
    assert.equal(
      nextCursor('5000', NOW, () => 0),
      '5001',
    )
  })
})
