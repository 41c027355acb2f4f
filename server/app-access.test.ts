import assert from 'node:assert/strict'
import type { OutgoingHttpHeaders } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { type AppFixture, appFixture, visitor } from './app.fixture.ts'
import { connect } from './live/testing.ts'
import { until } from './until.fixture.ts'

const EVE = { name: 'Eve', email: 'eve@rill.example', password: 'quiet tide tables' }

/** The cookies that an answer sets, with their attributes. */
function cookiesOf({ headers }: { headers: OutgoingHttpHeaders }): Map<string, string> {
  const lines = [headers['set-cookie'] ?? []].flat().map(String)
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line]))
}

function pairOf(line = ''): string {
  return line.slice(0, line.indexOf(';'))
}

describe('signing in', () => {
  let fixture: AppFixture
  before(async () => {
    fixture = await appFixture()
    await post('/sign-up', EVE)
  })
  after(() => fixture.app.close())

  const post = (url: string, payload: Record<string, string>, headers: Record<string, string> = {}) =>
    fixture.app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(payload).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
    })
  const signIn = (fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    post('/sign-in', { ...EVE, ...fields }, headers)
  const statusOf = async (cookie: string) =>
    (await fixture.app.inject({ url: '/rooms', headers: { cookie, accept: 'text/html' } })).statusCode

  const RETURNS: Record<string, string> = {
    '/rooms/1?message=2': '/rooms/1?message=2',
    '/✓': '/%E2%9C%93',
    '/search?q=καλημέρα&x=😀': '/search?q=%CE%BA%CE%B1%CE%BB%CE%B7%CE%BC%CE%AD%CF%81%CE%B1&x=%F0%9F%98%80',
    '/a b#c d': '/a%20b#c%20d',
    '/%2F%2Fevil.example': '/%2F%2Fevil.example',
    '/%': '/%',
    '//evil.example': '/rooms',
    '/\\evil.example': '/rooms',
    '/..//evil.example': '/rooms',
    '/./\\evil.example': '/rooms',
    'https://evil.example': '/rooms',
    'javascript:alert(1)': '/rooms',
    '/a\r\nx-header: 1': '/rooms',
    '/a\tb': '/rooms',
    '': '/rooms',
  }
  for (const [given, expected] of Object.entries(RETURNS)) {
    it(`leads from return=${JSON.stringify(given)} to ${expected}`, async () => {
      const { statusCode, headers } = await signIn({ return: given })
      assert.deepEqual([statusCode, headers.location], [303, expected])
    })
  }

  it('ends the session that it replaces, with its sockets', async () => {
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
    const first = pairOf(cookiesOf(await signIn()).get('rill_session'))
    const client = await connect(fixture.app, '/rooms', { headers: { cookie: first } })
    const second = pairOf(cookiesOf(await signIn({}, { cookie: first })).get('rill_session'))
    await until(() => client.closed?.code === 4401)
    assert.deepEqual([await statusOf(first), await statusOf(second)], [303, 200])
  })

  it('remembers the device, which is let in when its network is not', async () => {
    const device = pairOf(cookiesOf(await signIn()).get('rill_device'))
    for (let guess = 0; guess < 10; guess++) await signIn({ password: `guess ${guess}` })
    assert.equal((await signIn()).statusCode, 429)
    assert.equal((await signIn({}, { cookie: device })).statusCode, 303)
  })

  it('marks the device also of a session that began without the mark, once', async () => {
    const email = 'e3@rill.example'
    const session = pairOf(cookiesOf(await post('/sign-up', { ...EVE, email })).get('rill_session'))
    const page = (cookie: string) => fixture.app.inject({ url: '/rooms', headers: { cookie, accept: 'text/html' } })
    const device = pairOf(cookiesOf(await page(session)).get('rill_device'))
    assert.equal(cookiesOf(await page(`${session}; ${device}`)).size, 0)
    for (let guess = 0; guess < 10; guess++) await signIn({ email, password: `guess ${guess}` })
    assert.equal((await signIn({ email })).statusCode, 429)
    assert.equal((await signIn({ email }, { cookie: device })).statusCode, 303)
  })

  it('sets cookies that scripts cannot read, and marks them for TLS where a proxy speaks it', async () => {
    const device = {
      cookie: pairOf(cookiesOf(await post('/sign-up', { ...EVE, email: 'e2@rill.example' })).get('rill_device')),
    }
    const input = { email: 'e2@rill.example' }
    const plain = cookiesOf(await signIn(input, device))
    assert.deepEqual([...plain.keys()], ['rill_session', 'rill_device'])
    const secure = cookiesOf(await signIn(input, { ...device, 'x-forwarded-proto': 'https' }))
    assert.deepEqual([...secure.keys()], ['__Host-rill_session', '__Host-rill_device'])
    for (const line of secure.values()) assert.match(line, /; Path=\/; .*HttpOnly; Secure; SameSite=Lax/)
    assert.equal(await statusOf(pairOf(secure.get('__Host-rill_session'))), 200)
  })
})

