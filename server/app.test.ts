import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from './app.fixture.ts'
import { connect } from './live/testing.ts'
import { until } from './until.fixture.ts'

const PASSWORD = 'correct horse battery'

describe('the application over HTTP', () => {
  let fixture: AppFixture
  let ann: Visitor

  const get = (url: string, headers: Record<string, string> = {}) =>
    fixture.app.inject({ url, headers: { accept: 'text/html', ...headers } })
  const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fixture.app.inject({
      method: 'POST',
      url,
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    })

  before(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
    await fixture.store.rooms.create({ name: 'weekend-plans', description: '', at: 0 })
  })
  after(() => fixture.app.close())

  test('signing up, out and in again leads to where you were going', async () => {
    const asked = await get('/rooms/1?message=3')
    assert.equal(asked.statusCode, 303)
    assert.equal(asked.headers.location, '/sign-in?return=%2Frooms%2F1%3Fmessage%3D3')
    const signedUp = await post('/sign-up', {
      name: ' Cleo  Byrd ',
      email: 'Cleo@Rill.example ',
      password: PASSWORD,
      return: '/rooms/1',
    })
    assert.equal(signedUp.headers.location, '/rooms/1')
    const [session] = signedUp.cookies
    assert.deepEqual([session?.httpOnly, session?.sameSite, session?.path], [true, 'Lax', '/'])
    const headers = { cookie: `rill_session=${session?.value}` }
    assert.match((await get('/rooms', headers)).body, /Cleo Byrd/)
    await post('/sign-out', {}, headers)
    assert.equal((await get('/rooms', headers)).statusCode, 303, 'the session is over, not only the cookie')
    const signedIn = await post('/sign-in', { email: 'cleo@rill.example', password: PASSWORD, return: '/rooms/1' })
    assert.equal(signedIn.headers.location, '/rooms/1')
  })

  test('a way back that leads to another site is not taken', async () => {
    for (const path of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      '',
    ]) {
      const { headers } = await post('/sign-up', {
        name: 'Dan',
        email: `${Math.random()}@rill.example`,
        password: PASSWORD,
        return: path,
      })
      assert.equal(headers.location, '/rooms', path)
    }
  })

  test('every field that is wrong is named, beside it, and what was typed stays', async () => {
    const { statusCode, body } = await post('/sign-up', { name: '<b>Eve</b>', email: 'nobody', password: 'short' })
    assert.equal(statusCode, 422)
    assert.match(body, /id="email-note"[^>]*>This is not an email address/)
    assert.match(body, /id="password-note"[^>]*>A password has at least 12/)
    assert.match(body, /value="&lt;b&gt;Eve&lt;\/b&gt;"/)
    assert.doesNotMatch(body, /short/)
    const taken = await post('/sign-up', { name: 'Ann', email: 'ANN@rill.example', password: PASSWORD })
    assert.equal(taken.statusCode, 409)
    assert.match(taken.body, /There is an account with this address/)
  })

  test('wrong address and wrong password get the same answer, and guessing is slowed down', async () => {
    await post('/sign-up', { name: 'Finn', email: 'finn@rill.example', password: PASSWORD })
    const answers = await Promise.all([
      post('/sign-in', { email: 'finn@rill.example', password: 'not the password' }),
      post('/sign-in', { email: 'ghost@rill.example', password: 'not the password' }),
    ])
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [401, 401],
    )
    const text = answers.map(({ body }) => body.replace(/value="[^"]*"/g, ''))
    assert.equal(text[0], text[1])
    for (let attempt = 0; attempt < 9; attempt++)
      await post('/sign-in', { email: 'finn@rill.example', password: 'guess' })
    const limited = await post('/sign-in', { email: 'finn@rill.example', password: PASSWORD })
    assert.equal(limited.statusCode, 429)
    assert.ok(Number(limited.headers['retry-after']) > 0)
    assert.match(limited.body, /Try again in 15 minutes/)
  })

  test('signing out closes the live pages of that session', async () => {
    const visitors = await visitor(fixture, 'Gus')
    const client = await connect(fixture.app, '/rooms', { headers: visitors.headers })
    await post('/sign-out', {}, visitors.headers)
    await client.until(() => client.closed !== null)
    assert.equal(client.closed?.code, 4401)
  })

  test('a message can be posted with a plain form, and comes back as a page', async () => {
    const posted = await post('/rooms/1/messages', { body: 'from a form', clientId: 'form-1' }, ann.headers)
    assert.equal(posted.headers.location, '/rooms/1')
    await post('/rooms/1/messages', { body: 'from a form', clientId: 'form-1' }, ann.headers)
    const { body } = await get('/rooms/1', ann.headers)
    assert.equal(body.split('from a form').length, 2, 'once')
    assert.equal((await post('/rooms/1/messages', { body: ' ' }, ann.headers)).statusCode, 422)
    assert.equal((await post('/rooms/99/messages', { body: 'x' }, ann.headers)).statusCode, 404)
    const signedOut = await post('/rooms/1/messages', { body: 'written with <care>' })
    assert.equal(signedOut.statusCode, 401)
    assert.match(signedOut.body, /<textarea[^>]*>written with &lt;care&gt;<\/textarea>/, 'what was written is not lost')
    assert.equal((await post('/rooms/1/messages', { body: 'x'.repeat(200_000) }, ann.headers)).statusCode, 413)
  })

  test('a room can be made with a plain form; a name that is taken is said beside the field', async () => {
    const made = await post('/rooms', { name: 'Gardening', description: 'Beds & borders' }, ann.headers)
    assert.match(String(made.headers.location), /^\/rooms\/\d+$/)
    const again = await post('/rooms', { name: 'gardening', description: 'x' }, ann.headers)
    assert.equal(again.statusCode, 409)
    assert.match(again.body, /id="name-note"[^>]*>There is a room of this name already/)
  })

  test('a form of another site is refused', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      assert.equal(
        (await post('/rooms/1/messages', { body: 'forged' }, { ...ann.headers, ...headers })).statusCode,
        403,
      )
    }
    const own = { ...ann.headers, origin: 'http://localhost:80', host: 'localhost:80', 'sec-fetch-site': 'same-origin' }
    assert.equal((await post('/rooms/1/messages', { body: 'own' }, own)).statusCode, 303)
  })

  test('what does not exist is a page with a way back, or JSON for a program', async () => {
    for (const path of ['/rooms/99', '/rooms/0', '/rooms/one', '/rooms/1e3', '/nowhere']) {
      const { statusCode, body } = await get(path, ann.headers)
      assert.equal(statusCode, 404, path)
      assert.match(body, /href="\/rooms"/)
    }
    const unreadable = await get('/%E0%A4%A', ann.headers)
    assert.equal(unreadable.statusCode, 400)
    assert.match(unreadable.body, /href="\/rooms"/)
    const program = await fixture.app.inject({ url: '/nowhere', headers: { accept: 'application/json' } })
    assert.equal(program.json().code, 'not_found')
  })

  test('pages allow nothing but what this server serves, and are kept by nobody else', async () => {
    const { headers } = await get('/rooms', ann.headers)
    assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(String(headers['cache-control']), /no-store/)
  })

  test('health and metrics answer', async () => {
    assert.deepEqual((await get('/healthz')).json(), { status: 'ok' })
    const { body, headers } = await get('/metrics')
    assert.match(String(headers['content-type']), /^text\/plain/)
    assert.match(body, /^rill_live_sockets \d+$/m)
    assert.equal((await get('/')).headers.location, '/rooms')
  })
})

