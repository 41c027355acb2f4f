/**
 * Every route answers every method within a bounded time, whatever a client does: the routes are those that the
 * application registers, so a new one is held to this too.
 */
import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import { METHODS } from 'node:http'
import { connect, type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { type AppFixture, appFixture, type Visitor, visitor } from './app.fixture.ts'
import type { HttpTimes } from './connection-limits.ts'

const TIMES: HttpTimes = { headers: 400, request: 600, exchange: 1_500, interval: 50 }
/** Longer than anything may take; the machine may be busy. */
const BOUND = 10_000
const TRICKLE = 50
const WEBSOCKET = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'

/** The name of a case, and what it writes. */
type Case = readonly [string, (socket: Socket) => void]

interface Outcome {
  /** Null when the connection was closed without an answer. */
  readonly status: number | null
  readonly isClosed: boolean
}

describe('every route', () => {
  let fixture: AppFixture
  let ann: Visitor
  let port: number
  const paths = new Set<string>()
  const sockets = new Set<Socket>()

  before(async () => {
    const watch = (message: unknown) =>
      (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ url }) => void paths.add(url))
    diagnostics.subscribe('fastify.initialization', watch)
    fixture = await appFixture(undefined, { token: null, longPoll: 300 }, undefined, { times: TIMES })
    diagnostics.unsubscribe('fastify.initialization', watch)
    await fixture.store.rooms.create({ name: 'Garden', description: '', at: 0 })
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    port = Number(new URL(fixture.app.listeningOrigin).port)
  })
  // A test may sign out, as one of the routes.
  let visitors = 0
  beforeEach(async () => {
    ann = await visitor(fixture, `Ann ${++visitors}`)
  })
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await fixture.app.close()
  })

  const targets = () => [
    ...Array.from(paths, (path) => path.replace(/:\w+/g, '1').replace('*', 'builds/1')),
    ...['/nowhere', '/%', '/live?v=1', '/rooms/1/log?offset=-1&live=long-poll', '*'],
  ]
  const head = (method: string, target: string, headers = '') =>
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${ann.headers.cookie}\r\n${headers}`

  /** What comes of a connection on which `send` writes: its first answer or its end. */
  async function outcome(send: (socket: Socket) => void): Promise<Outcome> {
    const socket = connect(port, '127.0.0.1')
    sockets.add(socket)
    try {
      const closed = once(socket, 'close', { signal: AbortSignal.timeout(BOUND) })
      closed.catch(() => {})
      socket.on('error', () => {})
      const data = once(socket, 'data', { signal: AbortSignal.timeout(BOUND) }).catch(() => null)
      send(socket)
      const [first] = (await Promise.race([data, closed.then(() => null)])) ?? []
      const status = first === undefined ? null : Number(/^HTTP\/1\.1 (\d+)/.exec(String(first))?.[1])
      return { status, isClosed: socket.closed || socket.destroyed }
    } finally {
      socket.destroy()
      sockets.delete(socket)
    }
  }

  /** Tries each case with some others at once; resolves with those that got neither an answer nor an end. */
  async function hanging(cases: readonly Case[]): Promise<string[]> {
    const left = [...cases]
    const found: string[] = []
    const work = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { status, isClosed } = await outcome(next[1])
        if (status === null && !isClosed) found.push(next[0])
      }
    }
    await Promise.all(Array.from({ length: 40 }, work))
    return found
  }

  /** Writes a part now, and then one character again and again. */
  function trickle(socket: Socket, text: string, more: string): void {
    socket.write(text)
    const timer = setInterval(() => socket.write(more), TRICKLE)
    socket.once('close', () => clearInterval(timer))
  }

  it('is found by this test', () => {
    for (const path of ['/live', '/rooms/:roomId', '/rooms/:roomId/log', '/sign-in', '/streams/*', '/healthz']) {
      assert.ok(paths.has(path), path)
    }
  })

  it('answers every method', async () => {
    const methods = [...METHODS, 'NONSENSE']
    const cases = targets().flatMap((target) =>
      methods.map((method) => {
        const body = ['GET', 'HEAD', 'CONNECT'].includes(method) ? '' : 'Content-Length: 0\r\n'
        return [
          `${method} ${target}`,
          (socket: Socket) => void socket.write(head(method, target, `${body}\r\n`)),
        ] as const
      }),
    )
    assert.ok(cases.length > 500, `${cases.length}`)
    assert.deepEqual(await hanging(cases), [])
  })

  it('ends an event stream', async () => {
    const socket = connect(port, '127.0.0.1')
    sockets.add(socket)
    const closed = once(socket.resume(), 'close', { signal: AbortSignal.timeout(BOUND) })
    socket.write(head('GET', '/rooms/1/log?offset=-1&live=sse', '\r\n'))
    await closed
  })

  it('answers or ends a request whose header is trickled', async () => {
    const cases = targets().map(
      (target) => [target, (socket: Socket) => trickle(socket, head('GET', target, 'X: '), 'x')] as const,
    )
    assert.deepEqual(await hanging([...cases, ['nothing', () => {}]]), [])
  })

  it('answers or ends a request whose body is trickled or never ends', async () => {
    const types = ['application/x-www-form-urlencoded', 'application/json', 'application/octet-stream']
    const framings = ['Content-Length: 1000\r\n', 'Transfer-Encoding: chunked\r\n']
    const cases: Case[] = []
    for (const target of targets()) {
      for (const [type, framing] of types.flatMap((each) => framings.map((other) => [each, other] as const))) {
        const text = head('POST', target, `${framing}Content-Type: ${type}\r\n\r\n`)
        const more = framing.includes('chunked') ? '1\r\na\r\n' : 'a'
        cases.push([`${type} ${framing} ${target}, trickled`, (socket) => trickle(socket, text, more)])
        cases.push([`${type} ${framing} ${target}, stopped`, (socket) => void socket.write(text + more)])
      }
    }
    assert.deepEqual(await hanging(cases), [])
  })

  it('answers or ends an upgrade that is malformed, or to something else', async () => {
    const upgrades = [
      WEBSOCKET,
      `${WEBSOCKET}Sec-WebSocket-Key: short\r\n`,
      `${WEBSOCKET.replace('13', '7')}${KEY}`,
      `Connection: Upgrade\r\nUpgrade: h2c\r\n`,
      `Connection: Upgrade\r\nUpgrade: nothing-known\r\n${KEY}`,
    ]
    const others = targets().filter((target) => !target.startsWith('/live'))
    const cases = [
      ...targets().flatMap((target) => upgrades.map((headers) => [target, headers] as const)),
      ...others.map((target) => [target, WEBSOCKET + KEY] as const),
    ].flatMap(([target, headers]) =>
      ['GET', 'POST', 'HEAD'].map(
        (method) =>
          [
            `${method} ${target} ${headers}`,
            (socket: Socket) => void socket.write(head(method, target, `${headers}\r\n`)),
          ] as const,
      ),
    )
    assert.deepEqual(await hanging(cases), [])
  })

  it('answers a request that offers another protocol like one that does not', async () => {
    const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n'
    const requests = [
      ['GET', '/healthz', '', '', 200],
      ['HEAD', '/healthz', '', '', 200],
      ['GET', '/rooms', '', '', 200],
      ['GET', '/nowhere', '', '', 404],
      ['GET', '/live', '', '', 426],
      ['POST', '/rooms/1/messages', form, 'body=Tea', 303],
    ] as const
    const offers = ['h2c', 'H2C, websocket', 'TLS/1.0', 'HTTP/2.0']
    for (const [method, target, headers, body, expected] of requests) {
      for (const offer of offers) {
        const upgrade = `Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nUpgrade: ${offer}\r\n`
        const text = head(method, target, `${upgrade}${headers}\r\n`) + body
        const { status } = await outcome((socket) => void socket.write(text))
        assert.equal(status, expected, `${method} ${target}, ${offer}`)
      }
    }
  })

  it('says what to do instead where a WebSocket is expected', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/live?v=1`)
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [426, 'upgrade_required'])
  })

  it('does not keep a connection whose answer is read by half', async () => {
    const body = 'x'.repeat(8 * 1024 * 1024)
    const headers = { 'content-type': 'text/plain' }
    const made = await fixture.app.inject({ method: 'PUT', url: '/streams/large', headers, body })
    assert.equal(made.statusCode, 201)
    for (const target of ['/streams/large', '/streams/large?offset=-1&live=sse']) {
      const connected = once(fixture.app.server, 'connection')
      const socket = connect(port, '127.0.0.1')
      sockets.add(socket)
      socket.on('error', () => {})
      const [served] = (await connected) as [Socket]
      socket.once('data', () => socket.pause())
      socket.write(head('GET', target, '\r\n'))
      await once(served, 'close', { signal: AbortSignal.timeout(BOUND) })
    }
  })
})
