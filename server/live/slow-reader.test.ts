import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { List, type ListEvent, ListView } from './list-view.fixture.ts'
import { fixtureApp, MemoryLog } from './live-app.fixture.ts'
import type { Frame, JoinRequest } from './protocol.ts'
import { TestClient } from './testing.ts'

/** More than what a reader may have waiting and the network's buffers together. */
const ROWS = 400
const TEXT = 'x'.repeat(100_000)

test('SOCK8: a reader who takes nothing is sent away, holds up nobody, and goes on from its offset', {
  timeout: 30_000,
}, async () => {
  const list = new List(new MemoryLog<ListEvent>('list'))
  const { app } = await fixtureApp([{ path: '/list', create: () => new ListView(list) }])
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const { joinRequest } = await TestClient.load(app, '/list')
  const [slow, fast] = await Promise.all([Reader.join(port, joinRequest), Reader.join(port, joinRequest)])
  const readers = [slow, fast]
  try {
    slow.socket.pause()
    for (let id = 1; id <= ROWS; id++) {
      list.put(id, `${id} ${TEXT}`)
      await fast.until(() => fast.offset === id)
    }
    while (app.liveSockets.size > 1) await setTimeout(10)
    slow.socket.resume()
    await once(slow.socket, 'close')
    assert.ok(slow.offset < ROWS)
    const again = await Reader.join(port, { ...joinRequest, offsets: { list: slow.offset } })
    readers.push(again)
    await again.until(() => again.offset === ROWS)
    assert.deepEqual([...slow.rows, ...again.rows], fast.rows)
  } finally {
    for (const { socket } of readers) socket.terminate()
    await app.close()
  }
})

/** A browser that keeps of each row its number. */
class Reader {
  readonly socket: WebSocket
  readonly rows: number[] = []
  offset = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => this.#receive(JSON.parse(String(data)) as Frame))
  }

  static async join(port: number, request: JoinRequest): Promise<Reader> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live?v=1`)
    const reader = new Reader(socket)
    await once(socket, 'open')
    socket.send(JSON.stringify([0, 1, 'join', request]))
    await once(socket, 'message')
    return reader
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.socket, 'message')
  }

  #receive([, ...operations]: Frame): void {
    for (const operation of operations) {
      if (operation[0] === 'o') this.offset = operation[2]
      if (operation[0] !== 'i') continue
      this.rows.push(...operation[2].map((row) => Number(/>(\d+) /.exec(row)?.[1])))
    }
  }
}
