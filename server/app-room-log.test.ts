/** The log of a room over HTTP, as part of the application. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { stream } from '@durable-streams/client'
import { type AppFixture, appFixture, type BotCaller, botOf, type Visitor, visitor } from './app.fixture.ts'
import type { MessageId } from './chat/entities.ts'
import { roomTopic } from './chat/events.ts'
import type { StateEvent } from './durable/state-event.ts'
import { until } from './until.fixture.ts'

const offsetOf = (position: number) => `0000000000000000_${String(position).padStart(16, '0')}`

/** Well before a reader would look again by itself. */
const AT_ONCE = 2_000

let fixture: AppFixture
let ann: Visitor
let bot: BotCaller
let origin: string

describe('rooms as logs over HTTP', () => {
  beforeEach(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
    bot = await botOf(fixture, ann, 'Relay')
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
    origin = await fixture.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(() => {
    // fetch opens connections ahead of their use, and the server would wait for a request on them.
    fixture.app.server.closeAllConnections()
    return fixture.app.close()
  })

  const url = (query = '', room: number | string = 1) => `${origin}/rooms/${room}/log${query}`
  const get = (query = '', headers: Record<string, string> = bot.headers) => fetch(url(query), { headers })
  const header = ({ headers }: Response, name: string) => headers.get(name)

  async function send(method: string, path: string, body: object, headers = bot.headers): Promise<Response> {
    const answer = await fetch(`${origin}${path}`, {
      ...{ method, body: JSON.stringify(body) },
      headers: { ...headers, 'content-type': 'application/json' },
    })
    assert.ok(answer.ok, await answer.clone().text())
    return answer
  }

  async function post(body: string): Promise<MessageId> {
    return ((await (await send('POST', '/rooms/1/messages', { body })).json()) as { id: MessageId }).id
  }

  /** Resolves when so many readers wait for the room. */
  async function untilWaiting(readers = 1): Promise<void> {
    await until(() => fixture.pubsub.subscribers(roomTopic(1)) >= readers)
  }

  /** What this resolves with; rejects when that takes as long as if nobody had been woken. */
  async function atOnce<T>(promise: Promise<T>): Promise<T> {
    const startedAt = performance.now()
    const value = await promise
    assert.ok(performance.now() - startedAt < AT_ONCE, 'the reader was woken')
    return value
  }

  const bodies = (events: StateEvent[]) => events.map(({ value }) => value?.body ?? null)
  const operations = (events: StateEvent[]) => events.map(({ headers }) => headers.operation)

  describe('the log of a room', () => {
    it('holds what happened, each at the offset of the room', async () => {
      const id = await post('one')
      await send('PATCH', `/messages/${id}`, { body: 'two' })
      await post('three')
      const answer = await get()
      assert.deepEqual(
        ['content-type', 'stream-next-offset', 'stream-up-to-date', 'cache-control', 'etag'].map((name) =>
          header(answer, name),
        ),
        ['application/json', offsetOf(3), 'true', 'private, no-store', '"room-1:0:3:r0"'],
      )
      assert.equal(header(answer, 'access-control-allow-origin'), null)
      assert.equal(header(answer, 'x-content-type-options'), 'nosniff')
      assert.equal(header(answer, 'cross-origin-resource-policy'), 'same-origin')
      const events = (await answer.json()) as StateEvent[]
      assert.deepEqual(
        [bodies(events), operations(events)],
        [
          ['one', 'two', 'three'],
          ['insert', 'update', 'insert'],
        ],
      )
      const rest = await get(`?offset=${offsetOf(2)}`)
      assert.deepEqual(bodies((await rest.json()) as StateEvent[]), ['three'])
      const known = await get('', { ...bot.headers, 'if-none-match': header(answer, 'etag')! })
      assert.equal(known.status, 304)
      const tail = await get('?offset=now')
      assert.deepEqual([await tail.json(), header(tail, 'stream-next-offset')], [[], offsetOf(3)])
      assert.equal((await get('?offset=3')).status, 400)
      assert.equal((await get(`?offset=${offsetOf(4)}`)).status, 400)
    })

    it('has nothing of a message that was deleted, and says so to who kept an answer', async () => {
      const id = await post('secret')
      await send('PATCH', `/messages/${id}`, { body: 'secret too' })
      for (let index = 0; index < 1_000; index++) {
        const author = { id: ann.id, kind: 'person', name: 'Ann' } as const
        await fixture.store.messages.create({ roomId: 1, author, clientId: null, body: `${index}`, at: 0 })
      }
      const page = await get()
      assert.equal(((await page.json()) as unknown[]).length, 1_000)
      assert.deepEqual(
        [header(page, 'stream-next-offset'), header(page, 'stream-up-to-date'), header(page, 'cache-control')],
        [offsetOf(1_000), null, 'private, no-cache'],
      )
      await fetch(`${origin}/messages/${id}`, { method: 'DELETE', headers: bot.headers })
      const again = await get('', { ...bot.headers, 'if-none-match': header(page, 'etag')! })
      assert.equal(again.status, 200)
      const text = await again.text()
      assert.doesNotMatch(text, /secret/)
      const [first, second] = JSON.parse(text) as StateEvent[]
      assert.deepEqual([first?.value, second?.value, first?.key], [null, null, String(id)])
      assert.deepEqual(operations([first!, second!]), ['insert', 'update'])
      const end = (await (await get(`?offset=${offsetOf(1_002)}`)).json()) as StateEvent[]
      assert.deepEqual([operations(end), end[0]?.value], [['delete'], null])
    })

    it('is answered in parts of 4 MB, which together are the whole', async () => {
      const author = { id: ann.id, kind: 'person', name: 'Ann' } as const
      for (let index = 0; index < 200; index++) {
        const body = `${index}`.padEnd(10_000, '\u4e00')
        await fixture.store.messages.create({ roomId: 1, author, clientId: null, body, at: 0 })
      }
      const seen: (string | undefined)[] = []
      let offset = '-1'
      let parts = 0
      for (let isWhole = false; !isWhole; parts++) {
        const part = await get(`?offset=${offset}`)
        const text = await part.text()
        assert.ok(Buffer.byteLength(text) <= 4 * 1024 * 1024 + 1)
        seen.push(...(JSON.parse(text) as StateEvent[]).map(({ value }) => value?.body.replace(/\u4e00+/, '')))
        offset = header(part, 'stream-next-offset')!
        isWhole = header(part, 'stream-up-to-date') === 'true'
      }
      assert.deepEqual([seen, parts], [Array.from({ length: 200 }, (_, index) => `${index}`), 2])
    })

    it('begins where it is kept from; what was read up to an earlier offset cannot go on, and is told where it can', async () => {
      for (const text of ['a', 'b', 'c']) await post(text)
      await fixture.store.roomLog.trim(1, { before: null, keep: 1 })
      assert.deepEqual(bodies((await (await get()).json()) as StateEvent[]), ['c'])
      for (const live of ['', '&live=long-poll', '&live=sse']) {
        const gone = await get(`?offset=${offsetOf(1)}${live}`)
        assert.deepEqual([gone.status, header(gone, 'stream-earliest-offset')], [410, offsetOf(2)])
        assert.equal(((await gone.json()) as { code: string }).code, 'gone')
      }
      assert.equal((await get(`?offset=${offsetOf(2)}`)).status, 200)
    })

    it('is for reading alone', async () => {
      await post('one')
      const head = await fetch(url(), { method: 'HEAD', headers: bot.headers })
      assert.deepEqual(
        [head.status, header(head, 'stream-next-offset'), header(head, 'content-type'), header(head, 'cache-control')],
        [200, offsetOf(1), 'application/json', 'private, no-store'],
      )
      const options = await fetch(url(), { method: 'OPTIONS' })
      assert.deepEqual([options.status, header(options, 'allow')], [204, 'GET, HEAD, OPTIONS'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await fetch(url(), { method, headers: { ...bot.headers, 'content-type': 'text/x' }, body: 'x' })
        assert.deepEqual([answer.status, header(answer, 'allow')], [405, 'GET, HEAD, OPTIONS'], method)
        assert.equal(((await answer.json()) as { code: string }).code, 'method_not_allowed')
      }
    })

    it('is for those who may read the room, from its own origin or with a token', async () => {
      assert.equal((await get('', ann.headers)).status, 200)
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
      assert.equal((await get('', { ...ann.headers, ...foreign })).status, 403)
      assert.equal((await get('', { ...bot.headers, ...foreign })).status, 200)
      for (const headers of [
        {},
        { authorization: 'Bearer wrong' },
        { ...ann.headers, authorization: 'Bearer wrong' },
      ]) {
        const answer = await get('', headers)
        assert.deepEqual([answer.status, header(answer, 'www-authenticate')], [401, 'Bearer'])
      }
      for (const room of ['99', '0', 'one']) {
        const answer = await fetch(url('', room), { headers: bot.headers })
        assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [404, 'not_found'], room)
      }
    })
  })

  describe('who waits for more of a room', () => {
    it('is told by a long-poll of what comes', async () => {
      const waiting = get('?offset=now&live=long-poll')
      await untilWaiting()
      await post('news')
      const answer = await atOnce(waiting)
      assert.deepEqual([answer.status, bodies((await answer.json()) as StateEvent[])], [200, ['news']])
    })

    it('is sent events that no cache keeps for others', async () => {
      const { headers, body } = await get('?offset=now&live=sse')
      assert.deepEqual(
        [headers.get('content-type'), headers.get('cache-control'), headers.get('access-control-allow-origin')],
        ['text/event-stream', 'private, no-cache', null],
      )
      await body!.cancel()
    })

    const endings = {
      'a sign-out': {
        headers: () => ann.headers,
        end: () => fetch(`${origin}/sign-out`, { method: 'POST', headers: ann.headers, redirect: 'manual' }),
      },
      'the end of the bot': {
        headers: () => bot.headers,
        end: () =>
          fetch(`${origin}/bots/${bot.id}/revoke`, { method: 'POST', headers: ann.headers, redirect: 'manual' }),
      },
    }
    for (const [what, { headers, end }] of Object.entries(endings)) {
      it(`waits no longer after ${what}`, async () => {
        const poll = get('?offset=now&live=long-poll', headers())
        const events = await get('?offset=now&live=sse', headers())
        const text = events.text()
        await untilWaiting(2)
        assert.equal((await end()).status, 303)
        assert.equal((await atOnce(poll)).status, 401)
        assert.doesNotMatch(await atOnce(text), /event: data/)
        assert.equal((await get('?offset=now&live=sse', headers())).status, 401)
      })
    }

    it('waits no longer once the session is over by itself', async () => {
      const poll = get('?offset=now&live=long-poll', ann.headers)
      await untilWaiting()
      fixture.clock.now += 365 * 24 * 3_600_000
      assert.equal((await poll).status, 401)
    })

    it('is one of a number of readers, for each person with all bots', async () => {
      const leaving = new AbortController()
      const wait = () => fetch(url('?offset=now&live=sse'), { headers: bot.headers, signal: leaving.signal })
      const readers = await Promise.all(Array.from({ length: 50 }, wait))
      assert.ok(readers.every(({ status }) => status === 200))
      const refused = await wait()
      assert.deepEqual([refused.status, header(refused, 'retry-after')], [429, '1'])
      assert.equal((await get()).status, 200, 'who does not wait is not counted')
      assert.equal((await fetch(url('?offset=now&live=sse'), { headers: ann.headers })).status, 429)
      const { headers: others } = await visitor(fixture, 'Cleo')
      const other = await fetch(url('?offset=now&live=sse'), { headers: others })
      assert.equal(other.status, 200)
      await other.body!.cancel()
      leaving.abort()
      const isAdmitted = async () => {
        const { status, body } = await get('?offset=now&live=sse')
        await body!.cancel()
        return status === 200
      }
      await until(isAdmitted)
    })

    it('does not keep the server from closing', async () => {
      const poll = get('?offset=now&live=long-poll')
      const events = await get('?offset=now&live=sse')
      await untilWaiting(2)
      await fixture.app.close()
      assert.equal((await poll).status, 204)
      await events.text()
    })
  })

  describe("the protocol's own client", () => {
    it('reads a room, whole or from an offset', async () => {
      for (const text of ['a', 'b']) await post(text)
      const first = await stream<StateEvent>({ url: url(), headers: bot.headers, live: false })
      assert.deepEqual(bodies([...(await first.json())]), ['a', 'b'])
      await post('c')
      const rest = await stream<StateEvent>({ url: url(), headers: bot.headers, offset: first.offset, live: false })
      assert.deepEqual(bodies([...(await rest.json())]), ['c'])
    })

    for (const live of ['long-poll', 'sse'] as const) {
      it(`is told by ${live} what happens, from before it came`, async () => {
        await post('1')
        const leaving = new AbortController()
        const response = await stream<StateEvent>({ url: url(), headers: bot.headers, live, signal: leaving.signal })
        const seen: StateEvent[] = []
        for await (const event of response.jsonStream()) {
          seen.push(event)
          if (seen.length < 3) await post(`${seen.length + 1}`)
          else if (seen.length === 3) await send('PATCH', `/messages/${event.key}`, { body: 'changed' })
          else break
        }
        leaving.abort()
        assert.deepEqual(bodies(seen), ['1', '2', '3', 'changed'])
        assert.deepEqual(operations(seen), ['insert', 'insert', 'insert', 'update'])
      })
    }
  })
})