test('with a database that is gone, health and pages say so', async () => {
  const fixture = await appFixture()
  const ann = await visitor(fixture, 'Ann')
  await fixture.store.close()
  for (const url of ['/healthz', '/rooms']) {
    const { statusCode, headers } = await fixture.app.inject({ url, headers: { accept: 'text/html', ...ann.headers } })
    assert.equal(statusCode, 503, url)
    assert.ok(Number(headers['retry-after']) > 0)
  }
  await fixture.app.close()
})

test('rooms’ logs are kept to their limits from the start on; without limits they stay whole', async () => {
  const limited = await appFixture(undefined, null, { maxAge: null, maxEvents: 2 })
  const whole = await appFixture()
  for (const fixture of [limited, whole]) {
    const ann = await visitor(fixture, 'Ann')
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    const { id: roomId } = await fixture.store.rooms.create({ name: 'one', description: '', at: 0 })
    for (let at = 1; at <= 5; at++) {
      await fixture.store.messages.create({ roomId, author, clientId: null, body: 'x', at })
    }
    await fixture.app.ready()
  }
  await until(async () => (await limited.store.roomLog.earliest(1)) >= 3)
  assert.equal((await limited.store.roomLog.read(1, 3, 10)).length, 2)
  assert.equal(await whole.store.roomLog.earliest(1), 0)
  await Promise.all([limited.app.close(), whole.app.close()])
})
