/** Streams that a function feeds and no log covers: a join compares their rows with those of the page. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp, MemoryLog } from './live-app.fixture.ts'
import { LiveView, type Params } from './live-view.ts'
import { connect, TestClient } from './testing.ts'

interface Item {
  readonly id: number
  readonly text: string
}

const TOPIC = 'items'
const items = new Map<number, Item>()
/** Sort keys of the rows around which rows were asked for. */
const askedAround: unknown[] = []

class NoLogView extends LiveView<{ isShown: boolean }> {
  override mount(): void {
    this.assign({ isShown: true })
    this.subscribe(TOPIC)
    this.streamConfigure<Item>('items', { sortKey: ({ id }) => id })
    this.stream('items', ({ around }) => {
      askedAround.push(around)
      return [...items.values()]
    })
  }

  /** Feeds the stream anew whenever the address changes. */
  override handleParams({ anew }: Params): void {
    if (anew !== undefined) this.stream('items', () => [...items.values()], { reset: true })
  }

  override handleEvent(name: string): void {
    if (name === 'hide') this.assign({ isShown: false })
  }

  override handleInfo(item: Item): void {
    if (item.text === '') this.streamDelete('items', item)
    else this.streamInsert('items', item)
  }

  override render({ isShown }: { isShown: boolean }): Html {
    return html`${isShown && html`<ul id="items" live-stream="items">${this.rows('items', row)}</ul>`}`
  }
}

const row = ({ id, text }: Item) => html`<li id="items-${id}">${text}</li>`

describe('streams that a function feeds in a view without a log', () => {
  let fixture: FixtureApp

  const put = (id: number, text: string) => {
    items.set(id, { id, text })
    fixture.pubsub.broadcast(TOPIC, { id, text })
  }
  const remove = (id: number) => {
    items.delete(id)
    fixture.pubsub.broadcast(TOPIC, { id, text: '' })
  }
  const changeEverything = () => {
    put(4, 'added')
    put(1, 'changed')
    remove(2)
  }
  const expected = ['items-1', 'items-3', 'items-4']
  const join = async (client: TestClient) => {
    client.frames.length = 0
    await client.join()
  }

  before(async () => {
    fixture = await fixtureApp([{ path: '/items', create: () => new NoLogView() }])
  })
  beforeEach(() => {
    items.clear()
    for (const id of [1, 2, 3]) items.set(id, { id, text: `item ${id}` })
    askedAround.length = 0
  })
  after(() => fixture.app.close())

  for (const path of ['/items', '/items?anew']) {
    test(`JOIN11: ${path} shows at the join what happened since its page`, async () => {
      const client = await TestClient.load(fixture.app, path)
      changeEverything()
      await join(client)
      assert.deepEqual(client.rows('items'), expected)
      assert.match(client.html(), />changed</)
    })

    test(`JOIN11: ${path} shows after a reconnect what happened meanwhile`, async () => {
      const client = await connect(fixture.app, path)
      put(5, 'seen')
      await client.until(() => client.rows('items').includes('items-5'))
      client.drop()
      changeEverything()
      remove(5)
      await join(client)
      assert.deepEqual(client.rows('items'), expected)
      assert.match(client.html(), />changed</)
    })

    test(`JOIN1 JOIN11: ${path} is sent no row when nothing happened`, async () => {
      const client = await TestClient.load(fixture.app, path)
      await join(client)
      assert.deepEqual(client.frames, [[0, ['ok', 1, 'main-1']]])
      client.drop()
      await join(client)
      assert.deepEqual(client.frames, [[0, ['ok', 2, 'main-1']]])
    })
  }

  test('JOIN11: a list that the page hides has what happened meanwhile, too', async () => {
    const client = await connect(fixture.app, '/items')
    await client.push('hide')
    client.drop()
    changeEverything()
    await join(client)
    assert.deepEqual(client.rows('items'), expected)
  })

  test('JOIN7 JOIN11: rows are read around the reader', async () => {
    const client = await connect(fixture.app, '/items')
    client.drop()
    client.at.set('items', 2)
    await join(client)
    assert.deepEqual(askedAround, [null, null, 2])
  })
})

test('JOIN1: a stream that the log continues is not emptied by a view that feeds it anew at each address', async () => {
  const log = new MemoryLog('items')
  class LogView extends NoLogView {
    override mount(): void {
      super.mount()
      this.listen(log)
    }
  }
  const { app } = await fixtureApp([{ path: '/items', create: () => new LogView() }])
  items.set(1, { id: 1, text: 'item' })
  try {
    const client = await TestClient.load(app, '/items?anew')
    await client.join()
    assert.deepEqual(client.frames, [[0, ['ok', 1, 'main-1']]])
  } finally {
    await app.close()
  }
})

describe('a view with a stream that a log covers and one that only a topic changes', () => {
  const log = new MemoryLog<Item & { offset: number }>('entries')
  /** Names of the streams whose functions were called. */
  const called: string[] = []
  let fixture: FixtureApp

  class TwoSourcesView extends NoLogView {
    override mount(): void {
      this.assign({ isShown: true })
      this.subscribe(TOPIC)
      this.streamConfigure<Item>('entries', { sortKey: ({ id }) => id, log: log.name })
      this.listen(log)
      this.stream('entries', () => {
        called.push('entries')
        return log.entries
      })
      this.stream('items', () => {
        called.push('items')
        return [...items.values()]
      })
    }

    override handleInfo(item: Item & { offset?: number }): void {
      if (item.offset === undefined) super.handleInfo(item)
      else this.streamInsert('entries', item)
    }

    override render(assigns: { isShown: boolean }): Html {
      const entryRow = ({ id, text }: Item) => html`<li id="entries-${id}">${text}</li>`
      return html`<ol id="entries" live-stream="entries">${this.rows('entries', entryRow)}</ol>${super.render(assigns)}`
    }
  }

  const changeBoth = () => {
    items.set(2, { id: 2, text: 'added while no view was joined' })
    log.append((offset) => ({ offset, id: offset, text: 'an entry' }))
  }

  before(async () => {
    fixture = await fixtureApp([{ path: '/both', create: () => new TwoSourcesView() }])
  })
  beforeEach(() => {
    items.clear()
    items.set(1, { id: 1, text: 'item' })
    called.length = 0
  })
  after(() => fixture.app.close())

  const away: readonly [string, (client: TestClient) => Promise<unknown> | undefined][] = [
    ['between page and join', () => undefined],
    [
      'while the socket was away',
      async (client) => {
        await client.join()
        client.drop()
      },
    ],
  ]
  for (const [when, leave] of away) {
    test(`JOIN11 JOIN2: shows what happened ${when} to both, and calls only the function without a log`, async () => {
      const client = await TestClient.load(fixture.app, '/both')
      await leave(client)
      called.length = 0
      const entries = log.entries.length + 1
      changeBoth()
      await client.join()
      assert.deepEqual(client.rows('items'), ['items-1', 'items-2'])
      assert.equal(client.rows('entries').length, entries)
      assert.deepEqual(called, ['items'])
    })
  }

  test('JOIN1 JOIN11: is sent no row when nothing happened', async () => {
    const client = await TestClient.load(fixture.app, '/both')
    await client.join()
    client.drop()
    client.frames.length = 0
    await client.join()
    assert.deepEqual(client.frames, [[0, ['ok', 2, 'main-1']]])
  })
})
