import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type AppFixture, appFixture, botOf, type Visitor, visitor } from './app.fixture.ts'
import { LIMITS, WORK } from './chat/limits.ts'
import { PROTOCOL_VERSION } from './live/protocol.ts'
import { connect, TestClient } from './live/testing.ts'

/** The points that are the default, in windows that do not pass during a test. */
const DEFAULT_POINTS = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { points }]) => [name, { points, seconds: 3_600 }]),
)

describe('the limits on work', () => {
  let fixture: AppFixture
  let ann: Visitor

  beforeEach(async () => {
    fixture = await appFixture(undefined, undefined, undefined, { limits: DEFAULT_POINTS })
    ann = await visitor(fixture, 'Ann')
    await fixture.store.rooms.create({ name: 'Garden', description: '', at: 0 })
  })
  afterEach(() => fixture.app.close())

  type Answer = Awaited<ReturnType<typeof get>>
  const get = (url: string, headers: Record<string, string> = ann.headers) => fixture.app.inject({ url, headers })
  const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = ann.headers) =>
    fixture.app.inject({
      ...{ method: 'POST', url, body: new URLSearchParams(fields).toString() },
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    })
  const message = (body: string) => form('/rooms/1/messages', { body })

  /** Asks until it is refused; resolves with how often it was answered otherwise, and the refusal. */
  async function refusal(ask: (count: number) => Promise<Answer>): Promise<{ count: number; answer: Answer }> {
    for (let count = 0; count < 4_000; count++) {
      const answer = await ask(count)
      if (answer.statusCode === 429) return { count, answer }
    }
    throw new Error('was never refused')
  }

  const PERSON = LIMITS.person.points
  const NETWORK = LIMITS.network.points
  const kinds: readonly [string, number, RegExp, (count: number) => Promise<Answer>][] = [
    ['pages', PERSON / WORK.page.cost, /asking for too much/, () => get('/rooms')],
    ['searches', PERSON / (WORK.page.cost + WORK.search.cost), /too/, () => get('/search?q=word&complete=1')],
    ['rooms', LIMITS.rooms.points, /made many rooms/, (count) => form('/rooms', { name: `Room ${count}` })],
    ['sent messages', LIMITS.writes.points, /sending too fast/, (count) => message(`${count}`)],
    ['log pages', PERSON / WORK.log_page.cost, /reading logs too fast/, () => get('/rooms/1/log?offset=-1')],
    ['forms for people without a session', NETWORK / WORK.visit.cost, /your network/, () => get('/sign-in', {})],
    ['sign-outs without a session', NETWORK / WORK.visit.cost, /your network/, () => form('/sign-out', {}, {})],
    [
      'heads of logs',
      PERSON / WORK.visit.cost,
      /^$/,
      () => fixture.app.inject({ method: 'HEAD', url: '/rooms/1/log', headers: ann.headers }),
    ],
    ['rejected forms', PERSON / WORK.visit.cost, /too many|Too many/, () => form('/rooms', { name: '' })],
    ['sign-in pages of a person who is signed in', PERSON / WORK.visit.cost, /Too many/, () => get('/sign-in')],
    ['addresses without a route', NETWORK / WORK.visit.cost, /your network/, () => get('/nothing')],
    ['pages asked for without a session', NETWORK / WORK.visit.cost, /your network/, () => get('/rooms', {})],
    [
      'requests with a wrong token',
      NETWORK / WORK.visit.cost,
      /your network/,
      () => get('/messages/1', { authorization: 'Bearer wrong' }),
    ],
  ]
  for (const [what, most, text, ask] of kinds) {
    test(`refuses too many ${what}, with a text and Retry-After`, async () => {
      const { count, answer } = await refusal(ask)
      assert.equal(count, most)
      assert.match(answer.body, text)
      if (answer.body !== '') assert.match(answer.body, /Try again in 60 minutes/)
      const seconds = Number(answer.headers['retry-after'])
      assert.ok(seconds > 3_500 && seconds <= 3_600, `${seconds}`)
    })
  }

  test('counts a person over HTTP and all sockets together', async () => {
    const clients = [await connect(fixture.app, '/rooms/1', ann), await connect(fixture.app, '/rooms/1', ann)]
    const send = (count: number) => clients[count % 2]!.push('send_message', { roomId: 1, body: `${count}` })
    for (let count = 0; count < LIMITS.writes.points - 1; count++) await send(count)
    assert.equal((await message('over HTTP')).statusCode, 303)
    await assert.rejects(send(0), ({ code, message, retryAfter }) => {
      assert.deepEqual([code, retryAfter > 0 && retryAfter <= 3_600_000], ['rate_limited', true])
      assert.match(message, /^You are sending too fast\. Try again in/)
      return true
    })
    assert.equal((await message('one more')).statusCode, 429)
    const ben = await visitor(fixture, 'Ben')
    const other = await connect(fixture.app, '/rooms/1', ben)
    await other.push('send_message', { roomId: 1, body: 'nobody else is held back' })
    // The messages of a bot are counted apart from those of its owner.
    const { headers } = await botOf(fixture, ann, 'Relay')
    assert.equal((await form('/rooms/1/messages', { body: 'beep' }, headers)).statusCode, 201)
  })

  test('refuses pages over a socket, joins and events like those over HTTP, and leaves the view joined', async () => {
    const client = await connect(fixture.app, '/rooms/1', ann)
    await refusal(() => get('/rooms'))
    await assert.rejects(client.request('navigate', '/rooms'), { code: 'rate_limited' })
    await refusal(() => get('/rooms/1/log?offset=-1'))
    await assert.rejects(
      async () => {
        for (let count = 0; count < 20; count++) await client.push('last_own_message')
      },
      { code: 'rate_limited' },
    )
    await assert.rejects(connect(fixture.app, '/rooms/1', ann), /429/)
    assert.equal(client.closed, null)
  })

  test('refuses too many sockets without a session, and tells them when to come back', async () => {
    const address = await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const closeCode = async () => {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/live?v=${PROTOCOL_VERSION}`)
      const [{ code, reason }] = (await once(socket, 'close')) as [CloseEvent]
      return [code, reason] as const
    }
    assert.equal((await closeCode())[0], 4401)
    await refusal(() => get('/sign-in', {}))
    const [code, reason] = await closeCode()
    assert.equal(code, 4429)
    assert.match(reason, /^retry after \d+$/)
  })

  test('prices streams by their bytes, up to a bound', async () => {
    const headers = { 'content-type': 'text/plain' }
    const send = (method: 'PUT' | 'POST' | 'HEAD', size: number) =>
      fixture.app.inject({ method, url: '/streams/a', headers, ...(size > 0 && { body: 'x'.repeat(size) }) })
    const left = async () => (await refusal(() => send('HEAD', 0))).count
    const cases: readonly [number, number][] = [
      [1, 1],
      [32 * 1024, 1],
      [32 * 1024 + 1, 2],
      [10 * 32 * 1024, 10],
      [16 * 1024 * 1024, 64],
    ]
    for (const [size, price] of cases) {
      await fixture.app.close()
      fixture = await appFixture(undefined, { token: null, longPoll: 100 }, undefined, { limits: DEFAULT_POINTS })
      await fixture.app.listen({ port: 0, host: '127.0.0.1' })
      assert.equal((await send('PUT', 0)).statusCode, 201)
      assert.equal((await send('POST', size)).statusCode, 204)
      assert.equal(await left(), NETWORK - 1 - price, `an append of ${size} bytes`)
    }
  })

  test('SOCK10: refuses the fifty-first socket of a person, and leaves the others', async () => {
    const page = () => TestClient.load(fixture.app, '/rooms', ann.headers)
    const clients = []
    for (let count = 0; count < 50; count++) {
      const client = await page()
      await client.join()
      clients.push(client)
    }
    const extra = await page()
    await assert.rejects(extra.join(), /closed with 4429/)
    await clients[0]!.request('heartbeat')
    clients[0]!.drop()
    while (fixture.app.liveSockets.size > 49) await new Promise((resolve) => setImmediate(resolve))
    await extra.join()
    await connect(fixture.app, '/rooms', await visitor(fixture, 'Ben'))
  })

  test('SOCK10: refuses a person more sockets in one of several workers than its share of them', async () => {
    await fixture.app.close()
    fixture = await appFixture(undefined, undefined, undefined, { workers: 4 })
    ann = await visitor(fixture, 'Ann')
    for (let count = 0; count < 13; count++) await connect(fixture.app, '/rooms', ann)
    const extra = await TestClient.load(fixture.app, '/rooms', ann.headers)
    await assert.rejects(extra.join(), /closed with 4429/)
  })

  test('allows one network in each of several workers its share of the connections', async () => {
    await fixture.app.close()
    const connections = { total: 10, perNetwork: 4 }
    fixture = await appFixture(undefined, undefined, undefined, { workers: 2, connections, trustProxy: '192.0.2.1' })
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = new URL(fixture.app.listeningOrigin)
    const open = async () => {
      const accepted = once(fixture.app.server, 'connection')
      const socket = createConnection(Number(port), '127.0.0.1')
      await accepted
      return socket
    }
    const sockets = [await open(), await open()]
    let answer = ''
    sockets[0]!.on('data', (data) => {
      answer += data
    })
    const closed = once(sockets[0]!, 'close')
    sockets.push(await open())
    await closed
    assert.equal(answer, '', 'it was closed to make room, and not because no request came in time')
    assert.deepEqual(
      sockets.map(({ destroyed }) => destroyed),
      [true, false, false],
    )
    for (const socket of sockets) socket.destroy()
  })

  test('holds each bot to the same limit by itself, whatever it changes', async () => {
    const [busy, calm] = [await botOf(fixture, ann, 'Busy'), await botOf(fixture, ann, 'Calm')]
    const edit = (headers: Record<string, string>) =>
      fixture.app.inject({ method: 'PATCH', url: '/messages/99999', headers, payload: { body: 'x' } })
    const { count, answer } = await refusal(() => edit(busy.headers))
    assert.deepEqual([count, answer.json().code], [LIMITS.writes.points, 'rate_limited'])
    assert.equal((await edit(calm.headers)).statusCode, 404)
  })

  test('counts the work of all bots of a person for that person, over every route', async () => {
    const bots = [
      await botOf(fixture, ann, 'One'),
      await botOf(fixture, ann, 'Two'),
      await botOf(fixture, ann, 'Three'),
    ]
    const callers = [ann.headers, ...bots.map(({ headers }) => headers)]
    const { count, answer } = await refusal((index) => get('/rooms/1/log?offset=-1', callers[index % callers.length]))
    assert.equal(count, PERSON / WORK.log_page.cost)
    assert.match(answer.body, /reading logs too fast/)
    for (const headers of callers) {
      for (const url of ['/rooms/1/log?offset=-1', '/messages/1'])
        assert.equal((await get(url, headers)).statusCode, 429)
    }
    const ben = await visitor(fixture, 'Ben')
    const other = await botOf(fixture, ben, 'Other')
    for (const { headers } of [ben, other]) assert.equal((await get('/rooms/1/log?offset=-1', headers)).statusCode, 200)
  })

  test('refuses many bots', async () => {
    const { count, answer } = await refusal(async (index) => {
      const made = await form('/bots', { name: `Bot ${index}` })
      for (const { id } of await fixture.store.bots.list(ann.id)) await fixture.store.bots.revoke(id, ann.id)
      return made
    })
    assert.equal(count, LIMITS.bots.points)
    assert.match(answer.body, /made many bots/)
  })

  test('lets one network test few addresses for an account, and sign up many people', async () => {
    const password = 'a password for tests'
    const taken = () => form('/sign-up', { name: 'Eve', email: 'ann@rill.example', password }, {})
    const { count, answer } = await refusal(taken)
    assert.equal(count, LIMITS.signUps.points / (1 + WORK.sign_up_taken.units))
    assert.match(answer.body, /Too many accounts were requested from your network/)
    const elsewhere = { 'x-forwarded-for': '198.51.100.7' }
    for (let index = 0; index < 20; index++) {
      const email = `person${index}@rill.example`
      assert.equal((await form('/sign-up', { name: 'Dee', email, password }, elsewhere)).statusCode, 303)
    }
  })
})

describe('the configured limits on signing in', () => {
  let fixture: AppFixture

  beforeEach(async () => {
    fixture = await appFixture(undefined, undefined, undefined, {
      failedSignIns: { perAccount: 2 },
      waiting: { sign_in: 1 },
    })
  })
  afterEach(() => fixture.app.close())

  const signIn = async (email: string) => {
    const body = new URLSearchParams({ email, password: 'not the password' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return (await fixture.app.inject({ method: 'POST', url: '/sign-in', body, headers })).statusCode
  }

  test('bound the wrong passwords for one account', async () => {
    const answers: number[] = []
    for (let count = 0; count < 3; count++) answers.push(await signIn('ann@rill.example'))
    assert.deepEqual(answers, [401, 401, 429])
  })

  test('bound those who wait for the password check', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => signIn(`${name}@rill.example`)))
    assert.deepEqual(answers.toSorted(), [401, 401, 401, 503, 503])
  })
})
