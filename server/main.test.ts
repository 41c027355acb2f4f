import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text as readText } from 'node:stream/consumers'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from './live/protocol.ts'

const PERSON = { name: 'Ann', email: 'ann@rill.example', password: 'a password for tests' }

/** The server as a process of its own, as `npm start` runs it. */
describe('the server, told to end', () => {
  let folder: string
  let child: ChildProcess
  let url: string
  const sockets: Socket[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-main-'))
    const env = {
      ...process.env,
      ...{ PORT: '0', DATABASE_PATH: join(folder, 'rill.db'), LOG_LEVEL: 'fatal' },
      ...{ STREAMS_MOUNT: 'open', STREAMS_LONG_POLL_MS: '20000' },
    }
    child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`The server ended with ${code} before it listened.`)
    })
    const [line] = await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), ended])
    url = /http:\S+/.exec(line)![0]
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    await rm(folder, { recursive: true })
  })

  /** A bare connection on which this was sent. */
  async function open(text: string): Promise<Socket> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    sockets.push(socket)
    await once(socket, 'connect')
    socket.on('error', () => {})
    if (text) socket.write(text)
    return socket
  }

  async function signUp(): Promise<string> {
    const form = { method: 'POST', body: new URLSearchParams(PERSON), redirect: 'manual' } as const
    const answer = await fetch(`${url}/sign-up`, form)
    return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!
  }

  /** Tells the process to end; resolves with its exit code and the seconds that it took. */
  async function end(...signals: NodeJS.Signals[]): Promise<{ code: number | null; seconds: number }> {
    const begun = performance.now()
    const closed = once(child, 'exit')
    for (const signal of signals) child.kill(signal)
    const [code] = await closed
    return { code, seconds: (performance.now() - begun) / 1_000 }
  }

  test('it ends within seconds whatever is open, and says goodbye to whoever listens', async () => {
    const headers = { cookie: await signUp() }
    const live = new WebSocket(`${url.replace('http', 'ws')}/live?v=${PROTOCOL_VERSION}`, { headers })
    await once(live, 'open')
    const farewell = once(live, 'close')
    // Its peer never answers, not even to the closing handshake.
    const upgrade = `GET /live?v=${PROTOCOL_VERSION} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nCookie: ${headers.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`
    const halfOpen = await open(upgrade)
    await once(halfOpen, 'data')
    halfOpen.pause()
    await open('')
    await fetch(`${url}/streams/one`, { method: 'PUT', headers: { 'content-type': 'text/plain' } })
    const poll = fetch(`${url}/streams/one?offset=-1&live=long-poll`)
    const events = await open(`GET /streams/one?offset=-1&live=sse HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(events, 'data')
    const { code, seconds } = await end('SIGTERM')
    assert.equal(code, 0)
    assert.ok(seconds < 4, `took ${seconds} s`)
    const [closeCode, reason] = await farewell
    assert.equal(closeCode, 1012)
    assert.match(String(reason), /^retry after \d+$/)
    assert.equal((await poll).status, 204)
  })

  test('a second signal ends it at once', async () => {
    // A form whose end is waited for.
    await open('POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n')
    await fetch(`${url}/healthz`)
    const { code } = await end('SIGINT', 'SIGTERM')
    // That of the signal that came second: they may change places on their way. Waiting to the end would give 0.
    assert.ok(code === 130 || code === 143, `${code}`)
  })
})

describe('the server, at an address where it cannot listen', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-main-'))
  })
  after(() => rm(folder, { recursive: true }))

  /** Starts the server; resolves with its exit code and what it wrote. */
  async function start(variables: Readonly<Record<string, string>>): Promise<{ code: number; text: string }> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { ...process.env, DATABASE_PATH: join(folder, 'rill.db'), LOG_LEVEL: 'fatal', ...variables },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [[code], text] = await Promise.all([once(child, 'exit'), readText(child.stderr!)])
    return { code, text }
  }

  for (const workers of ['1', '2']) {
    test(`it names the port that is taken and the variable, with ${workers} serving`, async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      const { code, text } = await start({ PORT: `${port}`, WORKERS: workers })
      other.close()
      assert.equal(code, 1)
      assert.match(text, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use.* set PORT `))
      assert.doesNotMatch(text, /EADDRINUSE| {4}at /)
    })
  }

  test('it names the address that the machine does not have, and the variable', async () => {
    const { code, text } = await start({ PORT: '0', HOST: '192.0.2.1' })
    assert.equal(code, 1)
    assert.match(text, /no address 192\.0\.2\.1\. Set HOST /)
  })
})
