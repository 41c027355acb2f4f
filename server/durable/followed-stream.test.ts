import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createStore, type DatabaseStore, openDatabase } from '../../db/open.ts'
import { LocalPubSub } from '../live/pubsub.ts'
import { until } from '../until.fixture.ts'
import { namedLogs } from './named-logs.ts'
import { Streams } from './streams.ts'
import { TestView } from './test-view.fixture.ts'
import { ViewStreams } from './view-streams.ts'

const NEW = { ttl: null, expiresAt: null, closed: false, body: Buffer.alloc(0), fork: null }

describe('a view that listens to a stream of a program', () => {
  let store: DatabaseStore
  let programs: Streams
  let streams: ViewStreams
  let view: TestView

  beforeEach(() => {
    store = createStore(openDatabase(':memory:'))
    const pubsub = new LocalPubSub((error) => assert.fail(String(error)))
    programs = new Streams({ store: store.streams, pubsub, now: Date.now })
    streams = new ViewStreams(namedLogs({ roomLog: store.roomLog, streams: programs, pubsub }))
    view = new TestView()
    streams.init(view)
  })
  afterEach(async () => {
    streams.reset(view)
    await store.close()
  })

  const append = (path: string, body: string, contentType: string, close = false) =>
    programs.append(path, { body: Buffer.from(body), contentType, close, seq: null, producer: null })

  /** What has come, as data and the kinds of everything else, once there is so much of it. */
  async function heard(count: number): Promise<unknown[]> {
    const found: unknown[] = []
    await until(() => {
      for (const message of view.inbox.splice(0)) {
        assert.ok(streams.isStreamMessage(message))
        const news = streams.handleMessage(view, message)
        if (news.kind === 'data') found.push(...news.messages.map(({ data }) => data))
        else if (news.kind === 'error') found.push(news.reason)
        else if (news.kind === 'complete') found.push('complete')
      }
      return found.length >= count
    })
    return found
  }

  test('LISTEN9 LISTEN5: JSON comes message by message, as it is appended, and then its end', async () => {
    await programs.create('builds/42', { ...NEW, contentType: 'application/json' })
    await append('builds/42', '[{"step":"tests"}, [1, 2]]', 'application/json')
    streams.listen(view, 'streams/builds/42')
    assert.deepEqual(await heard(2), [{ step: 'tests' }, [1, 2]])
    await append('builds/42', '"ö"', 'application/json')
    assert.deepEqual(await heard(1), ['ö'])
    assert.equal(streams.offset(view), (await programs.find('builds/42')).tail)
    streams.stop(view)
    await append('builds/42', '[3, 4]', 'application/json', true)
    streams.listen(view, 'streams/builds/42')
    assert.deepEqual(await heard(3), [3, 4, 'complete'])
    assert.equal(streams.listening(view), false)
  })

  test('LISTEN9: of another type its bytes come', async () => {
    await programs.create('notes', { ...NEW, contentType: 'text/plain', body: Buffer.from('one') })
    streams.listen(view, 'streams/notes')
    assert.deepEqual(await heard(1), [Buffer.from('one')])
    await append('notes', ' two', 'text/plain')
    assert.deepEqual(await heard(1), [Buffer.from(' two')])
    assert.equal(streams.offset(view), 7)
    await programs.append('notes', { body: Buffer.alloc(0), contentType: null, close: true, seq: null, producer: null })
    assert.deepEqual(await heard(1), ['complete'], 'also when it is closed without a word')
  })

  test('LISTEN5: one that is deleted ends, and is not another that comes to its path', async () => {
    streams.listen(view, 'streams/none')
    assert.deepEqual(await heard(1), ['not_found'])
    await programs.create('notes', { ...NEW, contentType: 'text/plain', body: Buffer.from('old') })
    streams.listen(view, 'streams/notes')
    await heard(1)
    await programs.delete('notes')
    await programs.create('notes', { ...NEW, contentType: 'text/plain', body: Buffer.from('something new') })
    assert.deepEqual(await heard(1), ['not_found'])
  })

  test('a log that can have no name is refused at once', () => {
    for (const name of ['rooms', 'rooms/x', 'streams/', 'else/1', ' rooms/1']) {
      assert.throws(() => streams.listen(view, name), /named rooms\/ID or streams\/PATH/)
    }
    assert.equal(streams.listening(view), false)
  })
})
