import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { until } from '../until.fixture.ts'
import { type Html, html } from './html.ts'
import { fixtureApp } from './live-app.fixture.ts'
import { LiveView } from './live-view.ts'
import { endInactive, endOverdue } from './overdue.ts'
import { connect, type TestClient } from './testing.ts'

const HOUR = 3_600_000

class PlainView extends LiveView {
  override handleEvent(name: string): void {
    if (name === 'crash') throw new Error('a bug')
    this.rejoin()
  }

  override render(): Html {
    return html`<h1>plain</h1>`
  }
}

/** A socket that says with what it was closed; null while it is open. */
function socket(given: { lastHeard?: number; expiresAt?: number; viewlessSince?: number; channelCount?: number }) {
  const made = {
    ...{ lastHeard: 0, expiresAt: HOUR, viewlessSince: 0, channelCount: 1, ...given },
    closedWith: null as number | null,
    close: (code: number) => {
      made.closedWith = code
    },
  }
  return made
}

describe('sockets that have lived too long', () => {
  test('SOCK7: of those that were silent only the ones that were so for 150 seconds are closed', () => {
    const sockets = [0, 149_000, 300_000].map((lastHeard) => socket({ lastHeard, expiresAt: HOUR }))
    endOverdue(sockets, { now: 0, uptime: 300_000 })
    assert.deepEqual(
      sockets.map(({ closedWith }) => closedWith),
      [4408, 4408, null],
    )
  })

  test('SOCK7: one that has held no view for 30 seconds is closed, however much it sends', () => {
    const sockets = [
      socket({ lastHeard: 100_000, channelCount: 0, viewlessSince: 0 }),
      socket({ lastHeard: 100_000, channelCount: 0, viewlessSince: 71_000 }),
      socket({ lastHeard: 100_000, channelCount: 1, viewlessSince: 0 }),
    ]
    endOverdue(sockets, { now: 0, uptime: 100_000 })
    assert.deepEqual(
      sockets.map(({ closedWith }) => closedWith),
      [4408, null, null],
    )
  })

  const ends: readonly [string, (client: TestClient) => Promise<unknown>][] = [
    ['leaves it', (client) => client.request('leave')],
    ['sees it crash', (client) => client.push('crash').catch(() => {})],
    ['is told to join it again', (client) => client.push('rejoin').catch(() => {})],
  ]
  for (const [what, end] of ends) {
    test(`SOCK7: a socket that joins a view, ${what} and joins no other is closed`, async () => {
      mock.timers.enable({ apis: ['setInterval'] })
      const time = { now: 0 }
      const { app } = await fixtureApp([{ path: '/plain', create: () => new PlainView() }], { uptime: () => time.now })
      try {
        const client = await connect(app, '/plain')
        time.now += 40_000
        mock.timers.tick(10_000)
        await client.request('heartbeat')
        await end(client)
        assert.deepEqual(
          [...app.liveSockets].map(({ channelCount }) => channelCount),
          [0],
        )
        time.now += 29_000
        mock.timers.tick(10_000)
        await client.request('heartbeat')
        time.now += 2_000
        mock.timers.tick(10_000)
        await client.until(() => client.closed !== null)
        assert.equal(client.closed?.code, 4408)
      } finally {
        await app.close()
        mock.timers.reset()
      }
    })
  }

  test('SOCK2: those whose session is over are closed', () => {
    const sockets = [HOUR, HOUR + 1].map((expiresAt) => socket({ lastHeard: 0, expiresAt }))
    endOverdue(sockets, { now: HOUR, uptime: 0 })
    assert.deepEqual(
      sockets.map(({ closedWith }) => closedWith),
      [4401, null],
    )
  })

  test('SOCK7: a clock that is set, back or forward, ends no socket', async () => {
    mock.timers.enable({ apis: ['setInterval'] })
    try {
      const { app, clock } = await fixtureApp([{ path: '/plain', create: () => new PlainView() }])
      const client = await connect(app, '/plain')
      for (const jump of [HOUR, -2 * HOUR, HOUR]) {
        clock.now += jump
        mock.timers.tick(10_000)
        await client.request('heartbeat')
      }
      await app.close()
    } finally {
      mock.timers.reset()
    }
  })

  test('SOCK11: sockets whose session was deleted without a word are closed, all asked about together', async () => {
    const asked: (readonly string[])[] = []
    const ended: string[] = []
    const sockets = ['a', 'b', 'a', 'c'].map((sessionId) => ({ sessionId, endSession: () => ended.push(sessionId) }))
    const active = async (ids: readonly string[]) => {
      asked.push(ids)
      return new Set(['b', 'c'])
    }
    await endInactive(new Set(sockets), { active })
    assert.deepEqual(asked, [['a', 'b', 'c']])
    assert.deepEqual(ended, ['a', 'a'])
  })

  test('SOCK11: within ten seconds a socket hears that its session is gone', async () => {
    mock.timers.enable({ apis: ['setInterval'] })
    try {
      const { app, signedOut } = await fixtureApp([{ path: '/plain', create: () => new PlainView() }])
      const client = await connect(app, '/plain')
      signedOut.add('ann')
      mock.timers.tick(10_000)
      await until(() => client.closed?.code === 4401)
      await app.close()
    } finally {
      mock.timers.reset()
    }
  })

  test('SOCK11: a check that still runs when the next is due is not begun again', async () => {
    mock.timers.enable({ apis: ['setInterval'] })
    const asked: PromiseWithResolvers<Set<string>>[] = []
    const active = () => {
      asked.push(Promise.withResolvers())
      return asked.at(-1)!.promise
    }
    const { app, errors } = await fixtureApp([{ path: '/plain', create: () => new PlainView() }], { active })
    try {
      const client = await connect(app, '/plain')
      mock.timers.tick(30_000)
      assert.equal(asked.length, 1)
      asked[0]!.reject(new Error('the database is away'))
      await until(() => errors.length === 1)
      mock.timers.tick(10_000)
      assert.equal(asked.length, 2)
      asked[1]!.resolve(new Set())
      await until(() => client.closed?.code === 4401)
    } finally {
      await app.close()
      mock.timers.reset()
    }
  })

  test('SOCK9: sockets that may have missed the end of their session are asked about together', async () => {
    const asked: (readonly string[])[] = []
    const active = async (ids: readonly string[]) => {
      asked.push(ids)
      return new Set(['b'])
    }
    const { app, pubsub } = await fixtureApp([{ path: '/plain', create: () => new PlainView() }], { active })
    const people = ['a', 'a', 'b', 'c']
    const clients = await Promise.all(
      people.map((person) => connect(app, '/plain', { headers: { 'x-person': person } })),
    )
    for (const person of new Set(people)) pubsub.lose(`end/${person}`)
    await until(() => clients.filter(({ closed }) => closed?.code === 4401).length === 3)
    assert.deepEqual(asked, [['a', 'b', 'c']])
    assert.equal(clients[2]!.closed, null)
    await app.close()
  })
})
