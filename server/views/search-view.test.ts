import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from '../app.fixture.ts'
import type { Room } from '../chat/entities.ts'
import { RillError } from '../errors.ts'
import { connect, type TestClient } from '../live/testing.ts'

describe('the search page', () => {
  let fixture: AppFixture
  let ann: Visitor
  let garden: Room
  let isBroken = false

  before(async () => {
    fixture = await appFixture((store) => ({
      ...store,
      search: {
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
    const author = { id: ann.id, name: 'Ann', email: 'ann@rill.example' }
    return (await fixture.store.messages.create({ roomId: where.id, author, clientId: null, body, at: 0 })).id
  }

  const open = (path: string) => connect(fixture.app, path, { headers: ann.headers })

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
    assert.match(client.text(`#hits-${ids[1]} .author`), /Ann/)
  })

  test('the page over HTTP shows that it searches, and one for a browser without JavaScript the answer', async () => {
    const ids: number[] = []
    for (let index = 0; index < 35; index++) ids.push(await post(`needle ${index}`))
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

  test('parts of words are found where the whole word is not, and short words stay words', async () => {
    for (const body of ['undeployable', 'an art', 'a party']) await post(body)
    assert.equal((await search('deploy')).rows('hits').length, 1)
    assert.equal((await search('art')).rows('hits').length, 1)
    assert.equal((await search('part')).rows('hits').length, 1)
    assert.equal((await search('rty')).rows('hits').length, 1)
  })
})
