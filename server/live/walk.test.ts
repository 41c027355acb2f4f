/** Holds the walk in README.md against the page that is really served, and what really goes over the wire. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { load } from 'cheerio'
import { fieldError } from '../errors.ts'
import { type Html, html } from './html.ts'
import { List, type ListEvent } from './list-view.fixture.ts'
import { type FixtureApp, fixtureApp, MemoryLog } from './live-app.fixture.ts'
import { LiveView } from './live-view.ts'
import { connect, TestClient } from './testing.ts'

interface Item {
  readonly id: number
  readonly text: string
}

let list: List
const itemRow = ({ id, text }: Item) => html`<li id="items-${id}">${text}</li>`

/** The view of README.md, with what the walk asks of it beyond that. */
class ListView extends LiveView<{ label: string }> {
  override mount(): void {
    this.assign({ label: 'Groceries' })
    this.streamConfigure<Item>('items', { sortKey: (item) => item.id })
    this.stream('items', () => [...list.items.values()])
    this.listen(list.log)
  }

  override handleEvent(name: string, payload: unknown): void {
    if (name === 'rename' && payload === '') throw fieldError('label', 'What is it called?')
    if (name === 'rename') this.assign({ label: String(payload) })
    if (name === 'older') this.stream('items', [{ id: 0, text: 'Milk' }], { reaches: { start: true, beyond: 1 } })
    if (name === 'count') {
      this.pushEvent('counted', { items: list.items.size + 1 })
      this.reply('well counted')
    }
    if (name === 'crash') throw new Error('a bug')
  }

  override handleInfo(event: ListEvent): void {
    if (event.kind === 'put') this.streamInsert('items', event.item)
    else this.streamDelete('items', { id: event.id })
  }

  override render({ label }: { label: string }): Html {
    return html`<h1 id="label">${label}</h1>
      <ul id="items" live-stream="items">${this.rows('items', itemRow)}</ul>`
  }
}

/** A part of README.md, up to the next. */
function partOf(heading: string): string {
  const [, part] = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split(`## ${heading}\n`)
  return part!.split('\n## ')[0]!
}

/** The frames that a part of README.md shows, in order. "…" stands for anything. */
function framesIn(heading: string): unknown[] {
  return Array.from(partOf(heading).matchAll(/```json\n(.*?)```/gs), ([, frame]) => JSON.parse(frame!))
}

/** What a page's root element says of itself, and what it holds, however that is broken into lines. */
function rootOf(page: string) {
  const root = load(page)('[data-live-root]')
  const { 'data-live-page': state = '', ...attributes } = root.attr() ?? {}
  const html = (root.html() ?? '').replaceAll(/>\s+</g, '><').trim()
  return { said: { ...attributes, state: JSON.parse(state) }, html }
}

/** The actual value with what the README leaves out left out too. */
function abridged(actual: unknown, shown: unknown): unknown {
  if (typeof actual === 'string' && typeof shown === 'string' && shown.endsWith('…')) {
    return actual.startsWith(shown.slice(0, -1)) ? shown : actual
  }
  if (Array.isArray(actual) && Array.isArray(shown)) {
    const kept = shown.at(-1) === '…' ? [...actual.slice(0, shown.length - 1), '…'] : actual
    return kept.map((value, index) => abridged(value, shown[index]))
  }
  if (typeof actual !== 'object' || actual === null || typeof shown !== 'object' || shown === null) return actual
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, abridged(value, (shown as Record<string, unknown>)[key])]),
  )
}

let fixture: FixtureApp
describe('the walk through a view', () => {
  before(async () => {
    fixture = await fixtureApp([{ path: '/list', create: () => new ListView() }])
  })
  beforeEach(() => {
    list = new List(new MemoryLog<ListEvent>('list'))
    list.put(1, 'Bread')
    list.put(2, 'Butter')
  })
  after(() => fixture.app.close())

  test('VIEW1 JOIN10: the page is as the walk shows it', async () => {
    const { body } = await fixture.app.inject('/list')
    const [, snippet] = /```html\n(.*?)```/s.exec(partOf('The page'))!
    const [page, shown] = [rootOf(body), rootOf(snippet!)]
    assert.deepEqual(abridged(page.said, shown.said), shown.said)
    const [beginning, end] = shown.html.split('…') as [string, string]
    assert.ok(page.html.startsWith(beginning) && page.html.endsWith(end), page.html)
  })

  test('JOIN1 JOIN10: the join is as the walk shows it', async () => {
    const client = await TestClient.load(fixture.app, '/list')
    const [request, answer] = framesIn('The join')
    assert.deepEqual(abridged([0, 1, 'join', client.joinRequest], request), request)
    await client.join()
    assert.deepEqual(client.frames, [answer])
  })

  test('FRAME2 FRAME3 VIEW4 VIEW5 JOIN2 JOIN3: ten patches are as the walk shows them', async () => {
    const client = await connect(fixture.app, '/list')
    const ignore = () => undefined
    const arrived = (offset: number) =>
      client.until(() => client.texts.some((text) => text.includes(`["o","list",${offset}]`)))
    await client.push('rename', 'Shopping')
    await client.push('rename', '').catch(ignore)
    list.put(3, 'Salt')
    list.put(3, 'Sea salt')
    list.remove(3)
    await arrived(5)
    await client.push('older', { cursor: 1 })
    await client.push('count')
    client.drop()
    list.put(4, 'Tea')
    list.remove(1)
    await client.join()
    await client.push('crash').catch(ignore)
    await client.join()
    client.drop()
    for (let id = 5; id <= 1_005; id++) list.put(id, 'more')
    await client.join()
    // The joins whose only frame is the answer: the first, and that after the crash.
    const frames = client.frames.filter(
      (frame) => !['[0,["ok",1,"main-1"]]', '[0,["ok",8,"main-1"]]'].includes(JSON.stringify(frame)),
    )
    const shown = framesIn('Ten patches')
    assert.deepEqual(abridged(frames, shown), shown)
  })
})
