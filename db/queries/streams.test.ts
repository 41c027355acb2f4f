import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Database } from 'better-sqlite3'
import type { Fork, NewStream, StreamChange, StreamRecord, StreamStore } from '../../server/durable/stream-store.ts'
import { createStore, openDatabase } from '../open.ts'

const NOW = 1_000
const NOTHING = Buffer.alloc(0)
const PLENTY = { entries: 1_000, bytes: 1_000_000 }

let sqlite: Database
let store: StreamStore

describe('streams in SQLite', () => {
  beforeEach(() => {
    sqlite = openDatabase(':memory:')
    store = createStore(sqlite).streams
  })
  afterEach(() => void sqlite.close())

  function make(path: string, data = '', more: Partial<NewStream> = {}): Promise<StreamRecord | null> {
    const plain = { contentType: 'text/plain', closed: false, ttl: null, expiresAt: null, fork: null }
    return store.create({ path, ...plain, data: Buffer.from(data), ...more })
  }

  async function made(path: string, data = '', more: Partial<NewStream> = {}): Promise<StreamRecord> {
    const stream = await make(path, data, more)
    assert.ok(stream)
    return stream
  }

  function forkOf({ id, tail }: StreamRecord, position = tail): { fork: Fork } {
    return { fork: { sourceId: id, position } }
  }

  function change({ closed, lastSeq, expiresAt }: StreamRecord, more: Partial<StreamChange>): StreamChange {
    return { closed, lastSeq, expiresAt, data: NOTHING, producer: null, ...more }
  }

  function add({ id }: StreamRecord, text: string) {
    return store.update(id, null, (stream) => change(stream, { data: Buffer.from(text) }))
  }

  /** What a stream holds between two positions, entry by entry. */
  async function read({ id }: StreamRecord, from = 0, to = 1_000, limits = PLENTY): Promise<string> {
    const entries = await store.entries(id, from, to, limits)
    return entries.map(({ start, data }) => `${start}:${data}`).join(' ')
  }

  const count = (table: string) => sqlite.prepare(`select count(*) from ${table}`).pluck().get()

  async function sweepAll(now = NOW): Promise<number> {
    let steps = 0
    while (await store.sweep(now)) steps++
    return steps
  }

  describe('a stream in the database', () => {
    it('is found as it was made, and its path is taken', async () => {
      const config = { contentType: 'Text/Plain; x=y', closed: true, ttl: 60, expiresAt: NOW + 1 }
      const stream = await made('a/b', 'first', config)
      assert.deepEqual(stream, { id: 1, path: 'a/b', tail: 5, lastSeq: null, fork: null, deleted: false, ...config })
      assert.deepEqual(await store.find('a/b', NOW), stream)
      assert.equal(await make('a/b'), null)
      assert.equal(await store.find('a', NOW), null)
      assert.equal(await read(stream), '0:first')
    })

    it('changes as it is decided, entry and state together', async () => {
      const { id } = await made('a', 'first')
      const result = await store.update(id, null, (stream) =>
        change(stream, { data: Buffer.from('more'), closed: true, lastSeq: '7', expiresAt: 9_999 }),
      )
      assert.deepEqual(result?.stream, await store.find('a', NOW))
      const { tail, closed, lastSeq, expiresAt } = result!.stream
      assert.deepEqual([tail, closed, lastSeq, expiresAt], [9, true, '7', 9_999])
      assert.equal(await read(result!.stream), '0:first 5:more')
    })

    it('stays as it is when the decision is to refuse', async () => {
      const stream = await made('a', 'first')
      const refused = store.update(stream.id, 'p', () => {
        throw new RangeError('no')
      })
      await assert.rejects(refused, RangeError)
      assert.deepEqual(await store.find('a', NOW), stream)
    })

    it('remembers each producer of its own, and of no other stream', async () => {
      const [one, other] = [await made('one'), await made('other')]
      const write = async (stream: StreamRecord, producerId: string, seq: number) => {
        let last: unknown
        await store.update(stream.id, producerId, (found, producer) => {
          last = producer
          return change(found, { producer: { epoch: 1, seq } })
        })
        return last
      }
      assert.equal(await write(one, 'p', 0), null)
      assert.equal(await write(one, 'q', 5), null)
      assert.equal(await write(other, 'p', 9), null)
      assert.deepEqual(await write(one, 'p', 1), { epoch: 1, seq: 0 })
      assert.deepEqual(await write(one, 'p', 2), { epoch: 1, seq: 1 })
    })

    it('is read from any position, to a limit but never less than one entry', async () => {
      const stream = await made('a')
      for (const text of ['aa', 'bbb', 'c', 'dddd']) await add(stream, text)
      assert.equal(await read(stream), '0:aa 2:bbb 5:c 6:dddd')
      assert.equal(await read(stream, 2), '2:bbb 5:c 6:dddd')
      assert.equal(await read(stream, 3), '2:bbb 5:c 6:dddd', 'from within an entry')
      assert.equal(await read(stream, 0, 5), '0:aa 2:bbb')
      assert.equal(await read(stream, 10), '')
      assert.equal(await read(stream, 0, 10, { entries: 3, bytes: 100 }), '0:aa 2:bbb 5:c')
      assert.equal(await read(stream, 0, 10, { entries: 100, bytes: 5 }), '0:aa 2:bbb')
      assert.equal(await read(stream, 6, 10, { entries: 100, bytes: 1 }), '6:dddd')
    })

    it('holds any bytes', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
      const { id } = await made('a', '', { data: bytes })
      assert.deepEqual(await store.entries(id, 0, 256, PLENTY), [{ start: 0, data: bytes }])
    })

    it('outlives the process, with its producers', async (test) => {
      const folder = await mkdtemp(join(tmpdir(), 'rill-streams-'))
      test.after(() => rm(folder, { recursive: true }))
      const open = () => createStore(openDatabase(join(folder, 'rill.db')))
      const before = open()
      store = before.streams
      const stream = await made('a', 'kept')
      await store.update(stream.id, 'p', (found) => change(found, { producer: { epoch: 2, seq: 3 } }))
      await before.close()
      const after = open()
      store = after.streams
      assert.equal(await read((await store.find('a', NOW))!), '0:kept')
      await store.update(stream.id, 'p', (found, producer) => {
        assert.deepEqual(producer, { epoch: 2, seq: 3 })
        return change(found, {})
      })
      await after.close()
    })
  })

  describe('a fork in the database', () => {
    it('has what its source had, without a copy of it, and then its own', async () => {
      const source = await made('source', 'abc')
      await add(source, 'def')
      const fork = await made('fork', 'X', forkOf((await store.find('source', NOW))!))
      await add(source, 'later')
      await add(fork, 'YZ')
      assert.equal(await read(fork), '0:abc 3:def 6:X 7:YZ')
      assert.equal(await read(fork, 6), '6:X 7:YZ')
      assert.equal(await read(fork, 0, 1_000, { entries: 3, bytes: 100 }), '0:abc 3:def 6:X')
      assert.equal(count('stream_entries'), 5)
    })

    it('may part from its source within an entry, and again', async () => {
      const source = await made('source', 'abcdef')
      const fork = await made('fork', 'XYZ', forkOf(source, 4))
      const second = await made('second', '!', forkOf(fork, 6))
      const third = await made('third', '?', forkOf(second, 2))
      assert.equal(await read(fork), '0:abcd 4:XYZ')
      assert.equal(await read(second), '0:abcd 4:XY 6:!')
      assert.equal(await read(third), '0:ab 2:?')
      assert.equal(await read(second, 5), '4:XY 6:!')
    })

    it('is not made of a source that is no more', async () => {
      const source = await made('source', 'abc')
      const fork = await made('fork', '', forkOf(source))
      await store.remove(source.id, NOW)
      assert.equal(await make('late', '', forkOf(source)), null)
      await store.remove(fork.id, NOW)
      assert.equal(await make('later', '', forkOf(fork)), null)
    })
  })

  describe('the end of a stream', () => {
    it('frees its path at once for another that has nothing of it', async () => {
      const old = await made('a', 'old')
      await store.remove(old.id, NOW)
      assert.equal(await store.find('a', NOW), null)
      assert.equal(await add(old, 'x'), null)
      const next = await made('a')
      assert.notEqual(next.id, old.id)
      assert.equal(await read(next), '')
      await sweepAll()
      assert.deepEqual(await store.find('a', NOW), next)
    })

    it('removes its entries in steps, and its producers', async () => {
      const stream = await made('a')
      for (let index = 0; index < 2_500; index++) await add(stream, 'x')
      await store.update(stream.id, 'p', (found) => change(found, { producer: { epoch: 0, seq: 0 } }))
      await store.remove(stream.id, NOW)
      assert.equal(count('stream_entries'), 2_500)
      assert.equal(await sweepAll(), 3)
      assert.deepEqual(['streams', 'stream_entries', 'stream_producers'].map(count), [0, 0, 0])
    })

    it('waits for the last fork, up the whole chain', async () => {
      const first = await made('first', 'a')
      const second = await made('second', 'b', forkOf(first))
      const third = await made('third', 'c', forkOf(second))
      const sibling = await made('sibling', 'd', forkOf(second))
      const deleted = async () =>
        Promise.all(['first', 'second'].map(async (path) => (await store.find(path, NOW))?.deleted))
      await store.remove(first.id, NOW)
      await store.remove(second.id, NOW)
      await sweepAll()
      assert.deepEqual(await deleted(), [true, true])
      assert.equal(await make('first'), null, 'its path is still taken')
      assert.equal(await read(third), '0:a 1:b 2:c')
      await store.remove(third.id, NOW)
      assert.deepEqual(await deleted(), [true, true])
      await store.remove(sibling.id, NOW)
      assert.deepEqual(await deleted(), [undefined, undefined])
      await sweepAll()
      assert.equal(count('streams'), 0)
    })

    it('of a fork leaves a source that was not deleted', async () => {
      const source = await made('source', 'a')
      const fork = await made('fork', '', forkOf(source))
      await store.remove(fork.id, NOW)
      assert.deepEqual(await store.find('source', NOW), source)
    })

    it('comes with its time, found or swept, unless it is put off', async () => {
      await made('found', 'x', { expiresAt: NOW })
      await made('swept', 'x', { expiresAt: NOW })
      const used = await made('used', 'x', { ttl: 1, expiresAt: NOW })
      await made('lasting', 'x')
      await store.touch(used.id, NOW + 1)
      assert.ok(await store.find('found', NOW - 1))
      assert.equal(await store.find('found', NOW), null)
      await sweepAll()
      assert.deepEqual(sqlite.prepare('select path from streams order by path').pluck().all(), ['lasting', 'used'])
      assert.equal((await store.find('used', NOW))?.expiresAt, NOW + 1)
      assert.equal(await store.find('used', NOW + 1), null)
    })

    it('that comes with its time waits for its forks too', async () => {
      const source = await made('source', 'a', { expiresAt: NOW })
      const fork = await made('fork', 'b', forkOf(source))
      assert.equal((await store.find('source', NOW))?.deleted, true)
      await sweepAll(NOW + 1_000_000)
      assert.equal(await read(fork), '0:a 1:b')
    })
  })

  describe('streams in a database that is opened twice', () => {
    it('are written by one at a time', async (test) => {
      const folder = await mkdtemp(join(tmpdir(), 'rill-streams-'))
      const stores = [1, 2].map(() => createStore(openDatabase(join(folder, 'rill.db'))))
      test.after(async () => {
        await Promise.all(stores.map((opened) => opened.close()))
        await rm(folder, { recursive: true })
      })
      store = stores[0]!.streams
      const { id } = await made('a')
      for (let index = 0; index < 20; index++) {
        await stores[index % 2]!.streams.update(id, 'p', (found, last) => {
          assert.equal(last?.seq ?? -1, index - 1, 'each sees what the other wrote')
          return change(found, { data: Buffer.from('x'), producer: { epoch: 0, seq: index } })
        })
      }
      assert.equal((await stores[1]!.streams.find('a', NOW))?.tail, 20)
    })
  })
})
