import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { inTime, NoAnswer } from './in-time.ts'

describe('the wait for an answer', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())

  it('ends with the answer, or with the error, that comes in time', async () => {
    assert.equal(await inTime(Promise.resolve(1), 100), 1)
    await assert.rejects(inTime(Promise.reject(new Error('full')), 100), /full/)
  })

  it('ends with NoAnswer when the time is over, and not before', async () => {
    const { promise, resolve } = Promise.withResolvers<number>()
    const inTheEnd = inTime(promise, 100)
    mock.timers.tick(99)
    resolve(2)
    assert.equal(await inTheEnd, 2)
    const without = inTime(new Promise(() => {}), 100)
    mock.timers.tick(100)
    await assert.rejects(without, NoAnswer)
  })
})
