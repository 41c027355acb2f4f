import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { FairTurns } from './fair-turns.ts'

describe('fair turns', () => {
  let now: number
  let turns: FairTurns<string>
  let done: string[]

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    now = 0
    turns = new FairTurns(() => now)
    done = []
  })
  afterEach(() => mock.timers.reset())

  /** Work that takes so long. */
  const work =
    (name: string, milliseconds = 10) =>
    async () => {
      now += milliseconds
      done.push(name)
      return name
    }

  async function pass(milliseconds: number): Promise<void> {
    mock.timers.tick(milliseconds)
    await turnOfLoop()
  }

  it('begin at once, one after another, with rests that are long against the work', async () => {
    const results = Promise.all(['a', 'b', 'c'].map((name) => turns.take('Ada', work(name))))
    await pass(0)
    assert.deepEqual(done, ['a'])
    await pass(89)
    assert.deepEqual(done, ['a'])
    await pass(1)
    assert.deepEqual(done, ['a', 'b'])
    await pass(90)
    assert.deepEqual(await results, ['a', 'b', 'c'])
  })

  it('of one person are not waited for by another', async () => {
    await turns.take('Ada', work('slow', 1_000))
    assert.equal(await turns.take('Ben', work('other')), 'other')
  })

  it('come within a second, whatever was the matter', async () => {
    await turns.take('Ada', work('stuck', 60_000))
    const next = turns.take('Ada', work('next'))
    await pass(1_000)
    assert.equal(await next, 'next')
  })

  it('go on after work that failed', async () => {
    const failed = turns.take('Ada', async () => Promise.reject(new Error('away')))
    await assert.rejects(failed, /away/)
    const next = turns.take('Ada', work('next'))
    await pass(1)
    assert.equal(await next, 'next')
  })

  it('are left when they are not wanted any more', async () => {
    const controller = new AbortController()
    const first = turns.take('Ada', work('first'))
    const unwanted = turns.take('Ada', work('unwanted'), controller.signal)
    const last = turns.take('Ada', work('last'))
    controller.abort(new Error('superseded'))
    await assert.rejects(unwanted, /superseded/)
    await assert.rejects(turns.take('Ben', work('unwanted'), controller.signal), /superseded/)
    await first
    await pass(90)
    await last
    assert.deepEqual(done, ['first', 'last'])
  })

  it('are refused to who waits for too many', async () => {
    const waiting = Array.from({ length: 21 }, (_, index) => turns.take('Ada', work(`${index}`, 0)))
    await assert.rejects(turns.take('Ada', work('one more')), { code: 'rate_limited' })
    while (done.length < 21) await pass(1)
    assert.equal((await Promise.all(waiting)).length, 21)
  })
})
