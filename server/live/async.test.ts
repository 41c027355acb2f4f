import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { until } from '../until.fixture.ts'
import { type AsyncExit, AsyncResult, asyncResult } from './async.ts'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp } from './live-app.fixture.ts'
import { LiveView, type Params } from './live-view.ts'
import { connect, type TestClient } from './testing.ts'

/** Work that the test ends. */
interface Work {
  readonly signal: AbortSignal
  resolve(value: unknown): void
  reject(reason: unknown): void
}

let works: Work[] = []
/** Lets the handler go on that waits; null while none does. */
let letOn: (() => void) | null = null

function work(signal: AbortSignal): Promise<never> {
  return new Promise((resolve, reject) => {
    works.push({ signal, resolve: resolve as (value: unknown) => void, reject })
  })
}

async function started(count: number): Promise<Work> {
  await until(() => works.length >= count)
  return works[count - 1]!
}

/** Does something while the view is at this event, which then goes on and is answered. */
async function whileBusy(client: TestClient, event: string, act: () => Promise<void>): Promise<void> {
  letOn = null
  const answered = client.push(event, 'x')
  await until(() => letOn !== null)
  await act()
  await new Promise(setImmediate)
  ;(letOn as (() => void) | null)?.()
  await answered
}

interface Assigns {
  log: string
  person: AsyncResult<string>
  items: AsyncResult<true>
}

/** Nothing can be made of it, not even a text. */
const NAMED = Object.create(null)
const row = ({ id }: { id: number }) => html`<li id="items-${id}">${id}</li>`

class AsyncView extends LiveView<Assigns> {
  override mount(): void {
    this.assign({ log: '' })
    this.streamAsync('items', work)
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    if (name === 'wait, start' || name === 'wait, cancel') await this.#untilLetOn()
    if (name === 'wait, start') this.startAsync(payload, work)
    if (name === 'wait, cancel' || name === 'start, cancel') {
      if (name === 'start, cancel') this.startAsync(payload, work)
      this.cancelAsync(payload)
    }
    if (name === 'start') this.startAsync(payload === 'named' ? NAMED : payload, work)
    if (name === 'throw')
      this.startAsync('throws', () => {
        throw new Error('at once')
      })
    if (name === 'assign') this.assignAsync('person', work, { reset: payload === 'reset' })
    if (name === 'cancel') this.cancelAsync(payload, 'no longer')
    if (name === 'cancel result') this.cancelAsync(this.assigns.person)
    if (name === 'insert') this.streamInsert('items', { id: Number(payload) })
    if (name === 'prepend') this.streamInsert('items', { id: Number(payload) }, { at: 0 })
    if (name === 'again') this.streamAsync('items', work)
    if (name === 'pair') this.assignAsync(['person', 'log2'] as never, work)
    if (name === 'more') this.streamAsync('items', work, { at: 0 })
    if (name === 'all anew') this.streamAsync('items', work, { reset: true })
  }

  override handleAsync(name: unknown, exit: AsyncExit): void {
    if (typeof name === 'string' && name.startsWith('do ')) this.#do(name)
    const what = name === NAMED ? 'the object' : String(name)
    this.assign({ log: `${this.assigns.log}[${what}: ${exit.ok ? exit.value : `failed, ${exit.reason}`}]` })
  }

  override handleParams(_params: Params, { search }: URL): void {
    this.assign({ log: search })
  }

  #untilLetOn(): Promise<void> {
    return new Promise((resolve) => {
      letOn = resolve
    })
  }

  #do(what: string): void {
    if (what === 'do patch') this.pushPatch('/async?patched')
    if (what === 'do navigate') this.pushNavigate('/other')
    if (what === 'do redirect') this.redirect('/other')
    if (what === 'do flash') this.putFlash('info', 'done')
    if (what === 'do stream') this.streamInsert('items', { id: 77 })
  }

  override render({ log, person, items }: Assigns): Html {
    return html`<p id="log">${log}</p>
      <div id="person">${
        person &&
        asyncResult(person, {
          loading: () => html`loading`,
          failed: (reason) => html`failed: ${String(reason)}`,
          ok: (name) =>
            html`${name}${person.loading && ' (loading)'}${person.failed !== null && ` (${person.failed})`}`,
        })
      }</div>
      <div id="state">${items.loading ? 'loading' : items.ok ? 'ok' : 'failed'}</div>
      <ul id="items" live-stream="items">${this.rows('items', row)}</ul>`
  }
}

