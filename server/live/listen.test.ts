import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { until } from '../until.fixture.ts'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp, MemoryLog } from './live-app.fixture.ts'
import { LiveView } from './live-view.ts'
import type { StreamPage } from './stream.ts'
import { connect, TestClient } from './testing.ts'

interface Entry {
  readonly offset: number
  readonly text: string
}

interface Assigns {
  count: number
  heard: string
}

/** Shows a log's entries as rows that it reads at once, counts those that come, and listens to another log when asked. */
class CountingView extends LiveView<Assigns> {
  static shown: MemoryLog<Entry>
  static other: MemoryLog<Entry>
  /** What happens while the rows are read. */
  static duringRead: () => Promise<void>
  /** An event "wait" ends when this does. */
  static gate: Promise<void>
  #stop: () => void = () => {}
  #earlierStop: () => void = () => {}

  override mount(): void {
    this.assign({ count: 0, heard: '' })
    this.streamConfigure<Entry>('rows', { domId: ({ offset }) => `rows-${offset}` })
    this.stream('rows', () => this.#read())
    this.listen(CountingView.shown)
  }

  async #read(): Promise<StreamPage<Entry>> {
    const items = [...CountingView.shown.entries]
    await CountingView.duringRead()
    return { items, reaches: {}, offsets: { shown: items.length } }
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    if (name === 'listen') {
      this.#earlierStop = this.#stop
      this.#stop = this.listen(CountingView.other, Number(payload))
    }
    if (name === 'stop earlier') this.#earlierStop()
    if (name === 'stop') this.#stop()
    if (name === 'late') this.listen(CountingView.other)
    if (name === 'rejoin') this.rejoin()
    if (name === 'wait') await CountingView.gate
    if (name === 'wait') this.#stop()
  }

  override handleInfo(entry: Entry): void {
    if (CountingView.other.entries.includes(entry)) return this.assign({ heard: this.assigns.heard + entry.text })
    this.assign({ count: this.assigns.count + 1 })
    this.streamInsert('rows', entry)
  }

  override render({ count, heard }: Assigns): Html {
    return html`<p id="count">${count}</p><p id="heard">${heard}</p><ul id="rows" live-stream="rows">${this.rows('rows', row)}</ul>`
  }
}

const row = ({ offset, text }: Entry) => html`<li id="rows-${offset}">${text}</li>`

