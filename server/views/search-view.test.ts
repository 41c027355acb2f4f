import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { indexAll } from '../../db/testing.ts'
import { type AppFixture, appFixture, type Visitor, visitor } from '../app.fixture.ts'
import type { Room } from '../chat/entities.ts'
import { RillError } from '../errors.ts'
import { connect, type TestClient } from '../live/testing.ts'

describe('the search page', () => {
  let fixture: AppFixture
  let ann: Visitor
  let garden: Room
  let isBroken = false
  let isIndexingHeld = false

  before(async () => {
    fixture = await appFixture((store) => ({
      ...store,
      search: {
        ...store.search,
        // Only what the server indexes in the background takes so many at once.
        index: async (limit) =>
          isIndexingHeld && limit > 20 ? { indexed: 0, more: false } : store.search.index(limit),
        find: (...request) => {
          if (isBroken) throw new RillError('unavailable', 'The database is away.')
          return store.search.find(...request)
        },
      },
    }))
    ann = await visitor(fixture, 'Ann')
    garden = await room('Garden')
  })
  after(() => fixture.app.close())

  const room = (name: string) => fixture.store.rooms.create({ name, description: '', at: 0 })

  async function post(body: string, where = garden): Promise<number> {
    const author = { id: ann.id, kind: 'person', name: 'Ann' } as const
    return (await fixture.store.messages.create({ roomId: where.id, author, clientId: null, body, at: 0 })).id
  }

  async function open(path: string): Promise<TestClient> {
    await indexAll(fixture.store)
    return await connect(fixture.app, path, { headers: ann.headers })
  }

  /** Opens a search, and waits until it has ended. */
  async function search(query: string): Promise<TestClient> {
    const client = await open(`/search?q=${encodeURIComponent(query)}`)
    await client.until(() => !client.html().includes('aria-busy'))
    return client
  }

  test('hits come newest first, marked, with room and author, and lead to the message', async () => {
    const kitchen = await room('Kitchen')
    const ids = [await post('The kettle boils'), await post('A <b>kettle</b> & tea', kitchen)]
    const client = await search('KETTLE')
    assert.deepEqual(client.rows('hits'), [`hits-${ids[1]}`, `hits-${ids[0]}`])
    assert.match(client.html(), new RegExp(`href="/rooms/${kitchen.id}\\?message=${ids[1]}"`))
    assert.match(client.html(), /A &lt;b&gt;<mark>kettle<\/mark>&lt;\/b&gt; &amp; tea/)
    assert.match(client.text(`#hits-${ids[1]} .hit-room`), /Kitchen/)
    assert.match(client.text(`#hits-${ids[1]} b`), /Ann/)
  })

  test('the page over HTTP shows that it searches, and one for a browser without JavaScript the answer', async () => {
    const ids: number[] = []
    for (let index = 0; index < 35; index++) ids.push(await post(`needle ${index}`))
    await indexAll(fixture.store)
    const get = async (path: string) => (await fixture.app.inject({ url: path, headers: ann.headers })).body
    const waiting = await get('/search?q=needle')
    assert.match(waiting, /aria-busy="true".*href="\/search\?q=needle&amp;complete=1"/s)
    assert.doesNotMatch(waiting, /id="hits-\d/)
    const whole = await get('/search?q=needle&complete=1')
    assert.equal(whole.match(/id="hits-\d+"/g)?.length, 30)
    const older = /href="(\/search\?q=needle&amp;complete=1&amp;before=\d+)"/.exec(whole)![1]!.replaceAll('&amp;', '&')
    assert.deepEqual(
      (await get(older)).match(/id="hits-\d+"/g),
      ids
        .slice(0, 5)
        .reverse()
        .map((id) => `id="hits-${id}"`),
    )
  })

  test('older hits come page by page, to the last', async () => {
    for (let index = 0; index < 70; index++) await post(`haystack ${index}`)
    const client = await search('haystack')
    for (const expected of [60, 70]) {
      const last = client.rows('hits').at(-1)!
      await client.push('older_hits', { cursor: -Number(last.replace('hits-', '')) })
      assert.equal(client.rows('hits').length, expected)
    }
    assert.match(client.texts.at(-1)!, /"reaches":\{"end":true,"beyond":-\d+\}/)
    for (const cursor of ['x', null, 5, -1.5]) {
      await assert.rejects(client.push('older_hits', { cursor }), { code: 'not_found' })
    }
  })

  test('newer hits come back after a reader has returned to an older one', async () => {
    const ids: number[] = []
    for (let index = 0; index < 70; index++) ids.push(await post(`straw ${index}`))
    const client = await search('straw')
    const hits = (from: number, to: number) =>
      ids
        .slice(from, to)
        .reverse()
        .map((id) => `hits-${id}`)
    await client.push('hits_from', { id: ids[34] })
    assert.deepEqual(client.rows('hits'), hits(5, 35))
    assert.match(client.texts.at(-1)!, /"reaches":\{"start":false,"end":false\}/)
    await client.push('newer_hits', { cursor: -ids[34]! })
    assert.deepEqual(client.rows('hits'), hits(5, 65))
    await client.push('newer_hits', { cursor: -ids[64]! })
    assert.deepEqual(client.rows('hits'), hits(5, 70))
    assert.match(client.texts.at(-1)!, /"reaches":\{"start":true,"beyond":-\d+\}/)
    for (const id of ['x', null, 0, 1.5]) await assert.rejects(client.push('hits_from', { id }), { code: 'not_found' })
  })

  test('it says how many there are, as far as it knows', async () => {
    for (let index = 0; index < 31; index++) await post(`clover ${index}`)
    const said = async (query: string) => (await search(query)).text('#search-results')
    assert.equal(await said('clover'), '30+ results for “clover”, newest first')
    assert.equal(await said('clover 7'), '1 result for “clover 7”, newest first')
    assert.equal(await said('clovers'), '')
    assert.equal((await open('/search')).text('#search-results'), '')
  })

  test('it says how far the index is behind, and finds everything when asked again later', async () => {
    await indexAll(fixture.store)
    isIndexingHeld = true
    await Promise.all(Array.from({ length: 25 }, (_, index) => post(`heather ${index}`)))
    const client = await connect(fixture.app, '/search?q=heather', { headers: ann.headers })
    await client.until(() => client.rows('hits').length > 0)
    assert.match(client.text('#search-behind'), /still taking in 5 new or changed messages.*Search again/s)
    assert.equal(client.rows('hits').length, 20)
    isIndexingHeld = false
    await client.push('search_again')
    await client.until(() => client.rows('hits').length === 25)
    assert.equal(client.text('#search-behind'), '')
  })

  test('a deleted message is gone from the results at once', async () => {
    const id = await post('a foxglove')
    assert.equal((await search('foxglove')).rows('hits').length, 1)
    await fixture.store.messages.delete(id, 1)
    assert.match((await search('foxglove')).text('#search-notice'), /No messages match/)
  })

  test('a later search supersedes the one that runs', async () => {
    await post('a tulip')
    await post('a daisy')
    const client = await search('tulip')
    await Promise.all(['daisy', 'tulip', 'daisy'].map((q) => client.push('search', { q })))
    await client.until(() => !client.html().includes('aria-busy'))
    assert.equal(client.rows('hits').length, 1)
    assert.match(client.html(), /<mark>daisy<\/mark>/)
    assert.equal(client.text('#search-results'), '1 result for “daisy”, newest first')
  })

  test('a long search is cut between whole characters, and is no error', async () => {
    const client = await search(`x${'👍'.repeat(150)}`)
    assert.match(client.text('#search-notice'), /No messages match “x(👍){99}”/u)
    await client.push('search', { q: `y${'👍'.repeat(200)}` })
    await client.until(() => client.text('#search-notice').includes('“y'))
  })

  test('the address follows a new search, and a text without words searches for nothing', async () => {
    await post('one raspberry')
    const client = await search('raspberry')
    await client.push('search', { q: ' "?!" ' })
    await client.until(() => client.html().includes('no word to search for'))
    assert.deepEqual(client.rows('hits'), [])
    await client.push('search', { q: 'raspberry' })
    await client.until(() => client.rows('hits').length === 1)
    assert.equal(client.title, 'raspberry · Search')
    await assert.rejects(client.push('search', { q: { $ne: '' } }), { code: 'invalid_input' })
  })

  test('nothing found and a search that failed are said, and the failed one can be tried again', async () => {
    await post('an apricot')
    assert.match((await search('apricots and plums')).text('#search-notice'), /No messages match “apricots and plums”/)
    isBroken = true
    const client = await search('apricot')
    assert.match(client.text('#search-notice'), /The search failed/)
    isBroken = false
    await client.push('search_again')
    await client.until(() => client.rows('hits').length === 1)
  })
})
