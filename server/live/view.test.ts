import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RillError } from '../errors.ts'
import { until } from '../until.fixture.ts'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp } from './live-app.fixture.ts'
import { LiveView, type Params } from './live-view.ts'
import { connect } from './testing.ts'

interface Gate {
  open(): void
  readonly opened: Promise<void>
}

function gate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

let gates: Gate[] = []
let mountGate: Gate | null = null
let isMounting = false
let renders = 0
let unmounts = 0

class CounterView extends LiveView<{ count: number; log: string; path: string }> {
  override async mount(params: Params, session: { person: string }): Promise<void> {
    if (params.start === 'elsewhere') return this.redirect('/other')
    if (params.start === 'slow') {
      isMounting = true
      await mountGate?.opened
    }
    this.assign({ count: 0, log: session.person, path: '' })
    this.subscribe('counts')
    this.subscribe(`counts/${params.start}`)
  }

  override handleParams(params: Params, url: URL): void {
    this.assign({ path: `${url.pathname} ${JSON.stringify(params)}` })
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { count, log } = this.assigns
    if (name === 'add') this.assign({ count: count + Number(payload) })
    if (name === 'nothing') this.assign({ count })
    if (name === 'assign') this.assign(payload as never)
    if (name === 'ask') this.reply({ count })
    if (name === 'refuse') throw new RillError('invalid_input', 'No.', { fields: { name: 'Empty.' }, retryAfter: 5 })
    if (name === 'crash') throw new Error('a bug')
    if (name === 'go') this.pushPatch('/counter/there?x=1')
    if (name === 'wait') {
      const mine = gate()
      gates.push(mine)
      await mine.opened
      this.assign({ log: `${log} ${payload}` })
    }
  }

  override handleInfo(message: unknown): void {
    if (message === 'bug') throw new Error('a bug')
    this.assign({ log: `${this.assigns.log} ${message}` })
  }

  override unmount(): void {
    unmounts++
  }

  override title({ count }: { count: number }): string {
    return `Count ${count}`
  }

  override render({ count, log, path }: { count: number; log: string; path: string }): Html {
    renders++
    return html`<p id="count">${count}</p><p id="log">${log}</p><p id="path">${path}</p>`
  }
}

