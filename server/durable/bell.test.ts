import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Bell } from './bell.ts'

const LONG = 60_000
const never = new AbortController().signal

describe('a bell', () => {
  it('that was rung before the wait ends it at once, and only that one', async () => {
    const bell = new Bell()
    bell.ring()
    bell.ring()
    await bell.wait(LONG, never)
    let isOver = false
    const second = bell.wait(LONG, never).then(() => {
      isOver = true
    })
    await new Promise(setImmediate)
    assert.equal(isOver, false)
    bell.ring()
    await second
  })

  it('ends the wait when it is rung, when the time is over, and when the signal aborts', async () => {
    const bell = new Bell()
    const rung = bell.wait(LONG, never)
    bell.ring()
    await rung
    await bell.wait(1, never)
    const leaving = new AbortController()
    const left = bell.wait(LONG, leaving.signal)
    leaving.abort()
    await left
    await bell.wait(LONG, leaving.signal)
  })
})
