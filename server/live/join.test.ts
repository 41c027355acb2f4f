import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { until } from '../until.fixture.ts'
import { List, type ListEvent, ListView, rowsRendered } from './list-view.fixture.ts'
import { type FixtureApp, fixtureApp, MemoryLog } from './live-app.fixture.ts'
import { connect, TestClient } from './testing.ts'

describe('pages and joins', () => {
  let fixture: FixtureApp
  let list: List

  before(async () => {
    fixture = await fixtureApp([{ path: '/list', create: () => new ListView(list) }])
  })
  beforeEach(() => {
    list = new List(new MemoryLog<ListEvent>('list'))
    for (const id of [1, 2, 3]) list.put(id, `text ${id}`)
  })
  after(() => fixture.app.close())

  test('VIEW1 STR13: a page over HTTP is complete, with its rows and what they reach', async () => {
    const { body, headers } = await fixture.app.inject('/list')
    assert.match(String(headers['content-type']), /^text\/html/)
    assert.match(body, /<h1 id="label">list<\/h1>/)
    assert.match(body, /<ul id="items" live-stream="items" data-start="end" data-end="end">/)
    assert.match(body, /<li data-key="3" id="items-3">text 3<\/li><!--\/rows--><\/ul>/)
    assert.equal(list.log.listeners, 0, 'nothing of it lives on')
  })

  test('JOIN1 JOIN5: joining a page that is up to date sends its reply and nothing else', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    const rendered = rowsRendered()
    await client.join()
    assert.deepEqual(client.frames, [[0, ['ok', 1, 'main-1']]])
    assert.equal(rowsRendered(), rendered, 'no row is rendered')
  })

  test('JOIN10: page and join name the build of the browser part that goes with the server', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    const { body } = await fixture.app.inject('/list')
    assert.match(body, /<div data-live-root="0" data-live-build="main-1" /)
    await client.join()
    assert.deepEqual(client.frames.at(-1)?.at(-1), ['ok', 1, 'main-1'])
  })

  test('JOIN2 JOIN5: what happened between page and join arrives before its reply', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    list.put(4, 'new')
    list.put(1, 'edited')
    list.remove(2)
    await client.join()
    assert.deepEqual(client.rows('items'), ['items-1', 'items-3', 'items-4'])
    assert.match(client.html(), />edited</)
    assert.deepEqual(client.frames.at(-1)?.at(-1), ['ok', 1, 'main-1'])
  })

  test('JOIN2: so does a title that has changed meanwhile', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    list.title = 'Renamed'
    await client.join()
    assert.deepEqual(client.frames[0], [0, ['t', 'Renamed']])
    client.drop()
    await client.join()
    assert.equal(client.title, 'Renamed')
  })

  test('JOIN2: what happened while the socket was away arrives at the next join, once', async () => {
    const client = await connect(fixture.app, '/list')
    list.put(4, 'seen')
    await client.until(() => client.rows('items').includes('items-4'))
    client.drop()
    list.put(5, 'missed')
    list.put(4, 'edited')
    list.remove(1)
    client.frames.length = 0
    await client.join()
    assert.deepEqual(client.rows('items'), ['items-2', 'items-3', 'items-4', 'items-5'])
    const inserted = client.frames.flat().filter((operation) => Array.isArray(operation) && operation[0] === 'i')
    assert.equal(inserted.length, 2, 'one for each change, none for what was there')
  })

  test('JOIN3: a page that is too far behind is made anew', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    for (let id = 10; id < 1_200; id++) list.put(id, 'flood')
    for (let id = 10; id < 1_190; id++) list.items.delete(id)
    await client.join()
    assert.equal(client.rows('items').length, 3 + 10)
    assert.deepEqual(client.events, [['live:reset', null]])
    list.put(2_000, 'later')
    await client.until(() => client.rows('items').includes('items-2000'))
  })

  test('JOIN3: a page that is ahead of the log is made anew', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    list = new List(new MemoryLog<ListEvent>('list'))
    list.put(9, 'restored')
    await client.join()
    assert.deepEqual(client.rows('items'), ['items-9'])
  })

  test('JOIN4: a page of somebody else, of another route, or too old is refused', async () => {
    const mine = await TestClient.load(fixture.app, '/list', { 'x-person': 'ann' })
    const page = JSON.parse(
      /data-live-page="([^"]*)"/.exec((await fixture.app.inject('/list')).body)![1]!.replaceAll('&quot;', '"'),
    )
    const other = await connect(fixture.app, '/list', { headers: { 'x-person': 'bob' } })
    await assert.rejects(other.request('join', { ...page, url: '/list', streams: {} }), { code: 'unauthenticated' })
    await assert.rejects(other.request('join', { ...page, token: 'x', url: '/list', streams: {} }), {
      code: 'unauthenticated',
    })
    await assert.rejects(other.request('join', { ...page, url: '/nowhere', streams: {} }), { code: 'unauthenticated' })
    fixture.clock.now += 15 * 24 * 3_600_000
    await assert.rejects(mine.join(), { code: 'unauthenticated' })
    fixture.clock.now -= 15 * 24 * 3_600_000
  })

  test('FRAME1: a change is rendered once and the same bytes go to everybody', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(fixture.app, '/list')))
    const rendered = rowsRendered()
    list.put(7, 'for all')
    await Promise.all(clients.map((client) => client.until(() => client.rows('items').includes('items-7'))))
    assert.equal(rowsRendered() - rendered, 1)
    assert.equal(new Set(clients.map((client) => client.texts.at(-1))).size, 1)
  })

  test('FRAME1: a view that shows more than the others gets its own frame', async () => {
    const [one, two] = await Promise.all([connect(fixture.app, '/list'), connect(fixture.app, '/list')])
    await one.push('rename')
    list.put(7, 'for all')
    await Promise.all([one, two].map((client) => client.until(() => client.rows('items').includes('items-7'))))
    assert.equal(one.text('#label'), 'renamed')
    assert.equal(two.text('#label'), 'list')
  })

  test('FRAME2: the reply to an event comes after what the event caused', async () => {
    const client = await connect(fixture.app, '/list')
    await client.push('rename')
    assert.equal(client.text('#label'), 'renamed')
  })

  test('FRAME3: a row costs few bytes beside its HTML', async () => {
    const client = await connect(fixture.app, '/list')
    const bytes = async (change: () => void) => {
      const frames = client.texts.length
      change()
      await client.until(() => client.texts.length > frames)
      return client.texts.at(-1)!.length
    }
    const row = '<li data-key="12345" id="items-12345">text</li>'.length
    assert.ok((await bytes(() => list.put(12_345, 'text'))) <= row + 120)
    assert.ok((await bytes(() => list.put(12_345, 'next'))) <= row + 120)
    assert.ok((await bytes(() => list.remove(12_345))) <= 60)
  })

  test('VIEW6: when the socket goes, nothing listens any more', async () => {
    const clients = await Promise.all([connect(fixture.app, '/list'), connect(fixture.app, '/list')])
    assert.equal(list.log.listeners, 2)
    for (const client of clients) client.drop()
    await until(() => list.log.listeners === 0)
  })
})
