import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, mock, test } from 'node:test'
import { Connection, RequestError } from './connection.ts'

/** A socket in the hands of the test. */
class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly opened: FakeSocket[] = []
  readyState = FakeSocket.CONNECTING
  readonly sent: unknown[][] = []

  constructor() {
    super()
    FakeSocket.opened.push(this)
  }

  open(): void {
    this.readyState = FakeSocket.OPEN
    this.dispatchEvent(new Event('open'))
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  answer(ref: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify([0, ['ok', ref, null]]) }))
  }

  close(): void {
    this.readyState = 3
  }

  /** References of the heartbeats that were sent. */
  get heartbeats(): unknown[] {
    return this.sent.filter(([, , kind]) => kind === 'heartbeat').map(([, ref]) => ref)
  }
}

const GLOBALS = {
  WebSocket: FakeSocket,
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  window: new EventTarget(),
  location: { origin: 'http://rill.example' },
}

describe('a connection whose socket falls silent', () => {
  const replaced = new Map<string, PropertyDescriptor | undefined>()
  let happened: string[]
  let connection: Connection

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
    for (const [name, value] of Object.entries(GLOBALS)) {
      replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    }
    FakeSocket.opened.length = 0
    happened = []
    connection = new Connection({
      onTrying: () => happened.push('trying'),
      onAlive: () => happened.push('alive'),
      onOpen: () => happened.push('open'),
      onFrame: () => {},
      onDrop: () => happened.push('drop'),
      onRefused: () => happened.push('refused'),
    })
    connection.start()
    FakeSocket.opened[0]!.open()
  })
  afterEach(() => {
    mock.timers.reset()
    for (const [name, descriptor] of replaced) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  })

  test('CONN5: a request without an answer for 4 s has a heartbeat sent', async () => {
    const [socket] = FakeSocket.opened
    const answer = connection.request(0, 'navigate', '/rooms')
    mock.timers.tick(3_999)
    assert.deepEqual([socket!.heartbeats, happened], [[], ['trying', 'open']])
    mock.timers.tick(1)
    assert.deepEqual(happened, ['trying', 'open', 'trying'])
    const [heartbeat] = socket!.heartbeats
    socket!.answer(heartbeat)
    await Promise.resolve()
    assert.equal(happened.at(-1), 'alive')
    socket!.answer(1)
    await answer
  })

  test('CONN5: a request that is answered in time has none sent', async () => {
    const [socket] = FakeSocket.opened
    const answer = connection.request(0, 'navigate', '/rooms')
    socket!.answer(1)
    await answer
    mock.timers.tick(20_000)
    assert.deepEqual(socket!.heartbeats, [])
  })

  test('CONN5: a heartbeat without an answer for 10 s ends the connection and what waits for it', async () => {
    const answer = connection.request(0, 'navigate', '/rooms')
    const refused = assert.rejects(answer, (error) => error instanceof RequestError && error.code === 'disconnected')
    mock.timers.tick(4_000)
    mock.timers.tick(9_999)
    assert.equal(happened.includes('drop'), false)
    mock.timers.tick(1)
    assert.equal(happened.at(-1), 'drop')
    await refused
  })

  test('CONN11: a socket that is given up ends what waits for it, and another one is opened', async () => {
    const answer = connection.request(0, 'navigate', '/rooms')
    const refused = assert.rejects(answer, (error) => error instanceof RequestError && error.code === 'disconnected')
    connection.giveUp()
    await refused
    mock.timers.tick(250)
    assert.equal(FakeSocket.opened.length, 2)
  })
})
