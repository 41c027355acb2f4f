import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, mock, test } from 'node:test'
import { HttpFallback, type TabMemory } from './http-fallback.ts'

/** Milliseconds, as the fallback has them. */
const PATIENCE = 6_000
const SHORTEST_PAUSE = 5_000
const LONGEST_PAUSE = 7_500

describe('the HTTP fallback', () => {
  let isUp: boolean
  let probes: number
  let changes: number
  let memory: TabMemory
  let fallback: HttpFallback

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    isUp = true
    probes = 0
    changes = 0
    const kept = new Map<string, string>()
    memory = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    }
    fallback = make()
  })
  afterEach(() => mock.timers.reset())

  function make(): HttpFallback {
    const reach = async () => {
      probes++
      return isUp
    }
    return new HttpFallback({ reach, onChange: () => changes++ }, memory)
  }

  async function pass(milliseconds: number): Promise<void> {
    mock.timers.tick(milliseconds)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }

  test('CONN11: begins when the page has not joined in time and HTTP answers', async () => {
    fallback.trying()
    await pass(PATIENCE - 1)
    assert.deepEqual([probes, fallback.isActive], [0, false])
    await pass(1)
    assert.deepEqual([fallback.isActive, changes], [true, 1])
  })

  test('CONN11: counts the time from the first attempt, however many follow', async () => {
    for (let second = 0; second < 6; second++) {
      fallback.trying()
      await pass(1_000)
    }
    assert.equal(fallback.isActive, true)
  })

  test('CONN11: never begins for a page that joins in time', async () => {
    fallback.trying()
    await pass(PATIENCE - 1)
    fallback.joined()
    await pass(60_000)
    assert.deepEqual([probes, fallback.isActive], [0, false])
  })

  test('CONN11: waits while HTTP does not answer either, and begins once it does', async () => {
    isUp = false
    fallback.trying()
    await pass(PATIENCE)
    assert.deepEqual([fallback.isActive, changes], [false, 0])
    isUp = true
    await pass(LONGEST_PAUSE)
    assert.deepEqual([fallback.isActive, changes], [true, 1])
  })

  test('CONN11: ends when the page joins, also while HTTP is being probed', async () => {
    fallback.trying()
    await pass(PATIENCE)
    const checked = fallback.check()
    fallback.joined()
    assert.equal(await checked, false)
    await pass(60_000)
    assert.equal(fallback.isActive, false)
  })

  test('CONN11: ends when HTTP stops answering', async () => {
    fallback.trying()
    await pass(PATIENCE)
    isUp = false
    await pass(LONGEST_PAUSE)
    assert.deepEqual([fallback.isActive, changes], [false, 2])
  })

  test('CONN11: pauses after a request that found no server, though the probe would succeed', async () => {
    fallback.trying()
    await pass(PATIENCE)
    fallback.failed()
    assert.equal(fallback.isActive, false)
    await pass(SHORTEST_PAUSE - 1)
    assert.equal(fallback.isActive, false)
    await pass(LONGEST_PAUSE)
    assert.equal(fallback.isActive, true)
  })

  test('CONN11: is active at once on the next page of the tab, until that page joins', async () => {
    fallback.trying()
    await pass(PATIENCE)
    const next = make()
    assert.equal(next.isActive, true)
    next.joined()
    assert.equal(make().isActive, false)
  })
})