describe('listening to logs', () => {
  let fixture: FixtureApp
  let client: TestClient

  const say = (log: MemoryLog<Entry>, text: string) => void log.append((offset) => ({ offset, text }))
  const heard = (text: string) => client.until(() => client.text('#heard') === text)

  before(async () => {
    fixture = await fixtureApp([{ path: '/count', create: () => new CountingView() }])
  })
  beforeEach(() => {
    CountingView.shown = new MemoryLog('shown')
    CountingView.other = new MemoryLog('other')
    CountingView.duringRead = async () => {}
    say(CountingView.shown, 'first')
  })
  after(() => fixture.app.close())

  test('JOIN8: a page goes on from where its rows were read, so that nothing is missed and nothing comes twice', async () => {
    CountingView.duringRead = async () => say(CountingView.shown, 'while it was read')
    client = await TestClient.load(fixture.app, '/count')
    assert.deepEqual(client.rows('rows'), ['rows-1'])
    say(CountingView.shown, 'before the join')
    await client.join()
    assert.deepEqual(client.rows('rows'), ['rows-1', 'rows-2', 'rows-3'])
    assert.equal(client.text('#count'), '2')
  })

  test('JOIN8: so does a page that is made anew at its join', async () => {
    client = await TestClient.load(fixture.app, '/count')
    CountingView.shown = new MemoryLog('shown')
    let once = true
    CountingView.duringRead = async () => {
      if (once) say(CountingView.shown, 'while it was read')
      once = false
    }
    await client.join()
    assert.deepEqual([client.rows('rows'), client.text('#count')], [['rows-1'], '1'])
    client.drop()
    await client.join()
    assert.equal(client.text('#count'), '0', 'the offset that the browser holds is after it')
  })

  test('JOIN3: a page is made anew where the log has forgotten what it would have to go on from', async () => {
    client = await TestClient.load(fixture.app, '/count')
    for (const text of ['a', 'b', 'c']) say(CountingView.shown, text)
    CountingView.shown.forget(2)
    await client.join()
    assert.deepEqual(client.events, [['live:reset', null]])
    assert.equal(client.rows('rows').length, 4)
    client.drop()
    CountingView.shown.forget(4)
    client.events.length = 0
    await client.join()
    assert.deepEqual(client.events, [], 'one that has seen everything misses nothing')
  })

  test('VIEW9: a log can be listened to at any time, from an offset, until it is stopped or the view ends', async () => {
    client = await connect(fixture.app, '/count')
    for (const text of ['a', 'b']) say(CountingView.other, text)
    await client.push('listen', 1)
    await heard('b')
    say(CountingView.other, 'c')
    await heard('bc')
    client.drop()
    await until(() => CountingView.other.listeners + CountingView.shown.listeners === 0)
  })

  test('VIEW9: listening to a log again, from elsewhere, takes the place of listening before', async () => {
    client = await connect(fixture.app, '/count')
    for (const text of ['a', 'b']) say(CountingView.other, text)
    await client.push('listen', 1)
    await heard('b')
    await client.push('listen', 0)
    await heard('bab')
    say(CountingView.other, 'c')
    await heard('babc')
    assert.equal(CountingView.other.listeners, 1)
    client.drop()
    await until(() => CountingView.other.listeners + CountingView.shown.listeners === 0)
  })

  test('VIEW9: stopping a listener that was replaced leaves the one that replaced it', async () => {
    client = await connect(fixture.app, '/count')
    await client.push('listen', 0)
    await client.push('listen', 0)
    await client.push('stop earlier')
    say(CountingView.other, 'a')
    await heard('a')
    await client.push('stop')
    assert.equal(CountingView.other.listeners, 0)
    await client.push('stop earlier')
    client.drop()
  })

  test('VIEW9: what a log delivers waits for its turn, and is dropped when the view has stopped by then', async () => {
    client = await connect(fixture.app, '/count')
    await client.push('listen', 0)
    say(CountingView.other, 'a')
    await heard('a')
    const { promise, resolve } = Promise.withResolvers<void>()
    CountingView.gate = promise
    client.frames.length = 0
    const waiting = client.push('wait')
    await new Promise(setImmediate)
    say(CountingView.other, 'b')
    say(CountingView.shown, 'seen')
    await new Promise(setImmediate)
    assert.deepEqual(client.frames, [], 'one thing at a time')
    resolve()
    await waiting
    await client.until(() => client.text('#count') === '1')
    assert.equal(client.text('#heard'), 'a')
    assert.equal(CountingView.other.listeners, 0)
    const offsets = client.frames.flat().filter((operation) => Array.isArray(operation) && operation[0] === 'o')
    assert.deepEqual(offsets, [['o', 'shown', 2]], 'the browser is not told that it has seen what was dropped')
  })

  test('VIEW9: where the page is in a log is known in mount alone', async () => {
    client = await connect(fixture.app, '/count')
    await assert.rejects(client.push('late'), { code: 'crashed' })
    assert.match(fixture.errors.at(-1)?.err.message ?? '', /LISTEN_LATE/)
  })

  test('JOIN9: a view may have its page joined anew, by which nothing that is asked of it is lost', async () => {
    client = await connect(fixture.app, '/count')
    await assert.rejects(client.push('rejoin'), { code: 'disconnected' })
    await client.until(() =>
      client.frames.flat().some((operation) => Array.isArray(operation) && operation[0] === 'gone'),
    )
    assert.equal(CountingView.shown.listeners, 0)
    say(CountingView.shown, 'meanwhile')
    client.drop()
    await client.join()
    assert.deepEqual(client.rows('rows'), ['rows-1', 'rows-2'])
  })
})
