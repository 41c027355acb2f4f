import assert from 'node:assert/strict'
import test from 'node:test'
import { messageTime } from './message-time.ts'

const NOON = Date.UTC(2026, 10, 21, 12, 0, 5, 678)
const HOUR = 3_600_000

test('a time says its day, hour and minute, and to programs the second', () => {
  assert.equal(String(messageTime(NOON)), '<time datetime="2026-11-21T12:00:05Z">2026-11-21 12:00 UTC</time>')
})

test('beside a time of the same day it says its day to programs only', () => {
  const later = messageTime(NOON + HOUR, NOON)
  assert.equal(String(later), '<time datetime="2026-11-21T13:00:05Z">13:00 UTC</time>')
  assert.match(String(messageTime(NOON + 12 * HOUR, NOON)), />2026-11-22 00:00 UTC</)
})
