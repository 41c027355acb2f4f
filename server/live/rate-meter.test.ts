import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateMeter } from './rate-meter.ts'

function takes(meter: RateMeter, times: number): number {
  return Array.from({ length: times }, () => meter.take()).filter(Boolean).length
}

test('SOCK1: a burst is allowed, then the rate', () => {
  let now = 0
  const meter = new RateMeter({ perSecond: 2, burst: 5 }, () => now)
  assert.equal(takes(meter, 10), 5)
  now += 1_000
  assert.equal(takes(meter, 10), 2)
  now += 60_000
  assert.equal(takes(meter, 10), 5)
})

test('SOCK1: a clock that is set back neither refills nor blocks for long', () => {
  let now = 100_000
  const meter = new RateMeter({ perSecond: 2, burst: 1 }, () => now)
  assert.equal(takes(meter, 5), 1)
  now = 0
  assert.equal(takes(meter, 5), 0)
  now = 500
  assert.equal(takes(meter, 5), 1)
})
