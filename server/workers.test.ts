import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { openStore } from '../db/open.ts'
import { Sessions } from './chat/sessions.ts'
import { PROTOCOL_VERSION } from './live/protocol.ts'
import { connect, type TestClient, type TestedServer } from './live/testing.ts'
import { ServerProcess } from './server-process.fixture.ts'
import { until } from './until.fixture.ts'

const WORKERS = { WORKERS: '2' }
/** Chance decides how many connections it takes until each worker has its share; all of them post as one person. */
const UNLIMITED_WRITES = { RATE_WRITES: '10000/5' }
const ROOM = '/rooms/1'

describe('a server of two workers', { timeout: 120_000 }, () => {
  let server: ServerProcess
  let remote: TestedServer
  let headers: Record<string, string>
  /** Of the same person, but another session. */
  let otherHeaders: Record<string, string>
  const clients: TestClient[] = []
  let posted = 0

  before(async () => {
    server = await ServerProcess.start({ ...WORKERS, ...UNLIMITED_WRITES }, async (path) => {
      const store = openStore({ path })
      const user = await store.users.create({ name: 'Ann', email: 'ann@rill.example', passwordHash: '-', at: 0 })
      await store.rooms.create({ name: 'garden', description: '', at: 0 })
      const sessions = new Sessions({ store, now: Date.now })
      const session = async () => ({ cookie: `rill_session=${(await sessions.begin(user)).token}` })
      headers = await session()
      otherHeaders = await session()
      await store.close()
    })
    remote = remoteServer(server.url)
  })
  after(async () => {
    for (const client of clients) client.drop()
    await server.dispose()
  })

  /** The answer, over a connection of its own; '' when that ends. Rejects when there is neither an answer nor an end. */
  function visit(path: string): Promise<string> {
    const options = { headers: { connection: 'close' }, signal: AbortSignal.timeout(10_000) }
    const orNone = (error: Error) => {
      if (error.name === 'TimeoutError') throw error
      return ''
    }
    return fetch(`${server.url}${path}`, options).then((answer) => answer.text(), orNone)
  }

  /** The live sockets of each worker, by its number; a worker that is being started has none. */
  async function liveSockets(): Promise<Map<string, number>> {
    const text = await visit('/metrics')
    const gauges = text.matchAll(/^rill_live_sockets\{worker="(\d+)"\} (\d+)$/gm)
    return new Map(Array.from(gauges, ([, number, count]) => [number!, Number(count)]))
  }

  /** Joins the room until both workers hold at least so many sockets. */
  async function joinAtBoth(least: number, from = headers): Promise<TestClient[]> {
    const joined: TestClient[] = []
    while (joined.length < 2 || ![...(await liveSockets()).values()].every((count) => count >= least)) {
      assert.ok(joined.length < 20, 'connections are spread')
      joined.push(await connect(remote, ROOM, { headers: from }))
    }
    return joined
  }

  /** Posts as a browser's outbox does: again, under the same id, until there is an answer. */
  async function post(client: TestClient): Promise<void> {
    const clientId = `${++posted}`
    while (true) {
      try {
        return void (await client.push('send_message', { roomId: 1, body: clientId, clientId }))
      } catch (error) {
        if (!client.closed) throw error
        await joinAgain(client)
      }
    }
  }

  async function joinAgain(client: TestClient): Promise<void> {
    for (let attempt = 0; client.closed; attempt++) {
      await client.join().catch((error) => {
        if (attempt === 500) throw error
      })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async function everybodyHasEverything(): Promise<void> {
    const expected = Array.from({ length: posted }, (_, index) => `messages-${index + 1}`)
    for (const client of clients) {
      await client.until(() => client.rows('messages').length >= posted || client.closed !== null)
      assert.deepEqual(client.rows('messages'), expected)
      assert.deepEqual(arrivals(client), expected, 'each once, and in order')
    }
  }

  test('whatever is posted through either reaches everybody once, in order', async () => {
    clients.push(...(await joinAtBoth(2)))
    await Promise.all(clients.flatMap((client) => Array.from({ length: 10 }, () => post(client))))
    await everybodyHasEverything()
  })

  test('an edit and a new room are seen at the other', async () => {
    const [first] = clients
    await first!.push('edit_message', { id: 1, body: 'changed' })
    await Promise.all(clients.map((client) => client.until(() => client.html().includes('changed'))))
    const maker = await connect(remote, '/rooms/new', { headers })
    await maker.push('create_room', { name: 'harbour', description: '' })
    await Promise.all(clients.map((client) => client.until(() => client.text('#sidebar').includes('harbour'))))
    maker.drop()
  })

  test('the end of a session is the end of its sockets at both', async () => {
    const theirs = await joinAtBoth((await liveSockets()).get('1')! + 1, otherHeaders)
    const form = { method: 'POST', redirect: 'manual', headers: { ...otherHeaders, origin: server.url } } as const
    assert.equal((await fetch(`${server.url}/sign-out`, form)).status, 303)
    await Promise.all(theirs.map((client) => client.until(() => client.closed !== null)))
    assert.deepEqual(new Set(theirs.map((client) => client.closed!.code)), new Set([4401]))
    assert.ok(clients.every((client) => client.closed === null))
  })

  test('failures to sign in are counted together', async () => {
    const guess = async () => {
      const body = new URLSearchParams({ email: 'nobody@rill.example', password: 'a wrong password' })
      const form = { method: 'POST', body, headers: { connection: 'close', origin: server.url } } as const
      return (await fetch(`${server.url}/sign-in`, form)).status
    }
    const statuses: number[] = []
    for (let attempt = 0; attempt < 11; attempt++) statuses.push(await guess())
    assert.deepEqual(statuses, [...Array(10).fill(401), 429])
  })

  test('one that is killed is replaced; its clients come back and have lost nothing, and nobody is left waiting', async () => {
    const before = await server.workers()
    assert.equal(before.length, 2)
    let isReplaced = false
    const visiting = Array.from({ length: 8 }, async () => {
      while (!isReplaced) await visit('/healthz')
    })
    try {
      const posting = clients.map(async (client) => {
        for (let count = 0; count < 10; count++) await post(client)
      })
      process.kill(before[0]!, 'SIGKILL')
      await Promise.all(posting)
      assert.ok(clients.some((client) => client.frames.length > 0))
      await Promise.all(clients.map(joinAgain))
      await everybodyHasEverything()
      await until(async () => (await liveSockets()).size === 2)
    } finally {
      // Whoever visits would go on for ever.
      isReplaced = true
    }
    await Promise.all(visiting)
    const now = await server.workers()
    assert.deepEqual([now.length, now.includes(before[0]!), now.includes(before[1]!)], [2, false, true])
    clients.push(...(await joinAtBoth(1)))
    await post(clients.at(-1)!)
    await Promise.all(
      clients.map((client) => client.until(() => client.rows('messages').includes(`messages-${posted}`))),
    )
  })

  test('told to end, it tells all when to come back, and leaves no process', async () => {
    const workers = await server.workers()
    const { code, seconds } = await server.end('SIGTERM')
    assert.equal(code, 0)
    assert.ok(seconds < 4, `took ${seconds} s`)
    await Promise.all(clients.map((client) => client.until(() => client.closed !== null)))
    for (const { closed } of clients) {
      assert.equal(closed!.code, 1012)
      assert.match(closed!.reason, /^retry after \d+$/)
    }
    assert.deepEqual(workers.filter(isRunning), [])
  })
})

describe('a server of several workers', { timeout: 120_000 }, () => {
  test('leaves no worker when its primary is killed', async () => {
    const server = await ServerProcess.start(WORKERS)
    const workers = await server.workers()
    await server.end('SIGKILL')
    await until(() => !workers.some(isRunning))
    await server.dispose()
  })

  test('told twice, ends at once', async () => {
    const server = await ServerProcess.start(WORKERS)
    const workers = await server.workers()
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/live?v=${PROTOCOL_VERSION}`)
    socket.on('error', () => {})
    const { code } = await server.end('SIGTERM', 'SIGINT')
    assert.ok(code === 130 || code === 143 || code === 0, `${code}`)
    await until(() => !workers.some(isRunning))
    await server.dispose()
  })

  test('does not start where its port is taken, and says so', async () => {
    const other = await ServerProcess.start()
    const PORT = new URL(other.url).port
    await assert.rejects(
      ServerProcess.start({ ...WORKERS, PORT }),
      /ended with 1: .*Port \d+ on \S+ is in use.*Worker [12] ended/s,
    )
    await other.dispose()
  })
})

/** What `connect` needs, of a server that is reached over the network; every request is a connection of its own. */
function remoteServer(url: string): TestedServer {
  return {
    inject: async (request) => {
      const answer = await fetch(`${url}${request.url}`, { headers: { ...request.headers, connection: 'close' } })
      return { statusCode: answer.status, body: await answer.text() }
    },
    injectWS: async (path, options) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, options)
      await once(socket, 'open')
      return socket
    },
  }
}

/** The ids of the messages that were inserted, in the order in which they came. */
function arrivals({ frames }: TestClient): string[] {
  const operations = frames.flatMap(([, ...rest]) => rest)
  const inserted = operations.flatMap((operation) =>
    operation[0] === 'i' && operation[1] === 'messages' && !operation[3]?.updateOnly ? operation[2] : [],
  )
  return inserted.map((row) => /\bid="(messages-\d+)"/.exec(row)![1]!)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
