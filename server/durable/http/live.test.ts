import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { until } from '../../until.fixture.ts'
import { type MountFixture, mountFixture } from './mount.fixture.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

let mount: MountFixture
let path = 0

/** An empty JSON stream. */
async function makeStream(): Promise<string> {
  const name = `live/${++path}`
  await fetch(mount.url(name), { method: 'PUT', headers: JSON_TYPE })
  return name
}

const append = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(mount.url(name), { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) })

/** Resolves when the database has been asked this often. */
async function untilAsked(asked: () => number, expected: number): Promise<void> {
  await until(() => asked() >= expected)
}

/** Well before a reader would look again by itself. */
const AT_ONCE = 2_000

/** What this resolves with; rejects when that takes as long as if nobody had been woken. */
async function atOnce<T>(promise: Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const value = await promise
  assert.ok(performance.now() - startedAt < AT_ONCE, 'the reader was woken')
  return value
}

/** Counts how often the database is asked for a stream. */
function countFinds(): () => number {
  let finds = 0
  const find = mount.store.find.bind(mount.store)
  mount.store.find = (...about) => {
    finds++
    return find(...about)
  }
  return () => finds
}

/** The events of an event stream, as they come. */
async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\n\n')
    text = events.pop()!
    for (const event of events) {
      const [name, ...data] = event.split('\n')
      yield { event: name!.slice('event: '.length), data: data.map((line) => line.slice('data:'.length)).join('\n') }
    }
  }
}

describe('a long-poll', () => {
  afterEach(() => mount.close())

  it('is answered by the append that comes, once', async () => {
    mount = await mountFixture()
    const name = await makeStream()
    const finds = countFinds()
    const waiting = fetch(mount.url(`${name}?offset=-1&live=long-poll`))
    // To open the stream, to see what there is, and to see it again before the wait.
    await untilAsked(finds, 3)
    await append(name, { a: 1 })
    const answer = await atOnce(waiting)
    assert.deepEqual([answer.status, await answer.json()], [200, [{ a: 1 }]])
    assert.equal(finds(), 5, 'one for the append, one to look at what woke the reader')
  })

  it('ends with nothing when its time is over', async () => {
    mount = await mountFixture({ longPoll: 20 })
    const { status, headers } = await fetch(mount.url(`${await makeStream()}?offset=now&live=long-poll`))
    assert.deepEqual(
      [status, headers.get('stream-up-to-date'), headers.get('cache-control')],
      [204, 'true', 'no-store'],
    )
  })

  it('ends when the stream is deleted, and when the server closes', async () => {
    mount = await mountFixture()
    const finds = countFinds()
    const name = await makeStream()
    const first = fetch(mount.url(`${name}?offset=-1&live=long-poll`))
    await untilAsked(finds, 4)
    await fetch(mount.url(name), { method: 'DELETE' })
    assert.equal((await atOnce(first)).status, 404)
    const second = fetch(mount.url(`${await makeStream()}?offset=-1&live=long-poll`))
    await untilAsked(finds, 10)
    await mount.app.close()
    assert.equal((await second).status, 204)
  })
})

describe('events', () => {
  afterEach(() => mount.close())

  it('show that the connection lives while nothing comes, until it is time for a new one', async () => {
    mount = await mountFixture({ events: { keepAlive: 10, lifetime: 100 } })
    const response = await fetch(mount.url(`${await makeStream()}?offset=-1&live=sse`))
    let seen = 0
    for await (const { event, data } of eventsOf(response)) {
      const { upToDate, streamClosed } = JSON.parse(data)
      assert.deepEqual([event, upToDate, streamClosed], ['control', true, undefined])
      seen++
    }
    assert.ok(seen >= 3, `${seen} events`)
  })
})

describe('live readers', () => {
  beforeEach(async () => {
    mount = await mountFixture({ maxLiveReaders: 2 })
  })
  afterEach(() => mount.close())

  it('are limited in number, and make room when they leave', async () => {
    const name = await makeStream()
    const leaving = new AbortController()
    const events = () => fetch(mount.url(`${name}?offset=-1&live=sse`), { signal: leaving.signal })
    const readers = await Promise.all([events(), events()])
    assert.deepEqual(
      readers.map(({ status }) => status),
      [200, 200],
    )
    const third = await fetch(mount.url(`${name}?offset=-1&live=long-poll`))
    assert.deepEqual([third.status, third.headers.get('retry-after')], [429, '1'])
    assert.equal((await fetch(mount.url(name))).status, 200, 'who does not wait is not counted')
    leaving.abort()
    const isAdmitted = async () => {
      const { status, body } = await fetch(mount.url(`${name}?offset=-1&live=sse`))
      await body!.cancel()
      return status === 200
    }
    await until(isAdmitted)
  })

  it('get events in order, each with where they are, to the end of the stream', async () => {
    const name = await makeStream()
    await append(name, [1, 2])
    const response = await fetch(mount.url(`${name}?offset=-1&live=sse`))
    const events = eventsOf(response)
    const next = async () => (await events.next()).value as { event: string; data: string }
    assert.deepEqual(await next(), { event: 'data', data: '[1,2]' })
    const { streamNextOffset, upToDate } = JSON.parse((await next()).data)
    assert.equal(upToDate, true)
    await append(name, 3)
    assert.deepEqual(await next(), { event: 'data', data: '[3]' })
    await next()
    await append(name, 4, { 'stream-closed': 'true' })
    assert.deepEqual(await next(), { event: 'data', data: '[4]' })
    assert.equal(JSON.parse((await next()).data).streamClosed, true)
    assert.equal((await events.next()).done, true)
    const rest = await fetch(mount.url(`${name}?offset=${streamNextOffset}`))
    assert.deepEqual(await rest.json(), [3, 4])
  })

  it('do not keep the server from closing, even one that takes nothing', async () => {
    const name = await makeStream()
    await append(name, 'x'.repeat(8_000_000))
    const idle = await fetch(mount.url(`${await makeStream()}?offset=-1&live=sse`))
    const stalled = await fetch(mount.url(`${name}?offset=-1&live=sse`))
    await mount.app.close()
    await idle.text()
    await assert.rejects(stalled.text())
  })
})
