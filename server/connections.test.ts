import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { endConnectionsOnClose } from './connections.ts'

const GRACE = 300

describe('the connections of a server that closes', () => {
  let app: FastifyInstance
  let release: () => void
  /** Resolves when the slow route has been asked. */
  let asked: Promise<void>

  beforeEach(async () => {
    app = Fastify()
    endConnectionsOnClose(app, GRACE)
    const answer = Promise.withResolvers<void>()
    const request = Promise.withResolvers<void>()
    release = answer.resolve
    asked = request.promise
    app.get('/quick', async () => 'quick')
    app.get('/slow', async () => {
      request.resolve()
      await answer.promise
      return 'slow'
    })
    app.get('/large', async (_request, reply) => {
      request.resolve()
      return reply.send(Buffer.alloc(64 * 1024 * 1024))
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(() => app.close())

  /** A connection on which this was sent. */
  async function open(text: string): Promise<Socket> {
    const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.on('error', () => {})
    if (text) socket.write(text)
    return socket
  }

  async function secondsToClose(): Promise<number> {
    const begun = performance.now()
    await app.close()
    return (performance.now() - begun) / 1_000
  }

  test('one that was never used, or kept alive, ends at once', async () => {
    const counted = new Promise<void>((resolve) => {
      let count = 0
      app.server.on('connection', () => ++count === 3 && resolve())
    })
    const unused = [await open(''), await open('GET /qui')]
    const kept = await open('GET /quick HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(kept, 'data')
    await counted
    const ends = [...unused, kept].map((socket) => once(socket.resume(), 'close'))
    assert.ok((await secondsToClose()) < GRACE / 1_000)
    await Promise.all(ends)
  })

  test('a request that is being answered is answered', async () => {
    const socket = await open('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked
    const closed = app.close()
    setImmediate(release)
    const [data] = await once(socket, 'data')
    assert.match(String(data), /^HTTP\/1.1 200 OK.*slow$/s)
    await closed
  })

  test('a request without an end, and a reader who takes nothing, are not waited for without end', async () => {
    const stuck = [await open('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')]
    await asked
    const slow = await open('GET /large HTTP/1.1\r\nHost: x\r\n\r\n')
    slow.pause()
    await new Promise((resolve) => setImmediate(resolve))
    const seconds = await secondsToClose()
    assert.ok(seconds >= GRACE / 1_000 - 0.05 && seconds < 2, `${seconds}`)
    for (const socket of [...stuck, slow]) socket.destroy()
    release()
  })
})
