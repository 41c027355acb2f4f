/** pushPatch: a view that changes its own address. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { RillError } from '../errors.ts'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp } from './live-app.fixture.ts'
import { LiveView, type Params } from './live-view.ts'
import { connect, type TestClient } from './testing.ts'

/** Addresses that `handleParams` was called for, by joined views. */
let called: string[] = []

/**
 * `/steps/:step?next=A,B`: `handleParams` goes on to the step A, with the rest of `next`. A "=" before an address has it
 * replace the entry in the history.
 */
class StepsView extends LiveView<{ step: string }> {
  override mount({ step = '', mounted }: Params): void {
    this.assign({ step })
    this.subscribe('steps')
    if (mounted !== undefined) this.pushPatch(mounted)
  }

  override handleParams({ step = '', next, forever, refused, away }: Params, { pathname, search }: URL): void {
    if (this.connected) called.push(pathname + search)
    this.assign({ step })
    if (refused !== undefined) throw new RillError('invalid_input', 'Not this step.')
    if (away !== undefined) this.pushNavigate('/other')
    if (forever !== undefined) this.pushPatch(`/steps/${Number(step) + 1}?forever`)
    if (!next) return
    const [first, ...rest] = next.split(',')
    this.#go(first!.replace(/\d+/, '/steps/$&') + (rest.length > 0 ? `?next=${rest.join(',')}` : ''))
  }

  override handleEvent(name: string, payload: unknown): void {
    if (name === 'go') this.#go(String(payload))
    if (name === 'go and refuse') {
      this.#go(String(payload))
      throw new RillError('invalid_input', 'No.')
    }
  }

  override async handleInfo(url: unknown): Promise<void> {
    await null
    this.pushPatch(String(url))
  }

  override render({ step }: { step: string }): Html {
    return html`<h1>${step}</h1>`
  }

  #go(url: string): void {
    this.pushPatch(url.replace(/^=/, ''), { replace: url.startsWith('=') })
  }
}

class OtherView extends LiveView {
  override render(): Html {
    return html`<h1>other</h1>`
  }
}

/** Where the browser was told to go, in order. */
function led(client: TestClient): unknown[] {
  return client.frames.flatMap(([, ...operations]) => operations.filter(([kind]) => kind === 'u'))
}

describe('pushPatch', () => {
  let fixture: FixtureApp

  before(async () => {
    fixture = await fixtureApp([
      { path: '/steps/:step', create: () => new StepsView() },
      { path: '/other', create: () => new OtherView() },
    ])
  })
  beforeEach(() => {
    called = []
  })
  after(() => fixture.app.close())

  /** A joined page, with what led there forgotten. */
  async function open(): Promise<TestClient> {
    const client = await connect(fixture.app, '/steps/1')
    called = []
    fixture.errors.length = 0
    return client
  }

  test('NAV13: one inside handleParams calls it again; the browser is told of the last address alone', async () => {
    for (const [url, calls, operation] of [
      ['/steps/2', 1, ['u', 'patch', '/steps/2']],
      ['/steps/2?next=3', 2, ['u', 'patch', '/steps/3']],
      ['/steps/2?next=3,4,5', 4, ['u', 'patch', '/steps/5']],
      ['=/steps/2?next=3', 2, ['u', 'patch', '/steps/3', true]],
      ['/steps/2?next==3', 2, ['u', 'patch', '/steps/3']],
      ['/steps/2?away', 1, ['u', 'navigate', '/other']],
      ['=/steps/2?away', 1, ['u', 'navigate', '/other', true]],
    ] as const) {
      const client = await open()
      await client.push('go', url)
      assert.deepEqual(led(client), [operation], url)
      assert.equal(called.length, calls, called.join())
      if (operation[1] === 'patch') assert.equal(operation[2], `/steps/${client.text('h1')}`, url)
    }
  })

  test('NAV13: a patch that the browser asks for says in its answer where it was led', async () => {
    const client = await open()
    assert.equal(await client.request('patch', '/steps/2?next=3,4'), '/steps/4')
    assert.equal(client.text('h1'), '4')
    assert.deepEqual(called, ['/steps/2?next=3,4', '/steps/3?next=4', '/steps/4'])
    assert.deepEqual(led(client), [])
    assert.equal(await client.request('patch', '/steps/2?away'), undefined)
    assert.deepEqual(led(client), [['u', 'navigate', '/other']])
  })

  test('NAV13: from a message, too, and when the handler refuses its event', async () => {
    const client = await open()
    await assert.rejects(client.push('go and refuse', '/steps/2?next=3'), { code: 'invalid_input' })
    assert.equal(client.text('h1'), '3')
    fixture.pubsub.broadcast('steps', '/steps/4?next=5')
    await client.until(() => client.text('h1') === '5')
    assert.deepEqual(led(client), [
      ['u', 'patch', '/steps/3'],
      ['u', 'patch', '/steps/5'],
    ])
  })

  test('NAV13: when handleParams refuses, the event is refused and the address stays', async () => {
    const client = await open()
    await assert.rejects(client.push('go', '/steps/2?refused'), { code: 'invalid_input', message: 'Not this step.' })
    assert.deepEqual(led(client), [])
    await client.push('go', '/steps/3')
    assert.deepEqual(led(client), [['u', 'patch', '/steps/3']])
  })

  test('NAV13: one after another without end is an error that says so', async () => {
    const client = await open()
    await assert.rejects(client.push('go', '/steps/2?forever'), { code: 'crashed' })
    assert.match(fixture.errors[0]!.err.message, /again and again.*"\/steps\/12\?forever" next\. \(PATCH_LOOP\)$/)
    assert.equal(called.length, 10)
    assert.deepEqual(led(client), [])
  })

  test('NAV13: an address of another view, or of none, is an error that names it', async () => {
    for (const url of [
      '/other',
      '/nowhere',
      '/steps',
      '/steps/2/more',
      'https://evil.example/steps/2',
      '//steps/2',
      '?next=3',
      'steps/2',
      '',
    ]) {
      const client = await open()
      await assert.rejects(client.push('go', url), { code: 'crashed' }, url)
      assert.match(fixture.errors[0]!.err.message, /pushNavigate goes to other views.*\(PATCH_ADDRESS\)$/, url)
      assert.deepEqual([led(client), called], [[], []], url)
    }
  })

  test('NAV13: so it is in mount and in handleParams of a page that is loaded', async () => {
    for (const [address, status] of [
      ['/steps/1?mounted=/steps/2', 303],
      ['/steps/1?mounted=/other', 500],
      ['/steps/1?mounted=/nowhere', 500],
      ['/steps/1?next=2', 303],
    ] as const) {
      assert.equal((await fixture.app.inject(address)).statusCode, status, address)
    }
  })
})
