import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inTurns } from './in-turns.ts'

describe('in turns', () => {
  it('works on so many at once and keeps the results in order', async () => {
    let running = 0
    let most = 0
    const doubled = await inTurns(3, [1, 2, 3, 4, 5, 6, 7], async (number, index) => {
      most = Math.max(most, ++running)
      for (let turn = number; turn < 8; turn++) await Promise.resolve()
      running--
      return [number * 2, index]
    })
    assert.deepEqual(
      doubled,
      [1, 2, 3, 4, 5, 6, 7].map((number, index) => [number * 2, index]),
    )
    assert.equal(most, 3)
  })

  it('fails with the first that fails', async () => {
    const failing = inTurns(2, [1, 2, 3], async (number) => {
      if (number === 2) throw new Error('two')
    })
    await assert.rejects(failing, new Error('two'))
  })
})
