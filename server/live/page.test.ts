import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp } from './live-app.fixture.ts'
import { LiveView } from './live-view.ts'
import { TestClient } from './testing.ts'

type Case = (view: TestView) => Html

const row = ({ id }: { id: number }) => html`<li id="items-${id}">${id}</li>`
const rowWithoutId = () => html`<li></li>`
let current: Case = () => html``

/** A view that does what the test says, with everything that a view may call in reach. */
class TestView extends LiveView {
  override readonly stream = super.stream
  override readonly streamInsert = super.streamInsert
  override readonly streamConfigure = super.streamConfigure
  override readonly streamDelete = super.streamDelete
  override readonly streamDeleteByDomId = super.streamDeleteByDomId
  override readonly rows = super.rows
  override readonly embed = super.embed
  #content = html``

  override mount(): void {
    this.#content = current(this)
  }

  override render(): Html {
    return this.#content
  }
}

describe('a page with streams', () => {
  let fixture: FixtureApp

  before(async () => {
    fixture = await fixtureApp([{ path: '/page', create: () => new TestView() }])
  })
  after(() => fixture.app.close())

  async function pageOf(what: Case): Promise<string> {
    current = what
    const { statusCode, body } = await fixture.app.inject('/page')
    assert.equal(statusCode, 200, body)
    return body
  }

  async function errorOf(what: Case): Promise<string> {
    current = what
    fixture.errors.length = 0
    assert.equal((await fixture.app.inject('/page')).statusCode, 500)
    return fixture.errors[0]!.err.message
  }

  const list = (view: TestView) => html`<ul id="items" live-stream="items">${view.rows('items', row)}</ul>`

  test('STR1: the first call defines a stream, later ones add to it, in order with inserts and deletions', async () => {
    const page = await pageOf((view) => {
      view.stream('items', [{ id: 1 }, { id: 2 }])
      view.streamInsert('items', { id: 3 }, { at: 0 })
      view.stream('items', async () => [{ id: 4 }])
      view.streamDeleteByDomId('items', 'items-1')
      return list(view)
    })
    assert.match(page, /<!--rows items--><li id="items-3">3<\/li><li id="items-2">2<\/li><li id="items-4">4<\/li><!--/)
  })

  test('STR1: whatever is asked of an unknown stream is an error that names it, and those that there are', async () => {
    const uses: ((view: TestView) => void)[] = [
      (view) => view.rows('item', row),
      (view) => view.streamInsert('item', { id: 1 }),
      (view) => view.streamDelete('item', { id: 1 }),
      (view) => view.streamDeleteByDomId('item', 'item-1'),
    ]
    for (const use of uses) {
      const message = await errorOf((view) => {
        view.stream('items', [])
        use(view)
        return list(view)
      })
      assert.match(message, /no stream "item".* one of: items; got "item"\. \(STREAM_UNKNOWN\)/, String(use))
    }
  })

  test('STR2: a stream is settled once, and before its use', async () => {
    const settled = (settle: (view: TestView) => void) =>
      errorOf((view) => {
        settle(view)
        view.streamConfigure('items', { limit: 3 })
        return list(view)
      })
    assert.match(await settled((view) => view.streamConfigure('items', {})), /got a second one\. \(STREAM_CONFIGURED\)/)
    for (const items of [[], () => []]) {
      const message = await settled((view) => view.stream('items', items))
      assert.match(message, /"items" is settled already.*got one after its use\. \(STREAM_CONFIGURED\)/)
    }
  })

  test('STR1: what streamConfigure settles may be said at the first call too', async () => {
    const page = await pageOf((view) => {
      const domId = ({ id }: { id: number }) => `own-${id}`
      view.stream('items', [{ id: 2 }, { id: 1 }, { id: 3 }], { domId, sortKey: ({ id }) => id, limit: 2 })
      view.stream('items', [{ id: 0 }])
      const ownRow = ({ id }: { id: number }) => html`<li id="own-${id}">${id}</li>`
      return html`<ul id="items" live-stream="items">${view.rows('items', ownRow)}</ul>`
    })
    assert.deepEqual(page.match(/id="own-\d"/g), ['id="own-0"', 'id="own-1"'])
  })

  test('JOIN6: rows that a list feeds are sent again at the join only when they differ from the page', async () => {
    let ids = [1, 2]
    current = (view) => {
      view.stream(
        'items',
        ids.map((id) => ({ id })),
      )
      return list(view)
    }
    const same = await TestClient.load(fixture.app, '/page')
    await same.join()
    assert.deepEqual(same.frames, [[0, ['ok', 1, 'main-1']]])
    const other = await TestClient.load(fixture.app, '/page')
    ids = [2, 3]
    await other.join()
    assert.deepEqual(other.rows('items'), ['items-2', 'items-3'])
    other.drop()
    ids = [1, 2]
    await other.join()
    assert.deepEqual(other.rows('items'), ['items-1', 'items-2'], 'the hash of the first page is forgotten')
  })

  test('JOIN1 JOIN12: a join sends nothing if nothing has changed since the last one, which sent rows', async () => {
    let ids = [1, 2]
    current = (view) => {
      const items = () => ids.map((id) => ({ id }))
      view.handleEvent = () => view.stream('items', items(), { reset: true })
      view.stream('items', items())
      return list(view)
    }
    const client = await TestClient.load(fixture.app, '/page')
    const join = async () => {
      client.drop()
      client.frames.length = 0
      await client.join()
      return client.frames.flatMap(([, ...operations]) => operations.map(([kind]) => kind)).join(' ')
    }
    assert.equal(await join(), 'ok')
    ids = [2, 3]
    await client.push('fill')
    for (const next of [[2, 3], [4], []]) {
      ids = next
      assert.equal(await join(), 'r i h ok', `rows ${ids}`)
      assert.deepEqual(
        client.rows('items'),
        ids.map((id) => `items-${id}`),
      )
      for (const again of ['second', 'third']) assert.equal(await join(), 'ok', `the ${again} join with rows ${ids}`)
    }
  })

  test('STR12: a stream can be neither counted nor walked through', async () => {
    const misuses: Case[] = [
      (view) => html`${view.rows('items', row).length}`,
      (view) => html`${view.rows('items', row).map()}`,
      (view) => html`${[...(view.rows('items', row) as Iterable<unknown>)]}`,
    ]
    for (const misuse of misuses) {
      const message = await errorOf((view) => {
        view.stream('items', [{ id: 1 }])
        return misuse(view)
      })
      assert.match(message, /"items" is not a list.*STREAM_ENUMERATED/)
    }
  })

  test('STR1: at, limit and reset mean at the first call what they mean later', async () => {
    const [first, second] = [[{ id: 1 }, { id: 2 }, { id: 3 }], [{ id: 4 }]]
    const given = (...calls: [items: object[], options: object][]): Promise<string> =>
      pageOf((view) => {
        for (const [items, options] of calls) view.stream('items', items, options)
        return list(view)
      })
    const ids = async (page: Promise<string>) =>
      Array.from((await page).matchAll(/id="items-(\d)"/g), ([, id]) => id).join('')
    assert.equal(await ids(given([first, { at: 0, limit: -2 }])), '23')
    assert.equal(await ids(given([first, { limit: -2 }], [second, {}])), '34')
    assert.equal(await ids(given([first, { reset: true }], [second, { at: 0 }])), '4123')
    assert.equal(await ids(given([first, {}], [second, { reset: true }])), '4')
  })

  test('STR5: what a function gives stands where it was asked for', async () => {
    const page = await pageOf((view) => {
      view.stream('items', async () => [{ id: 1 }, { id: 2 }])
      view.stream('items', [{ id: 3 }])
      view.stream('items', [{ id: 4 }], { at: 0 })
      return list(view)
    })
    assert.deepEqual(
      Array.from(page.matchAll(/id="items-(\d)"/g), ([, id]) => id),
      ['4', '1', '2', '3'],
    )
  })

  test('STR15: the place of a stream in the rows of another must be foreseen', async () => {
    const thread =
      (view: TestView) =>
      ({ id }: { id: number }) =>
        html`<li id="threads-${id}"><ul id="replies-${id}" live-stream="items">${view.rows('items', row)}</ul></li>`
    const nested = (view: TestView) => {
      view.stream('threads', [{ id: 1 }])
      view.stream('items', [{ id: 7 }])
      return html`<ul id="threads" live-stream="threads">${view.rows('threads', thread(view))}</ul>`
    }
    assert.match(await errorOf(nested), /inside the rows of another stream.*STREAM_TEMPLATE/)
    const foreseen = (view: TestView) => {
      view.streamConfigure('items', { row })
      return nested(view)
    }
    assert.match(await pageOf(foreseen), /<ul id="replies-1" live-stream="items"><!--rows items--><li id="items-7">7/)
    const nothing = (view: TestView) => {
      view.stream('items', [{ id: 1 }])
      return html`<ul id="items" live-stream="items">${view.rows('items')}</ul>`
    }
    assert.match(await errorOf(nothing), /Nothing says how a row of "items" looks.*STREAM_TEMPLATE/)
  })

  test('EMBED2: views that embed each other in a circle are an error', async () => {
    assert.match(await errorOf((view) => html`${view.embed('inside', '/page')}`), /in a circle.*EMBED_DEPTH/)
  })

  test('STR12: a stream that no template shows has no rows, over HTTP and live', async () => {
    current = (view) => {
      view.stream('items', [{ id: 1 }])
      return html`<p>nothing to see</p>`
    }
    const client = await TestClient.load(fixture.app, '/page')
    await client.join()
    assert.deepEqual(client.frames, [[0, ['ok', 1, 'main-1']]])
    await assert.rejects(client.push('unknown'), { code: 'not_found' })
  })

  test('STR9: the limit counts over HTTP too', async () => {
    const page = await pageOf((view) => {
      view.stream(
        'items',
        [1, 2, 3].map((id) => ({ id })),
        { limit: -2 },
      )
      return list(view)
    })
    assert.match(page, /<!--rows items--><li id="items-2">2<\/li><li id="items-3">3<\/li><!--/)
  })

  test('STR12: rows stand in one container with an id, and carry theirs', async () => {
    const given =
      (template: Case): Case =>
      (view) => {
        view.stream('items', [{ id: 1 }])
        return template(view)
      }
    assert.match(await errorOf(given((view) => html`${list(view)}${view.rows('items', row)}`)), /STREAM_TWICE/)
    assert.match(
      await errorOf(given((view) => html`<ul id="items">${view.rows('items', row)}</ul>`)),
      /STREAM_CONTAINER/,
    )
    assert.match(
      await errorOf(given((view) => html`<ul live-stream="items">${view.rows('items', row)}</ul>`)),
      /STREAM_CONTAINER/,
    )
    const deep = (view: TestView) =>
      html`<div id="items" live-stream="items"><br><p>Some:</p><ul>${view.rows('items', row)}</ul></div>`
    assert.match(await errorOf(given(deep)), /stand too deep.*<ul> in between.*STREAM_CONTAINER/)
    const other = given((view) => html`<hr><p>It</p><ul id="items" live-stream="itmes">${view.rows('items', row)}</ul>`)
    assert.match(await errorOf(other), /got <ul id="items" live-stream="itmes">\. \(STREAM_CONTAINER\)/)
    assert.match(await errorOf(given((view) => html`${view.rows('items', row)}`)), /got none\. \(STREAM_CONTAINER\)/)
    const two = ({ id }: { id: number }) => html`<li id="items-${id}">a</li><li>b</li>`
    const shownAs = (template: (item: { id: number }) => Html) =>
      given((view) => html`<ul id="items" live-stream="items">${view.rows('items', template)}</ul>`)
    assert.match(await errorOf(shownAs(two)), /"items" is not one element.*ROW_ROOT/)
    const without = given((view) => html`<ul id="items" live-stream="items">${view.rows('items', rowWithoutId)}</ul>`)
    assert.match(await errorOf(without), /lacks its id.*id="items-1">; got <li>\. \(ROW_ROOT\)/)
  })

  test('STR12 STR13: a container is found whatever stands in its other attributes', async () => {
    const body = await pageOf((view) => {
      view.stream('items', () => ({ items: [{ id: 1 }], reaches: { start: true } }))
      return html`<ul class="[&>li]:p-2" title="a < b" id="items" live-stream="items" data-x="c > d"><li id="none"></li>${view.rows('items', row)}</ul>`
    })
    assert.match(
      body,
      /live-stream="items" data-start="end" data-x="c > d"><li id="none"><\/li><!--rows items--><li id="items-1">/,
    )
  })

  test('HTML6: a view and a row give templates, and nothing else is rendered', async () => {
    assert.match(
      await errorOf(() => '<p>text</p>' as never),
      /render gave no template.*got the text "<p>text.*TEMPLATE/,
    )
    assert.match(await errorOf(() => Promise.resolve(html``) as never), /got a promise\. \(TEMPLATE\)/)
    assert.match(await errorOf(() => undefined as never), /got undefined\. \(TEMPLATE\)/)
    const textRow = ({ id }: { id: number }) => `<li id="items-${id}"></li>` as never
    const message = await errorOf((view) => {
      view.stream('items', [{ id: 1 }])
      return html`<ul id="items" live-stream="items">${view.rows('items', textRow)}</ul>`
    })
    assert.match(message, /A row of "items" gave no template.*TEMPLATE/)
  })
})