describe('a live view', () => {
  let fixture: FixtureApp

  before(async () => {
    fixture = await fixtureApp([
      { path: '/counter/:start', create: () => new CounterView() },
      { path: '/other', create: () => new CounterView() },
    ])
  })
  after(() => fixture.app.close())

  test('VIEW1: mount and handleParams have run when it is rendered, and it is unmounted after the request', async () => {
    const before = unmounts
    const { body } = await fixture.app.inject('/counter/a%20b?q=%C3%A9&start=lost')
    assert.match(
      body,
      /<p id="path">\/counter\/a%20b {&quot;q&quot;:&quot;é&quot;,&quot;start&quot;:&quot;a b&quot;}<\/p>/,
    )
    assert.equal(unmounts - before, 1)
  })

  test('VIEW2: the same value again renders nothing; another one does, and changes the title', async () => {
    const client = await connect(fixture.app, '/counter/1')
    const before = renders
    await client.push('nothing')
    assert.equal(renders - before, 0)
    await client.push('add', 2)
    assert.equal(renders - before, 1)
    assert.equal(client.text('#count'), '2')
    assert.equal(client.title, 'Count 2')
  })

  test('VIEW2: what is no object of assigns is an error', async () => {
    for (const payload of [5, 'count', null]) {
      const client = await connect(fixture.app, '/counter/1')
      await assert.rejects(client.push('assign', payload), { code: 'crashed' })
      assert.match(fixture.errors.at(-1)!.err.message, /\{ name: value \}; got .*\(ASSIGN_NAME\)/)
    }
  })

  test('VIEW3: handlers run one at a time, in order, also when one waits', async () => {
    const client = await connect(fixture.app, '/counter/1')
    gates = []
    const events = [client.push('wait', 'one'), client.push('wait', 'two')]
    await until(() => gates.length > 0)
    fixture.pubsub.broadcast('counts', 'three')
    await new Promise(setImmediate)
    assert.equal(gates.length, 1, 'the second has not begun')
    gates[0]!.open()
    await until(() => gates.length === 2)
    gates[1]!.open()
    await Promise.all(events)
    await client.until(() => client.text('#log') === 'ann one two three')
  })

  test('VIEW4: a refusal is the answer, and the view lives on', async () => {
    const client = await connect(fixture.app, '/counter/1')
    await assert.rejects(client.push('refuse'), {
      code: 'invalid_input',
      message: 'No.',
      fields: { name: 'Empty.' },
      retryAfter: 5,
    })
    await client.push('add', 1)
    assert.equal(client.text('#count'), '1')
  })

  test('VIEW5: a bug is logged with the name of the event, answered, and ends that view alone', async () => {
    const client = await connect(fixture.app, '/counter/1')
    const other = await connect(fixture.app, '/counter/1')
    fixture.errors.length = 0
    const events = await Promise.allSettled([client.push('crash'), client.push('add', 1)])
    assert.deepEqual(
      events.map((event) => event.status === 'rejected' && event.reason.code),
      ['crashed', 'disconnected'],
      'only the event that crashed the view is answered so',
    )
    assert.match(fixture.errors[0]!.msg, /event crash/)
    assert.equal(fixture.errors[0]!.err.message, 'a bug')
    assert.deepEqual(client.frames.at(-1)!.at(-1), ['gone'])
    await assert.rejects(client.push('add', 1), { code: 'disconnected' })
    await other.push('add', 1)
    assert.equal(other.text('#count'), '1')
    await client.request('join', {
      token: pageOf(await fixture.app.inject('/counter/1')).token,
      offsets: {},
      hashes: {},
      url: '/counter/1',
      streams: {},
    })
    await client.push('add', 3)
    assert.equal(client.text('#count'), '3')
  })

  test('VIEW5: a bug in what a message causes ends one view, and the other subscribers still hear it', async () => {
    const client = await connect(fixture.app, '/counter/1')
    const unaffected: unknown[] = []
    fixture.pubsub.subscribe('counts', (message) => unaffected.push(message))
    fixture.pubsub.broadcast('counts', 'bug')
    await client.until(() => client.frames.at(-1)?.at(-1)?.toString() === 'gone')
    assert.deepEqual(unaffected, ['bug'])
  })

  test('VIEW8: who still waits for an answer when a view ends is told that none will come', async () => {
    const client = await connect(fixture.app, '/counter/1')
    gates = []
    const events = Promise.allSettled([client.push('wait', 'one'), client.push('add', 1)])
    await until(() => gates.length > 0)
    await client.request('navigate', '/other')
    const answers = await events
    assert.deepEqual(
      answers.map((each) => each.status === 'rejected' && each.reason.code),
      ['disconnected', 'disconnected'],
    )
    const kinds = client.frames.flatMap(([, ...operations]) => operations.map(([kind]) => kind))
    assert.ok(kinds.lastIndexOf('page') < kinds.indexOf('error'), 'the old page is gone by then')
    gates[0]!.open()
    await client.push('add', 1)
    assert.equal(client.text('#count'), '1', 'of the new view alone')
  })

  test('NAV5: a view that is being made when the socket goes is let go', async () => {
    const client = await connect(fixture.app, '/counter/old')
    mountGate = gate()
    const refused = assert.rejects(client.request('navigate', '/counter/slow'))
    await until(() => isMounting)
    client.drop()
    await refused
    await until(() => fixture.pubsub.subscribers('counts/old') === 0)
    const before = unmounts
    mountGate.open()
    await until(() => unmounts > before)
    assert.equal(fixture.pubsub.subscribers('counts/slow'), 0)
  })

  test('VIEW6: a view is unmounted once, and its subscriptions end with it', async () => {
    const client = await connect(fixture.app, '/counter/alone')
    assert.equal(fixture.pubsub.subscribers('counts/alone'), 1)
    const before = unmounts
    await client.request('leave')
    assert.equal(unmounts - before, 1)
    assert.equal(fixture.pubsub.subscribers('counts/alone'), 0)
    client.drop()
  })

  test('VIEW7: a redirect in mount is one over HTTP, and an operation over the socket', async () => {
    const response = await fixture.app.inject('/counter/elsewhere')
    assert.equal(response.statusCode, 303)
    assert.equal(response.headers.location, '/other')
    const client = await connect(fixture.app, '/counter/1')
    const page = pageOf(await fixture.app.inject('/counter/1'))
    await client.request('join', { ...page, url: '/counter/elsewhere', streams: {} })
    assert.deepEqual(client.frames.at(-2)?.at(-1), ['u', 'redirect', '/other'])
  })

  test('NAV4: a patch keeps the view and calls handleParams, whoever asks for it', async () => {
    const client = await connect(fixture.app, '/counter/1')
    await client.push('add', 5)
    await client.request('patch', '/counter/2?b=1')
    assert.equal(client.text('#path'), '/counter/2 {"b":"1","start":"2"}')
    assert.equal(client.text('#count'), '5')
    await client.push('go')
    assert.equal(client.text('#path'), '/counter/there {"x":"1","start":"there"}')
    await assert.rejects(client.request('patch', '/other'), { code: 'not_found' })
    assert.deepEqual(await client.push('ask'), { count: 5 })
  })
})

function pageOf({ body }: { body: string }) {
  return JSON.parse(/data-live-page="([^"]*)"/.exec(body)![1]!.replaceAll('&quot;', '"'))
}
