/** The mount of streams as a part of the application. */
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppFixture, appFixture } from './app.fixture.ts'
import type { StreamsConfig } from './config.ts'

const TOKEN = 'correct-horse-battery'

describe('the streams of the application', () => {
  const opened: AppFixture[] = []
  after(() => Promise.all(opened.map(({ app }) => app.close())))

  async function started(streams: StreamsConfig | null): Promise<AppFixture> {
    const fixture = await appFixture(undefined, streams)
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    opened.push(fixture)
    return fixture
  }

  const put = ({ app }: AppFixture, headers: Record<string, string> = {}) =>
    app.inject({ method: 'PUT', url: '/streams/a', headers: { 'content-type': 'text/plain', ...headers }, body: 'x' })

  it('do not exist unless they are configured', async () => {
    const fixture = await started(null)
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS'] as const) {
      const { statusCode } = await fixture.app.inject({ method, url: '/streams/a' })
      assert.equal(statusCode, 404, method)
    }
  })

  it('are for those with the token, whom a cookie does not replace', async () => {
    const fixture = await started({ token: TOKEN, longPoll: 100 })
    assert.equal((await put(fixture, { cookie: `rill_session=${TOKEN}` })).statusCode, 401)
    const { statusCode, headers } = await put(fixture, { authorization: `Bearer ${TOKEN}` })
    assert.deepEqual([statusCode, headers.location], [201, `${fixture.app.listeningOrigin}/streams/a`])
  })

  it('are open to pages of other origins where they are open to all, and nothing else is', async () => {
    const fixture = await started({ token: null, longPoll: 100 })
    const foreign = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }
    const { statusCode, headers } = await put(fixture, foreign)
    assert.deepEqual([statusCode, headers['access-control-allow-origin']], [201, '*'])
    const form = await fixture.app.inject({ method: 'POST', url: '/sign-in', headers: foreign })
    assert.deepEqual([form.statusCode, form.headers['access-control-allow-origin']], [403, undefined])
  })

  it('are measured', async () => {
    const fixture = await started({ token: null, longPoll: 100 })
    await put(fixture)
    const { body } = await fixture.app.inject('/metrics')
    assert.match(body, /rill_http_request_seconds_count\{route="\/streams\/\*",status="201"\} 1/)
  })
})