describe('signing out', () => {
  it('answers and takes the cookie also while the database cannot be written to; the session is over', async () => {
    const away = Object.assign(new Error('locked'), { statusCode: 503 })
    const fixture = await appFixture((store) => ({
      ...store,
      sessions: { ...store.sessions, delete: () => Promise.reject(away) },
    }))
    const ann = await visitor(fixture, 'Ann')
    const out = await fixture.app.inject({ method: 'POST', url: '/sign-out', headers: ann.headers })
    assert.deepEqual([out.statusCode, out.headers.location], [303, '/sign-in'])
    assert.match(cookiesOf(out).get('rill_session') ?? '', /Expires=Thu, 01 Jan 1970/)
    const page = await fixture.app.inject({ url: '/rooms', headers: { ...ann.headers, accept: 'text/html' } })
    assert.equal(page.statusCode, 303)
    await fixture.app.close()
  })
})

describe('a server with PUBLIC_URL', () => {
  let fixture: AppFixture
  before(async () => {
    fixture = await appFixture(undefined, null, undefined, { publicOrigin: 'https://chat.example.org' })
  })
  after(() => fixture.app.close())

  const get = (url: string, host: string) => fixture.app.inject({ url, headers: { host, accept: 'application/json' } })

  for (const host of ['chat.example.org', 'CHAT.example.org', 'chat.example.org:443']) {
    it(`answers requests for ${host}`, async () => assert.equal((await get('/sign-in', host)).statusCode, 200))
  }

  for (const host of [
    'evil.example',
    '127.0.0.1:3000',
    'chat.example.org:8443',
    'chat.example.org.evil.example',
    'evil.example@chat.example.org',
    'chat.example.org@evil.example',
    'chat.example.org/evil.example',
    'chat.example.org?evil.example',
    'chat.example.org#evil.example',
    'chat.example.org\\evil.example',
    'chat.example.org, evil.example',
    '[::1]',
    '',
  ]) {
    it(`refuses requests for "${host}" wherever they lead`, async () => {
      for (const url of ['/', '/sign-in', '/rooms', '/rooms/1/log', '/nowhere', '/assets/main.js']) {
        const { statusCode, body } = await get(url, host)
        assert.equal(statusCode, 421, `${url}: ${body}`)
        assert.equal(JSON.parse(body).code, 'misdirected')
      }
    })
  }

  it('answers health checks and metrics by whatever name its operator reaches it', async () => {
    for (const url of ['/healthz', '/metrics']) assert.equal((await get(url, '10.0.0.5:3000')).statusCode, 200)
  })

  it('marks its cookies for TLS though the proxy does not say that it speaks it', async () => {
    const headers = {
      host: 'chat.example.org',
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    }
    const payload = new URLSearchParams(EVE).toString()
    const answer = await fixture.app.inject({ method: 'POST', url: '/sign-up', payload, headers })
    assert.deepEqual([...cookiesOf(answer).keys()], ['__Host-rill_session', '__Host-rill_device'])
  })
})

describe('answers', () => {
  it('agree in every header on who may frame a page, and allow it no devices', async () => {
    const fixture = await appFixture()
    const { headers } = await fixture.app.inject({ url: '/sign-in' })
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.match(String(headers['permissions-policy']), /camera=\(\), .*microphone=\(\)/)
    await fixture.app.close()
  })

  it('give programs a code with every error', async () => {
    const fixture = await appFixture((store) => ({ ...store, ping: () => Promise.reject(new Error('unexpected')) }))
    const codes: Record<string, [number, string]> = {
      '/healthz': [500, 'internal'],
      '/nowhere': [404, 'not_found'],
      '/%E0%A4%A': [400, 'malformed'],
    }
    for (const [url, [status, code]] of Object.entries(codes)) {
      const answer = await fixture.app.inject({ url, headers: { accept: 'application/json' } })
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code], url)
    }
    const type = { 'content-type': 'application/json' }
    const payload = '{"name":'
    const broken = await fixture.app.inject({ method: 'POST', url: '/sign-in', headers: type, payload })
    assert.deepEqual([broken.statusCode, broken.json().code], [400, 'malformed'])
    const unknown = { 'content-type': 'application/x-unknown' }
    const media = await fixture.app.inject({ method: 'POST', url: '/sign-in', headers: unknown, payload })
    assert.deepEqual([media.statusCode, media.json().code], [415, 'malformed'])
    await fixture.app.close()
  })
})
