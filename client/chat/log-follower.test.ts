import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { RequestError } from '../live/connection.ts'
import { follow } from './log-follower.ts'

const error = (code: string, retryAfter?: number) =>
  new RequestError({ code, message: `${code}!`, ...(retryAfter !== undefined && { retryAfter }) })

describe('a log that is followed over HTTP', () => {
  /** What becomes of the requests, in order; the one after the last is not answered. */
  let answers: (RequestError | null)[]
  let requests: string[]
  let abort: AbortController
  let end: Promise<void>

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    requests = []
    abort = new AbortController()
  })
  afterEach(() => mock.timers.reset())

  async function answer(request: string): Promise<void> {
    requests.push(request)
    const next = answers.shift()
    if (next === undefined) await new Promise((_, reject) => abort.signal.addEventListener('abort', reject))
    else if (next !== null) throw next
  }

  async function start(...given: (RequestError | null)[]): Promise<void> {
    answers = given
    end = follow({ poll: () => answer('poll'), startAnew: () => answer('start anew') }, abort.signal)
    await pass(0)
  }

  async function pass(milliseconds: number): Promise<void> {
    mock.timers.tick(milliseconds)
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }

  it('CONN11: is polled again as soon as an answer has come', async () => {
    await start(null, null)
    assert.deepEqual(requests, ['poll', 'poll', 'poll'])
  })

  const waits: readonly [string, RequestError, number][] = [
    ['the server cannot be reached', error('disconnected'), 5_000],
    ['the server names a longer time', error('rate_limited', 60_000), 60_000],
    ['the server names a shorter time', error('unavailable', 1_000), 1_000],
  ]
  for (const [when, failure, wait] of waits) {
    it(`CONN11: is polled again after ${wait} ms when ${when}`, async () => {
      await start(failure)
      await pass(wait - 1)
      assert.deepEqual(requests, ['poll'])
      await pass(1)
      assert.deepEqual(requests, ['poll', 'poll'])
    })
  }

  it('CONN11: is shown anew at once when it cannot be read on, and polled again later', async () => {
    await start(error('gone'), null)
    assert.deepEqual(requests, ['poll', 'start anew'])
    await pass(5_000)
    assert.deepEqual(requests, ['poll', 'start anew', 'poll'])
  })

  it('CONN11: is shown anew as often as it takes, after the time that the server names', async () => {
    await start(error('gone'), error('rate_limited', 30_000), error('gone'), null)
    await pass(29_999)
    assert.deepEqual(requests, ['poll', 'start anew'])
    await pass(1)
    assert.deepEqual(requests, ['poll', 'start anew', 'poll', 'start anew'])
  })

  it('CONN11: is left alone from the signal on, also while a failure is waited out', async () => {
    await start(error('disconnected'))
    abort.abort()
    await end
    await pass(60_000)
    assert.deepEqual(requests, ['poll'])
  })
})
