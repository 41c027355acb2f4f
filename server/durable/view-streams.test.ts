import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { MAX_BACKLOG } from '../live/log.ts'
import { until } from '../until.fixture.ts'
import { ControlledLog } from './controlled-log.fixture.ts'
import type { StreamNews } from './stream-message.ts'
import { TestView } from './test-view.fixture.ts'
import { ViewStreams } from './view-streams.ts'

describe('a view that listens to streams', () => {
  let logs: Record<string, ControlledLog>
  let streams: ViewStreams
  let view: TestView

  beforeEach(() => {
    logs = { one: new ControlledLog(), two: new ControlledLog() }
    streams = new ViewStreams((id) => logs[id]!)
    view = new TestView()
    streams.init(view)
  })

  /** Handles what has arrived. */
  function handle(): StreamNews<number>[] {
    return view.inbox.splice(0).map((message) => {
      assert.ok(streams.isStreamMessage(message))
      return streams.handleMessage<number>(view, message)
    })
  }

  /** Handles everything until as much data has come, and answers with it. */
  async function data(count: number): Promise<number[]> {
    const found: number[] = []
    await until(() => {
      for (const news of handle()) if (news.kind === 'data') found.push(...news.messages.map((message) => message.data))
      return found.length >= count
    })
    return found
  }

  /** Handles everything until this comes. */
  async function news(kind: string, value?: string): Promise<StreamNews<number>> {
    let found: StreamNews<number> | undefined
    const isIt = (each: StreamNews<number>) =>
      each.kind === kind && (value === undefined || (each.kind === 'status' && each.status === value))
    await until(() => {
      found = handle().find(isIt)
      return found !== undefined
    })
    return found!
  }

  const state = () => ({
    streamId: streams.streamId(view),
    offset: streams.offset(view),
    status: streams.status(view),
    listening: streams.listening(view),
  })

  test('LISTEN1: what it listens to, how far it is and how it stands is known at any time', async () => {
    assert.deepEqual(state(), { streamId: null, offset: 0, status: 'idle', listening: false })
    logs.one!.newest = 2
    streams.listen(view, 'one')
    assert.deepEqual(state(), { streamId: 'one', offset: 0, status: 'connecting', listening: true })
    await until(() => view.inbox.length === 2)
    assert.deepEqual(handle(), [
      { kind: 'status', status: 'streaming' },
      {
        kind: 'data',
        messages: [
          { data: 1, offset: 1 },
          { data: 2, offset: 2 },
        ],
      },
    ])
    assert.deepEqual(state(), { streamId: 'one', offset: 2, status: 'streaming', listening: true })
    streams.reset(view)
    assert.deepEqual(state(), { streamId: null, offset: 0, status: 'idle', listening: false })
    assert.equal(logs.one!.listeners, 0)
  })

  test('LISTEN1: only what comes of a stream is taken for it', () => {
    for (const other of [null, undefined, 'data', { kind: 'data', messages: [] }, { token: Symbol(), news: {} }]) {
      assert.equal(streams.isStreamMessage(other), false)
    }
    assert.throws(() => streams.status(new TestView()), /init\(view\)/)
  })

  test('LISTEN2: after stop it goes on where it was, and what came meanwhile comes then', async () => {
    streams.stop(view)
    assert.equal(streams.status(view), 'idle', 'there was nothing to stop')
    logs.one!.newest = 2
    streams.listen(view, 'one')
    await data(2)
    streams.stop(view)
    assert.deepEqual(state(), { streamId: 'one', offset: 2, status: 'disconnected', listening: false })
    assert.equal(logs.one!.listeners, 0)
    logs.one!.newest = 4
    streams.listen(view, 'one')
    assert.deepEqual(await data(2), [3, 4])
  })

  test('LISTEN2: another stream is listened to from its beginning, or from where it is told', async () => {
    logs.one!.newest = 5
    logs.two!.newest = 3
    streams.listen(view, 'one')
    await data(5)
    streams.listen(view, 'two')
    assert.equal(logs.one!.listeners, 0, 'in place of the one before')
    assert.deepEqual(await data(3), [1, 2, 3])
    streams.listen(view, 'one', { offset: 4 })
    assert.deepEqual(await data(1), [5])
    view.page = 2
    streams.listen(view, 'two', { offset: 'page' })
    assert.equal(streams.offset(view), 2)
    assert.deepEqual(await data(1), [3])
  })

  test('LISTEN3: a message of a listener that has been replaced is dropped', async () => {
    logs.one!.newest = 3
    streams.listen(view, 'one')
    await until(() => view.inbox.length === 2)
    const stale = view.inbox.splice(0)
    streams.listen(view, 'one', { offset: 0 })
    const before = state()
    for (const message of stale) {
      assert.ok(streams.isStreamMessage(message))
      assert.deepEqual(streams.handleMessage(view, message), { kind: 'status', status: 'connecting' })
    }
    assert.deepEqual(state(), before)
    assert.deepEqual(await data(3), [1, 2, 3], 'those of the new one are handled')
  })

  test('LISTEN3: so is a late end of one, which does not end the other', async () => {
    logs.one!.closed = true
    streams.listen(view, 'one')
    await until(() => view.inbox.length === 2)
    const stale = view.inbox.splice(0)
    streams.listen(view, 'two')
    for (const message of stale) if (streams.isStreamMessage(message)) streams.handleMessage(view, message)
    assert.equal(streams.listening(view), true)
    logs.two!.commit()
    assert.deepEqual(await data(1), [1])
  })

  test('LISTEN4: reads that fail are tried again with growing pauses, which is told and ends nothing', async () => {
    const log = logs.one!
    log.failures = 3
    const began = performance.now()
    streams.listen(view, 'one')
    await news('status', 'disconnected')
    assert.deepEqual(state(), { streamId: 'one', offset: 0, status: 'disconnected', listening: true })
    await news('status', 'streaming')
    assert.ok(performance.now() - began >= 100 + 200 + 400 - 5, 'each pause is twice the one before')
    assert.equal(log.reads, 4)
    log.commit()
    assert.deepEqual(await data(1), [1])
  })

  test('LISTEN5: a stream that is closed is complete, after its last message', async () => {
    logs.one!.newest = 1
    streams.listen(view, 'one')
    await data(1)
    logs.one!.newest = 2
    logs.one!.closed = true
    logs.one!.wake(null)
    await until(() => view.inbox.length === 2)
    assert.deepEqual(
      handle().map(({ kind }) => kind),
      ['data', 'complete'],
    )
    assert.deepEqual(state(), { streamId: 'one', offset: 2, status: 'disconnected', listening: false })
    assert.equal(logs.one!.listeners, 0)
  })

  test('LISTEN5: what has been forgotten cannot be gone on from', async () => {
    logs.one!.newest = 9
    logs.one!.forgotten = 5
    streams.listen(view, 'one', { offset: 3 })
    assert.deepEqual(await news('error'), { kind: 'error', reason: 'gone' })
    assert.equal(streams.listening(view), false)
  })

  test('LISTEN6: a backlog over the bound is answered by "too far behind", also after stop', async () => {
    logs.one!.newest = 1
    streams.listen(view, 'one')
    await data(1)
    streams.stop(view)
    logs.one!.newest = 2 + MAX_BACKLOG
    streams.listen(view, 'one')
    assert.deepEqual(await news('error'), { kind: 'error', reason: 'too_far_behind' })
    assert.deepEqual(state(), { streamId: 'one', offset: 1, status: 'disconnected', listening: false })
  })

  test('LISTEN7: what nobody told of comes within the time-out, of init or of listen', async () => {
    streams.init(view, { timeout: 5 })
    for (const options of [{}, { timeout: 5 }]) {
      streams.reset(view)
      logs.one!.newest = 0
      streams.listen(view, 'one', options)
      await news('status', 'streaming')
      logs.one!.newest = 1
      assert.deepEqual(await data(1), [1])
      streams.init(view)
    }
  })

  test('LISTEN1: views know nothing of each other', async () => {
    const other = new TestView()
    streams.init(other)
    streams.listen(view, 'one')
    streams.listen(other, 'one')
    logs.one!.commit()
    await data(1)
    streams.stop(view)
    assert.deepEqual([streams.listening(other), streams.offset(other), logs.one!.listeners], [true, 0, 1])
    streams.stop(other)
  })
})
