import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import type { RequestError } from './connection.ts'

const NOW = Date.UTC(2026, 0, 1, 12)

let answer: Response

describe('requests over HTTP', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: NOW })
    mock.method(globalThis, 'fetch', async () => answer)
    Object.assign(globalThis, { window: { addEventListener: () => undefined } })
  })
  afterEach(() => {
    mock.timers.reset()
    mock.restoreAll()
    Reflect.deleteProperty(globalThis, 'window')
  })

  /** The error of a request that is answered like this. */
  async function errorFor(body: string, headers: Record<string, string> = {}): Promise<RequestError> {
    const { askOverHttp } = await import('./http-requests.ts')
    answer = new Response(body, { status: 503, headers })
    return await askOverHttp('GET', '/somewhere').then(
      () => assert.fail('It was no error.'),
      (error: RequestError) => error,
    )
  }

  it('CONN11: an error names the code, the message and the fields of the answer', async () => {
    const { code, message, fields, retryAfter } = await errorFor('{"code":"busy","message":"Busy.","fields":{"a":"b"}}')
    assert.deepEqual(
      { code, message, fields, retryAfter },
      {
        ...{ code: 'busy', message: 'Busy.', fields: { a: 'b' }, retryAfter: undefined },
      },
    )
  })

  const WAITS: readonly [header: string, wait: number | undefined][] = [
    ['120', 120_000],
    ['0', undefined],
    ['Thu, 01 Jan 2026 12:01:00 GMT', 60_000],
    ['Thu, 01 Jan 2026 11:59:00 GMT', undefined],
    ['soon', undefined],
  ]
  for (const [header, wait] of WAITS) {
    for (const [who, body, code] of [
      ['the application', '{"code":"rate_limited","message":"Slow down."}', 'rate_limited'],
      ['a proxy', '<h1>Service Unavailable</h1>', 'disconnected'],
    ] as const) {
      it(`CONN11: an error of ${who} names the time to wait: Retry-After ${header}`, async () => {
        const error = await errorFor(body, { 'retry-after': header })
        assert.deepEqual([error.code, error.retryAfter], [code, wait])
      })
    }
  }
})
