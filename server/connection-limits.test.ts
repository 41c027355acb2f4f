import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { type ConnectionLimits, HTTP_TIMES, limitConnections } from './connection-limits.ts'

/** A proxy that is trusted, and one that is not. */
const OPTIONS = { trustProxy: '127.0.0.1', times: HTTP_TIMES }
const NO_PROXY = { ...OPTIONS, trustProxy: '192.0.2.1' }

describe('the limits on connections', () => {
  let app: FastifyInstance
  const sockets: Socket[] = []
  let release: () => void

  afterEach(async () => {
    release()
    for (const socket of sockets.splice(0)) socket.destroy()
    await app.close()
  })

  async function serve(limits: ConnectionLimits, options = OPTIONS): Promise<void> {
    const answer = Promise.withResolvers<void>()
    release = answer.resolve
    app = Fastify({ trustProxy: options.trustProxy })
    limitConnections(app, limits, options)
    app.get('/', async () => 'fine')
    app.get('/slow', async () => {
      await answer.promise
      return 'slow'
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
  }

  /** A connection on which this was sent; resolves when the server has it. */
  async function open(text = ''): Promise<Socket> {
    const accepted = once(app.server, 'connection')
    const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    await once(socket, 'connect')
    await accepted
    if (text) socket.write(text)
    return socket
  }

  const request = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
  const begun = () => new Promise<void>((resolve) => app.server.once('request', () => setImmediate(resolve)))

  /** The status of the answer to what is sent on a connection of its own. */
  async function status(text = request('/')): Promise<number> {
    const socket = await open(text)
    const [data] = await once(socket, 'data')
    return Number(/^HTTP\/1.1 (\d+)/.exec(String(data))?.[1])
  }

  async function openSlow(headers = ''): Promise<Socket> {
    const hasBegun = begun()
    const socket = await open(request('/slow', headers))
    await hasBegun
    return socket
  }

  it('makes room for a new connection by closing the one that has waited longest', async () => {
    await serve({ total: 3, perNetwork: 3 })
    const waiting = [await open(), await open('GET / HT'), await open()]
    const closed = once(waiting[0]!, 'close')
    assert.equal(await status(), 200)
    await closed
    assert.deepEqual(
      waiting.map((socket) => socket.destroyed),
      [true, false, false],
    )
  })

  it('closes a request whose body does not come before one that is being answered', async () => {
    await serve({ total: 2, perNetwork: 2 })
    const answered = await openSlow()
    const hasBegun = begun()
    const unfinished = await open(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: text/plain\r\n\r\nab',
    )
    await hasBegun
    const closed = once(unfinished, 'close')
    assert.equal(await status(), 200)
    await closed
    assert.equal(answered.destroyed, false)
  })

  it('refuses a connection in words when all others are being answered', async () => {
    await serve({ total: 2, perNetwork: 2 })
    for (let count = 0; count < 2; count++) await openSlow()
    const socket = await open()
    const [data] = await once(socket, 'data')
    assert.match(
      String(data),
      /^HTTP\/1.1 503 .*retry-after: 5.*\r\n\r\nToo many connections\. Try again in a few seconds$/is,
    )
    await once(socket, 'close')
  })

  it('counts the connections of one address, and leaves room for others', async () => {
    await serve({ total: 10, perNetwork: 2 }, NO_PROXY)
    for (let count = 0; count < 2; count++) await openSlow()
    assert.equal(await status(), 503)
    sockets[0]!.destroy()
    await once(sockets[0]!, 'close')
    // The server notices a little later; the test's time limit ends this.
    while ((await status()) !== 200);
  })

  it('counts no connections of a trusted proxy, but the requests of each address it forwards', async () => {
    await serve({ total: 10, perNetwork: 2 })
    const from = (address: string) => `X-Forwarded-For: ${address}\r\n`
    for (let count = 0; count < 2; count++) await openSlow(from('2001:db8::1'))
    assert.equal(await status(request('/', from('2001:db8::2'))), 429)
    assert.equal(await status(request('/', from('2001:db8:0:1::1'))), 200)
    assert.equal(await status(request('/')), 200)
    release()
    await once(sockets[1]!, 'data')
    assert.equal(await status(request('/', from('2001:db8::2'))), 200)
  })

  it('counts a request that names an upgrade but does not ask for it until it is answered, not for its connection', async () => {
    await serve({ total: 10, perNetwork: 2 })
    app.server.on('upgrade', (_request, socket) => socket.destroy())
    const kept = await open()
    const answers: string[] = []
    for (let count = 0; count < 5; count++) {
      kept.write(request('/', 'X-Forwarded-For: 2001:db8::1\r\nUpgrade: websocket\r\n'))
      const [data] = await once(kept, 'data')
      answers.push(String(data).slice(9, 12))
    }
    assert.deepEqual(answers, Array(5).fill('200'))
    for (let count = 0; count < 2; count++) await openSlow('X-Forwarded-For: 2001:db8::1\r\nUpgrade: websocket\r\n')
    assert.equal(await status(request('/', 'X-Forwarded-For: 2001:db8::1\r\n')), 429)
  })

  it('ends an exchange that takes too long, and none that has ended', async () => {
    await serve({ total: 5, perNetwork: 5 }, { ...OPTIONS, times: { ...HTTP_TIMES, exchange: 200, interval: 50 } })
    const kept = await open(request('/'))
    await once(kept, 'data')
    const slow = await openSlow()
    await once(slow, 'close')
    assert.equal(kept.destroyed, false)
  })
})
