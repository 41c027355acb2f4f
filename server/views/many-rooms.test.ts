import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { load } from 'cheerio'
import { type AppFixture, appFixture, type Visitor, visitor } from '../app.fixture.ts'
import { ROOMS_TOPIC } from '../chat/events.ts'
import { ROOMS_PER_PAGE, SIDEBAR_ROOMS } from '../chat/rooms.ts'
import { connect, TestClient } from '../live/testing.ts'

const ROOMS = 10_000
const FEW = 10
/** Every page has the sidebar, whose rows take some 130 bytes each; the list of rooms has a page of rows beside it. */
const MOST_BYTES = (SIDEBAR_ROOMS + ROOMS_PER_PAGE) * 200
const PATHS = ['/rooms', '/rooms/1', `/rooms/${FEW}`, '/rooms/new', '/bots', '/search', '/search?q=word']

async function withRooms(count: number): Promise<{ fixture: AppFixture; ann: Visitor }> {
  const fixture = await appFixture()
  const ann = await visitor(fixture, 'Ann')
  for (let index = 0; index < count; index++) {
    await fixture.store.rooms.create({ name: `room ${String(index).padStart(5, '0')}`, description: '', at: 0 })
  }
  return { fixture, ann }
}

async function pageOf({ fixture, ann }: { fixture: AppFixture; ann: Visitor }, url: string): Promise<string> {
  const { statusCode, body } = await fixture.app.inject({ url, headers: { accept: 'text/html', ...ann.headers } })
  assert.equal(statusCode, 200, url)
  return body
}

describe('with 10,000 rooms', () => {
  let many: { fixture: AppFixture; ann: Visitor }
  before(async () => {
    many = await withRooms(ROOMS)
  })
  after(() => many.fixture.app.close())

  it('every page stays small', async () => {
    const few = await withRooms(FEW)
    for (const path of PATHS) {
      const added = (await pageOf(many, path)).length - (await pageOf(few, path)).length
      assert.ok(added < MOST_BYTES, `${path}: ${added} bytes more than with ${FEW} rooms`)
    }
    await few.fixture.app.close()
  })

  it('the sidebar shows a bounded number of rooms, always with the current one, and leads to all', async () => {
    for (const id of [1, SIDEBAR_ROOMS, SIDEBAR_ROOMS + 1, ROOMS]) {
      const page = load(await pageOf(many, `/rooms/${id}`))
      assert.equal(page('.room-list li').length, SIDEBAR_ROOMS, `${id}`)
      assert.equal(page('.room-list [aria-current=page]').attr('href'), `/rooms/${id}`)
      assert.equal(page('#all-rooms a[href="/rooms"]').text(), 'All 10,000 rooms')
    }
  })

  it('the pages of the list show every room once, forwards and backwards', async () => {
    const walk = async (from: string, rel: string) => {
      const found: string[][] = []
      for (let url: string | undefined = from; url !== undefined; ) {
        const page = load(await pageOf(many, url))
        found.push(
          page('#directory a')
            .toArray()
            .map((link) => page(link).attr('href')!),
        )
        url = page(`#directory-pages a[rel=${rel}]`).attr('href')
      }
      return found
    }
    const forwards = await walk('/rooms', 'next')
    const all = Array.from({ length: ROOMS }, (_, index) => `/rooms/${index + 1}`)
    assert.equal(forwards.length, ROOMS / ROOMS_PER_PAGE)
    assert.deepEqual(forwards.flat(), all)
    const last = `/rooms?after=${encodeURIComponent('room 09899')}`
    const backwards = await walk(last, 'prev')
    assert.equal(backwards.length, ROOMS / ROOMS_PER_PAGE)
    assert.deepEqual(backwards.toReversed().flat(), all)
  })

  it('an address beyond the last room, or with a parameter that means nothing, has a clear answer', async () => {
    for (const query of ['after=zzz', 'from=zzz']) {
      const page = load(await pageOf(many, `/rooms?${query}`))
      assert.match(page('#directory-empty').text(), /no rooms here/)
      assert.equal(page('#directory-empty a').attr('href'), '/rooms')
    }
    for (const query of ['page=-1', 'after=', 'before=%00', 'from=%20', 'before=a']) {
      assert.equal(load(await pageOf(many, `/rooms?${query}`))('#directory li').length, ROOMS_PER_PAGE, query)
    }
  })

  it('a new room costs a tab few bytes, wherever its name stands in the list', async () => {
    const { app } = many.fixture
    for (const path of ['/rooms/5', '/rooms/9999', '/bots', '/search', '/rooms']) {
      for (const name of ['aaa', 'zzz', 'room 00050x']) {
        const tab = await connect(app, path, { headers: many.ann.headers })
        const before = tab.text('#all-rooms')
        tab.texts.length = 0
        const { id } = await many.fixture.store.rooms.create({ name: `${name} ${path}`, description: '', at: 0 })
        const room = (await many.fixture.store.rooms.find(id))!
        many.fixture.pubsub.broadcast(ROOMS_TOPIC, { kind: 'room_created', room })
        await tab.until(() => tab.text('#all-rooms') !== before)
        const bytes = tab.texts.join('').length
        assert.ok(bytes < 2_000, `${path}, ${name}: ${bytes} bytes`)
        tab.drop()
      }
    }
  })

  it('a page gets the rooms that it missed when it joins, and nothing when it missed none', async () => {
    const { app } = many.fixture
    for (const path of ['/rooms/5', '/rooms/9999', '/bots', '/search', '/rooms']) {
      const tab = await TestClient.load(app, path, many.ann.headers)
      await tab.join()
      const bytes = tab.texts.join('').length
      assert.ok(bytes < 1_000, `${path}: ${bytes} bytes`)
      tab.drop()
      const back = await TestClient.load(app, path, many.ann.headers)
      const { id: unjoined } = await many.fixture.store.rooms.create({ name: `0 ${path}`, description: '', at: 0 })
      await back.join()
      back.drop()
      const { id: away } = await many.fixture.store.rooms.create({ name: `00 ${path}`, description: '', at: 0 })
      await back.join()
      const shown = back.rows('rooms')
      for (const id of [unjoined, away]) assert.ok(shown.includes(`room-link-${id}`), path)
      assert.equal(shown.length, SIDEBAR_ROOMS, path)
      const count = await many.fixture.store.rooms.count()
      assert.equal(back.text('#all-rooms'), `All ${count.toLocaleString('en')} rooms`, path)
      back.drop()
    }
  })
})

describe('the limit of the sidebar', () => {
  it('adds the link to all rooms, and the list of them, only when there are more rooms than it shows', async () => {
    const { fixture, ann } = await withRooms(SIDEBAR_ROOMS)
    const tab = await connect(fixture.app, '/rooms', { headers: ann.headers })
    assert.equal(tab.rows('rooms').length, SIDEBAR_ROOMS)
    assert.equal(tab.text('#all-rooms'), '')
    const maker = await connect(fixture.app, '/rooms/new', { headers: ann.headers })
    await maker.push('create_room', { name: 'aaa', description: '' })
    await tab.until(() => tab.text('#all-rooms') === 'All 201 rooms')
    assert.equal(tab.rows('rooms').length, SIDEBAR_ROOMS)
    assert.equal(tab.rows('rooms')[0], `room-link-${SIDEBAR_ROOMS + 1}`)
    assert.equal(tab.rows('directory').length, ROOMS_PER_PAGE)
    await fixture.app.close()
  })
})
