import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { LiveStatus } from '../live/live-client.ts'
import { type ConnectionFacts, connectionStateOf, isAway } from './connection-state.ts'

const online: ConnectionFacts = {
  status: 'connected',
  isOverHttp: false,
  isOnline: true,
  isInDoubt: false,
  isLongAway: false,
}
const offline = { ...online, isOnline: false }

for (const [what, facts, state, away] of [
  ['connected', online, 'working', false],
  ['away for a moment', { ...online, status: 'disconnected' }, 'working', false],
  ['away for long', { ...online, status: 'disconnected', isLongAway: true }, 'reconnecting', true],
  ['not connected yet, for long', { ...online, status: 'connecting', isLongAway: true }, 'connecting', true],
  ['failed', { ...online, status: 'failed', isLongAway: true }, 'failed', true],
  ['answered over HTTP', { ...online, status: 'disconnected', isLongAway: true, isOverHttp: true }, 'limited', false],
  ['offline, as the browser says and the socket denies', offline, 'working', false],
  ['offline, with a socket that has yet to answer', { ...offline, isInDoubt: true }, 'offline', true],
  ['offline, with a socket that has closed just now', { ...offline, status: 'disconnected' }, 'offline', true],
  ['online again, with a socket that has yet to answer', { ...online, isInDoubt: true }, 'working', false],
] as const) {
  it(`[L53] the connection of a page that is ${what} is "${state}"`, () => {
    assert.equal(connectionStateOf(facts), state)
    assert.equal(isAway(state), away)
  })
}

it('[L53] a message never waits for a connection that the header calls working, and the other way round', () => {
  for (const status of ['connecting', 'connected', 'disconnected', 'failed'] satisfies LiveStatus[]) {
    for (let bits = 0; bits < 16; bits++) {
      const [isOverHttp, isOnline, isInDoubt, isLongAway] = [1, 2, 4, 8].map((bit) => (bits & bit) > 0)
      const facts = {
        status,
        isOverHttp: isOverHttp!,
        isOnline: isOnline!,
        isInDoubt: isInDoubt!,
        isLongAway: isLongAway!,
      }
      const state = connectionStateOf(facts)
      assert.equal(isAway(state), !['working', 'limited'].includes(state), JSON.stringify(facts))
      if (isOverHttp) assert.equal(state, 'limited', 'requests over HTTP are answered')
    }
  }
})