describe('work beside a view', () => {
  let fixture: FixtureApp

  before(async () => {
    fixture = await fixtureApp([{ path: '/async', create: () => new AsyncView() }])
  })
  beforeEach(() => {
    works = []
  })
  after(() => fixture.app.close())

  test('ASYNC7: the HTTP render shows loading and starts nothing', async () => {
    const { body } = await fixture.app.inject('/async')
    assert.match(body, /<div id="state">loading<\/div>/)
    assert.equal(works.length, 0)
  })

  test('ASYNC1: events are handled while it runs, and its end comes in turn; anything may be a name', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'named')
    await client.push('start', 7)
    await client.push('throw')
    await client.until(() => client.text('#log') === '[throws: failed, Error: at once]')
    works[1]!.resolve('a')
    works[2]!.reject('why not')
    await client.until(() => client.text('#log').endsWith('[the object: a][7: failed, why not]'))
  })

  test('ASYNC1: its end may patch, navigate, redirect, flash and stream', async () => {
    const client = await connect(fixture.app, '/async')
    const operations = () => client.frames.flatMap(([, ...all]) => all.map((operation) => JSON.stringify(operation)))
    for (const what of ['do patch', 'do flash', 'do stream', 'do navigate', 'do redirect']) {
      await client.push('start', what)
      ;(await started(works.length)).resolve('now')
      await client.until(() => client.text('#log').includes(`[${what}: now]`) || what === 'do patch')
    }
    assert.ok(client.text('#log').startsWith('?patched['), 'a patch calls handleParams')
    assert.deepEqual(client.rows('items'), ['items-77'])
    assert.deepEqual(client.events, [['flash', { kind: 'info', text: 'done' }]])
    for (const asked of ['["u","patch","/async?patched"]', '["u","navigate","/other"]', '["u","redirect","/other"]']) {
      assert.ok(operations().includes(asked), asked)
    }
  })

  test('ASYNC2: the same name again supersedes', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'x')
    await client.push('start', 'x')
    await started(3)
    assert.deepEqual(
      works.slice(1).map(({ signal }) => signal.aborted),
      [true, false],
    )
    works[1]!.resolve('late')
    works[2]!.resolve('right')
    await client.until(() => client.text('#log') !== '')
    assert.equal(client.text('#log'), '[x: right]')
  })

  test('ASYNC2: a list of the same parts is the same name', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', ['load', 7])
    await client.push('start', ['load', 7])
    await client.push('start', ['load', 8])
    await started(4)
    assert.deepEqual(
      works.slice(1).map(({ signal }) => signal.aborted),
      [true, false, false],
    )
    await client.push('cancel', ['load', 7])
    await client.until(() => client.text('#log') === '[load,7: failed, no longer]')
  })

  test('ASYNC2: a result that waits for its turn is superseded too', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'x')
    await whileBusy(client, 'wait, start', async () => (await started(2)).resolve('late'))
    ;(await started(3)).resolve('right')
    await client.until(() => client.text('#log') !== '')
    assert.equal(client.text('#log'), '[x: right]')
  })

  test('ASYNC3 ASYNC4 ASYNC8: an assign is loading, then ok or failed, and keeps an old result', async () => {
    const client = await connect(fixture.app, '/async')
    const shows = (text: string) => client.until(() => client.text('#person') === text)
    await client.push('assign')
    assert.match(client.html(), /aria-busy="true">loading/)
    ;(await started(2)).reject('away')
    await shows('failed: away')
    await client.push('assign')
    ;(await started(3)).resolve({ person: 'Ann' })
    await shows('Ann')
    await client.push('assign')
    await shows('Ann (loading)')
    ;(await started(4)).reject('away')
    await shows('Ann (away)')
    await client.push('assign', 'reset')
    await shows('loading')
    ;(await started(5)).resolve('not an object')
    await client.until(() => client.text('#person').includes('ASYNC_SHAPE'))
    await client.push('assign')
    ;(await started(6)).resolve(NAMED)
    await client.until(() => client.text('#person').includes('null prototype'))
    await client.push('assign')
    ;(await started(7)).resolve({ person: 'Bob' })
    await shows('Bob')
  })

  test('ASYNC4: items that the stream cannot take, or options that mean nothing, are a failure', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('insert', 9)
    const wrong = [[{ name: 'no id' }], { items: [{ id: 1 }], at: -5 }, { items: [{ id: 1 }], limit: 0 }, 'no list']
    for (const value of wrong) {
      works.at(-1)!.resolve(value)
      await client.until(() => client.text('#state') === 'failed')
      assert.deepEqual(client.rows('items'), ['items-9'])
      await client.push('again')
      await started(works.length)
    }
    assert.deepEqual(fixture.errors, [])
  })

  test('ASYNC5: the stream is there at once; what was inserted before the result stands as if it had come later', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('insert', 9)
    await client.push('prepend', 8)
    assert.deepEqual(client.rows('items'), ['items-8', 'items-9'])
    ;(await started(1)).resolve([{ id: 1 }, { id: 2 }])
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-8', 'items-1', 'items-2', 'items-9'])
    await client.push('more')
    await client.push('insert', 10)
    ;(await started(2)).resolve({ items: [{ id: 5 }], limit: 3 })
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-5', 'items-8', 'items-1'])
    await client.push('more')
    ;(await started(3)).resolve('no list')
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-5', 'items-8', 'items-1'], 'a failure changes no row')
  })

  test('ASYNC10: after a reconnect the rows stay until they are there again', async () => {
    const client = await connect(fixture.app, '/async')
    ;(await started(1)).resolve([{ id: 1 }, { id: 2 }])
    await client.until(() => client.text('#state') === 'ok')
    client.drop()
    await client.join()
    assert.equal(client.text('#state'), 'loading')
    assert.deepEqual(client.rows('items'), ['items-1', 'items-2'])
    await client.push('insert', 9)
    ;(await started(2)).resolve([{ id: 2 }, { id: 3 }])
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-2', 'items-3', 'items-9'])
  })

  test('ASYNC2 ASYNC5: a stream that is asked for again before its first result keeps its order', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('insert', 9)
    await client.push('again')
    ;(await started(2)).resolve([{ id: 1 }, { id: 2 }])
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-1', 'items-2', 'items-9'])
  })

  test('ASYNC5: a row that was inserted while the first result failed stands below the result that comes at last', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('insert', 7)
    ;(await started(1)).reject('away')
    await client.until(() => client.text('#state') === 'failed')
    await client.push('insert', 9)
    await client.push('insert', 8)
    await client.push('again')
    ;(await started(2)).resolve([{ id: 1 }, { id: 2 }, { id: 8 }])
    await client.until(() => client.text('#state') === 'ok')
    const expected = ['items-1', 'items-2', 'items-8', 'items-7', 'items-9']
    assert.deepEqual(client.rows('items'), expected, 'what is in the result stands where that says')
  })

  test('ASYNC5: a stream that is emptied on the way is filled by the result, and then by what came later', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('insert', 8)
    await client.push('all anew')
    assert.deepEqual(client.rows('items'), [])
    await client.push('insert', 9)
    ;(await started(2)).resolve([{ id: 1 }])
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-1', 'items-9'])
    await client.push('all anew')
    ;(await started(3)).resolve([{ id: 2 }])
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-2'])
    await client.push('again')
    ;(await started(4)).resolve({ items: [{ id: 3 }], reset: true })
    await client.until(() => client.text('#state') === 'ok')
    assert.deepEqual(client.rows('items'), ['items-3'])
  })

  test('ASYNC6: work for several assigns is cancelled by any of their results', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('pair')
    await started(2)
    await client.push('cancel result')
    await client.until(() => client.text('#person') === 'failed: Error: cancelled')
    assert.equal(works[1]!.signal.aborted, true)
  })

  test('ASYNC6: cancelled by name or by result it has failed, and can be started again', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'x')
    await started(2)
    await client.push('cancel', 'x')
    await client.until(() => client.text('#log') === '[x: failed, no longer]')
    assert.equal(works[1]!.signal.aborted, true)
    await client.push('assign')
    await started(3)
    await client.push('cancel result')
    await client.until(() => client.text('#person') === 'failed: Error: cancelled')
    await client.push('cancel', 'nothing of this name')
    await client.push('assign')
    ;(await started(4)).resolve({ person: 'Ann' })
    await client.until(() => client.text('#person') === 'Ann')
  })

  test('ASYNC6: a result that waits for its turn can be cancelled; work that has not begun never begins', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'x')
    await whileBusy(client, 'wait, cancel', async () => (await started(2)).resolve('late'))
    await client.until(() => client.text('#log') === '[x: failed, Error: cancelled]')
    await client.push('start, cancel', 'y')
    await client.until(() => client.text('#log').endsWith('[y: failed, Error: cancelled]'))
    assert.equal(works.length, 2)
  })

  test('ASYNC7: when the view ends its work is aborted, and nothing comes of it', async () => {
    const client = await connect(fixture.app, '/async')
    await client.push('start', 'x')
    await started(2)
    client.drop()
    await until(() => works.every(({ signal }) => signal.aborted))
    works[1]!.resolve('nobody listens')
    await new Promise(setImmediate)
    assert.deepEqual(fixture.errors, [])
  })
})

test('ASYNC3: an AsyncResult keeps what it had', () => {
  const before = AsyncResult.ok('a')
  const again = AsyncResult.loading(before)
  assert.deepEqual([again.ok, again.loading, again.result], [true, true, 'a'])
  const failed = AsyncResult.failed(again, 'why')
  assert.deepEqual([failed.ok, failed.loading, failed.failed, failed.result], [true, false, 'why', 'a'])
})
