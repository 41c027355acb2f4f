import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../until.fixture.ts'
import { List, type ListEvent, ListView } from './list-view.fixture.ts'
import { type FixtureApp, fixtureApp, MemoryLog } from './live-app.fixture.ts'
import { CLOSE, type Frame, type JoinRequest, PROTOCOL_VERSION } from './protocol.ts'

/** Far more than the kernel takes for a reader who reads nothing. */
const ITEMS = 300
const TEXT = 'x'.repeat(100_000)

describe('a reader who does not keep up', () => {
  const list = new List(new MemoryLog<ListEvent>('list'))
  let fixture: FixtureApp
  let join: JoinRequest
  let address: string

  before(async () => {
    fixture = await fixtureApp([{ path: '/list', create: () => new ListView(list) }])
    const { body } = await fixture.app.inject('/list')
    const page = /data-live-page="([^"]*)"/.exec(body)![1]!.replaceAll('&quot;', '"')
    join = { ...JSON.parse(page), url: '/list', streams: { items: null } }
    await fixture.app.listen({ host: '127.0.0.1', port: 0 })
    address = `ws://127.0.0.1:${(fixture.app.server.address() as AddressInfo).port}/live?v=${PROTOCOL_VERSION}`
  })
  after(() => fixture.app.close())

  /** Joins; `ids` are those of the rows that have come. */
  async function reader() {
    const socket = new WebSocket(address, { perMessageDeflate: false })
    const ids: number[] = []
    const joined = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const [, ...operations] = JSON.parse(String(data)) as Frame
        for (const operation of operations) {
          if (operation[0] === 'ok') resolve()
          if (operation[0] === 'i') ids.push(...operation[2].map((row) => Number(/id="items-(\d+)"/.exec(row)![1])))
        }
      })
    })
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify([0, 1, 'join', join]))
    await joined
    return { socket, ids }
  }

  test('SOCK8: is sent away when too much waits for it that is in no log', async () => {
    const { socket } = await reader()
    const closed = once(socket, 'close')
    const frame = Buffer.from('[0]'.padEnd(1_000_000))
    const [liveSocket] = fixture.app.liveSockets
    // Far more than a network takes in one turn.
    for (let count = 0; count < 30; count++) liveSocket!.send(frame)
    await new Promise(process.nextTick)
    liveSocket!.send(frame)
    assert.equal((await closed)[0], CLOSE.slow)
  })

  test('SOCK8: is caught up with when it can be, and others do not notice', async () => {
    const [slow, other] = [await reader(), await reader()]
    slow.socket.pause()
    for (let id = 1; id <= ITEMS; id++) {
      list.put(id, TEXT)
      await until(() => other.ids.length >= id)
    }
    assert.equal(list.log.listeners, 1, 'its log waits')
    assert.ok(slow.ids.length < ITEMS)
    slow.socket.resume()
    await until(() => slow.ids.length >= ITEMS)
    await until(() => list.log.listeners === 2)
    list.put(ITEMS + 1, 'as it comes')
    await until(() => slow.ids.length > ITEMS)
    const all = Array.from({ length: ITEMS + 1 }, (_, index) => index + 1)
    assert.deepEqual(slow.ids, all)
    assert.equal(slow.socket.readyState, WebSocket.OPEN)
    for (const { socket } of [slow, other]) socket.terminate()
  })
})
