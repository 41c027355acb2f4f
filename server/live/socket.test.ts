import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Html, html } from './html.ts'
import { type FixtureApp, fixtureApp } from './live-app.fixture.ts'
import type { LiveSocket } from './live-socket.ts'
import { LiveView, type Params } from './live-view.ts'
import { CLOSE } from './protocol.ts'
import { Retirement } from './retirement.ts'
import { connect, TestClient } from './testing.ts'

/** What events have reached: the name of each event and that of the view. */
const reached: string[] = []

class PlainView extends LiveView<{ name: string }> {
  readonly #name: string

  constructor(name: string) {
    super()
    this.#name = name
  }

  override mount(): void {
    this.assign({ name: this.#name })
    this.subscribe('news')
  }

  override handleInfo(message: unknown): void {
    this.assign({ name: `${this.#name} ${message}` })
  }

  override handleEvent(event: string): void {
    reached.push(`${event} at ${this.#name}`)
  }

  override handleParams(_params: Params, { search }: URL): void {
    if (search !== '') reached.push(`${search} at ${this.#name}`)
  }

  override title(): string {
    return this.#name
  }

  override render({ name }: { name: string }): Html {
    return html`<h1>${name}</h1>`
  }
}

/** Answers when it is told to. */
class SlowView extends LiveView {
  readonly #onBegun: () => void
  readonly #end: Promise<void>

  constructor(onBegun: () => void, end: Promise<void>) {
    super()
    this.#onBegun = onBegun
    this.#end = end
  }

  override async handleEvent(): Promise<void> {
    this.#onBegun()
    await this.#end
    this.reply('done')
  }

  override render(): Html {
    return html`<h1>slow</h1>`
  }
}

function flood(client: TestClient): void {
  for (let sent = 0; sent < 200; sent++) client.sendRaw(`[0,${10_000 + sent},"heartbeat"]`)
}

describe('a live socket', () => {
  let fixture: FixtureApp

  before(async () => {
    fixture = await fixtureApp(
      ['one', 'two', 'three'].map((name) => ({ path: `/${name}`, create: () => new PlainView(name) })),
    )
  })
  after(() => fixture.app.close())

  test('SOCK1: what is no message of the protocol closes the socket, and no other one', async () => {
    const bystander = await connect(fixture.app, '/one')
    for (const text of ['{', '[]', '[0,1,"shout"]', Buffer.from([1, 2, 3])]) {
      const client = await connect(fixture.app, '/one')
      client.sendRaw(text)
      await client.until(() => client.closed !== null)
      assert.equal(client.closed?.code, 4400)
    }
    await bystander.request('heartbeat')
  })

  test('SOCK1: a frame over the limit closes the socket', async () => {
    const client = await connect(fixture.app, '/one')
    client.sendRaw(`[0,1,"event","x","${'x'.repeat(20_000)}",1]`)
    await client.until(() => client.closed !== null)
    assert.equal(client.closed?.code, 1009)
  })

  test('SOCK1: a flood closes the socket', async () => {
    const client = await connect(fixture.app, '/one')
    flood(client)
    await client.until(() => client.closed !== null)
    assert.equal(client.closed?.code, 4429)
  })

  test('SOCK2: a socket without a session, from elsewhere, or of another version is closed', async () => {
    const closedWith = async (path: string, headers: Record<string, string>) => {
      const socket = await fixture.app.injectWS(path, { headers })
      return await new Promise((resolve) => socket.on('close', resolve))
    }
    assert.equal(await closedWith('/live?v=2', { 'x-person': 'nobody' }), 4401)
    assert.equal(await closedWith('/live?v=2', { origin: 'https://evil.example' }), 4401)
    assert.equal(await closedWith('/live?v=1', {}), 4426)
    assert.equal(await closedWith('/live', {}), 4426)
  })

  test('SOCK2: when a session ends its sockets are closed, and no others', async () => {
    const ann = await connect(fixture.app, '/one', { headers: { 'x-person': 'ann' } })
    const bob = await connect(fixture.app, '/one', { headers: { 'x-person': 'bob' } })
    fixture.pubsub.broadcast('end/ann', null)
    await ann.until(() => ann.closed !== null)
    assert.equal(ann.closed?.code, 4401)
    await bob.request('heartbeat')
  })

  const ends: readonly [code: number, how: string, end: (socket: LiveSocket, client: TestClient) => unknown][] = [
    [4401, 'whose session has ended', (socket) => socket.endSession()],
    [4401, 'whose session ends by a message', () => fixture.pubsub.broadcast('end/late', null)],
    [4429, 'that has sent a flood', (_socket, client) => flood(client)],
    [4400, 'that has sent no message of the protocol', (_socket, client) => client.sendRaw('{')],
    [4408, 'that is closed as idle', (socket) => socket.close(CLOSE.idle, 'nothing heard')],
    [4413, 'that is closed as slow', (socket) => socket.close(CLOSE.slow, 'too slow a reader')],
    [4426, 'that is closed for its version', (socket) => socket.close(CLOSE.version, 'another version')],
    [1011, 'that is closed for want of a database', (socket) => socket.close(1011, 'try again')],
    [1012, 'that retires', (socket) => socket.retire(100, CLOSE.restart, 'retry after 1')],
  ]
  for (const [code, how, end] of ends) {
    test(`SOCK13: a socket ${how} takes nothing more until the peer closes it`, async () => {
      const before = new Set(fixture.app.liveSockets)
      const subscribers = fixture.pubsub.subscribers('news')
      const client = await connect(fixture.app, '/one', { headers: { 'x-person': 'late' } })
      const [socket] = [...fixture.app.liveSockets].filter((each) => !before.has(each))
      reached.length = 0
      end(socket!, client)
      // The close frame has not arrived yet, and these are sent before it is answered.
      const late = [
        client.push('late'),
        client.request('join', client.joinRequest),
        client.push('later'),
        client.request('navigate', '/two?late'),
      ]
      const answers = await Promise.allSettled(late)
      assert.ok(
        answers.every(({ status }) => status === 'rejected'),
        'nothing is answered',
      )
      // Whatever has begun anyway has had its turns by then.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
      assert.equal(client.closed?.code, code)
      assert.deepEqual(reached, [])
      assert.equal(fixture.pubsub.subscribers('news'), subscribers)
    })
  }

  test('SOCK3: a heartbeat is answered', async () => {
    const client = await connect(fixture.app, '/one')
    assert.equal(await client.request('heartbeat'), undefined)
  })

  test('SOCK9: where the end of a session may not have been told, it is looked for', async () => {
    const ann = await connect(fixture.app, '/one', { headers: { 'x-person': 'ann' } })
    const bob = await connect(fixture.app, '/one', { headers: { 'x-person': 'bob' } })
    fixture.signedOut.add('bob')
    fixture.pubsub.lose('end/ann')
    fixture.pubsub.lose('end/bob')
    await bob.until(() => bob.closed !== null)
    assert.equal(bob.closed?.code, 4401)
    await ann.request('heartbeat')
    fixture.signedOut.delete('bob')
  })

  test('SOCK5: an event before the join is refused', async () => {
    const client = await connect(fixture.app, '/one')
    await client.request('leave')
    await assert.rejects(client.push('x'), { code: 'conflict' })
  })

  test('SOCK12: a request of a page that was left reaches no other view', async () => {
    const client = await connect(fixture.app, '/one')
    /** Sends a request that names a join; resolves with the code of its refusal, or null. */
    const send = async (ref: number, ...request: unknown[]): Promise<string | null> => {
      client.sendRaw(JSON.stringify([0, ref, ...request]))
      const answer = () =>
        client.frames
          .flatMap(([, ...operations]) => operations)
          .find((each) => /^(ok|error)$/.test(each[0]) && each[1] === ref)
      await client.until(() => answer() !== undefined)
      const [kind, , error] = answer()!
      return kind === 'error' ? (error as { code: string }).code : null
    }
    const ways: [how: string, lead: () => Promise<unknown>, name: string][] = [
      ['another view', () => client.request('navigate', '/two'), 'two'],
      ['the same view anew', () => client.request('navigate', '/two'), 'two'],
      ['the same page joined anew', () => client.request('join', client.joinRequest), 'two'],
    ]
    let ref = 1_000
    for (const [how, lead, name] of ways) {
      reached.length = 0
      const left = client.joinOf(0)
      await lead()
      assert.equal(await send(++ref, 'event', 'late', null, left), 'disconnected', how)
      assert.equal(await send(++ref, 'patch', `/${name}?late`, left), 'disconnected', how)
      assert.equal(await send(++ref, 'leave', left), null, how)
      assert.equal(await send(++ref, 'event', 'early', null, ref + 1), 'disconnected', how)
      assert.deepEqual(reached, [], how)
      await client.push('own')
      assert.deepEqual(reached, [`own at ${name}`], 'the view is still there')
    }
  })

  test('SOCK12: a view that is left takes no page with it that was asked for since', async () => {
    const client = await connect(fixture.app, '/one')
    const asked = client.request('navigate', '/two')
    await client.request('leave')
    await asked
    assert.equal(client.text('h1'), 'two')
  })

  test('EMBED3: a socket holds so many views and no more', async () => {
    const client = await connect(fixture.app, '/one')
    const { joinRequest } = client
    for (let channel = 1; channel < 16; channel++) await client.requestOn(channel, 'join', joinRequest)
    await assert.rejects(client.requestOn(16, 'join', joinRequest), { code: 'malformed' })
    await assert.rejects(client.requestOn(16, 'navigate', '/two'), { code: 'malformed' })
    await client.requestOn(7, 'join', joinRequest)
    await client.requestOn(8, 'leave')
    await client.requestOn(16, 'join', joinRequest)
  })

  test('NAV1: another view comes over the same socket, and the old one hears of nothing more', async () => {
    const client = await connect(fixture.app, '/one')
    const subscribers = fixture.pubsub.subscribers('news')
    await client.request('navigate', '/two')
    assert.equal(client.text('h1'), 'two')
    assert.equal(client.title, 'two')
    assert.equal(client.url, '/two')
    assert.equal(fixture.pubsub.subscribers('news'), subscribers)
    fixture.pubsub.broadcast('news', 'arrives')
    await client.until(() => client.text('h1') === 'two arrives')
    client.drop()
    await client.join()
    assert.equal(client.text('h1'), 'two')
  })

  test('NAV2: where there is no live page the old one stays', async () => {
    const client = await connect(fixture.app, '/one')
    for (const url of ['/nowhere', 'https://evil.example/two', '//evil.example/two', 'two', '']) {
      await assert.rejects(client.request('navigate', url), { code: 'not_found' }, url)
    }
    fixture.pubsub.broadcast('news', 'arrives')
    await client.until(() => client.text('h1') === 'one arrives')
  })

  test('NAV3: of several navigations the last wins, with one view left', async () => {
    const client = await connect(fixture.app, '/one')
    const subscribers = fixture.pubsub.subscribers('news')
    const answers = await Promise.allSettled(
      ['/two', '/three', '/one', '/three'].map((url) => client.request('navigate', url)),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected', 'fulfilled'],
    )
    assert.equal(client.text('h1'), 'three')
    assert.equal(fixture.pubsub.subscribers('news'), subscribers)
  })

  test('SOCK4: a server that ends says when to come back', async () => {
    const ending = await fixtureApp([{ path: '/one', create: () => new PlainView('one') }])
    const client = await TestClient.load(ending.app, '/one')
    await client.join()
    await ending.app.close()
    await client.until(() => client.closed !== null)
    assert.equal(client.closed?.code, 1012)
    assert.match(client.closed?.reason ?? '', /^retry after \d+$/)
  })

  test('SOCK4: a server that ends answers what it was asked, and takes no more', async () => {
    const answer = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const ending = await fixtureApp([
      { path: '/slow', create: () => new SlowView(begun.resolve, answer.promise) },
      { path: '/one', create: () => new PlainView('one') },
    ])
    const [slow, other] = await Promise.all([connect(ending.app, '/slow'), connect(ending.app, '/one')])
    const asked = slow.push('work')
    await begun.promise
    const closed = ending.app.close()
    await other.until(() => other.closed !== null)
    await assert.rejects(connect(ending.app, '/one'))
    const tooLate = slow.push('work')
    answer.resolve()
    assert.equal(await asked, 'done')
    await assert.rejects(tooLate, /closed with 1012/)
    await closed
  })

  test('SOCK4: a handler that does not end is not waited for without end', async () => {
    const begun = Promise.withResolvers<void>()
    const ending = await fixtureApp([
      { path: '/slow', create: () => new SlowView(begun.resolve, new Promise(() => {})) },
    ])
    const client = await connect(ending.app, '/slow')
    const asked = client.push('work')
    await begun.promise
    await Promise.all([assert.rejects(asked, /closed with 1012/), ending.app.close()])
  })

  test('SOCK4: the more come back, the longer is the time over which they do', async () => {
    const longestWait = async (clients: number): Promise<number> => {
      const waits: number[] = []
      const retire = async (_patience: number, _code: number, reason: string) => {
        waits.push(Number(/^retry after (\d+)$/.exec(reason)?.[1]))
      }
      await new Retirement().begin(new Set(Array.from({ length: clients }, () => ({ retire }))))
      return Math.max(...waits)
    }
    const [few, many] = await Promise.all([longestWait(100), longestWait(5_000)])
    assert.ok(few > 500 && few <= 1_000, `${few}`)
    assert.ok(many > 9_000 && many <= 10_000, `${many}`)
  })
})
