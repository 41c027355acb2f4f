import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { WriterTask } from './contending-writer.fixture.ts'
import { openDatabase, openStore } from './open.ts'
import { testStore } from './testing.ts'

describe('databases that are opened more than once', () => {
  let folder: string
  let path: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-db-'))
    path = join(folder, 'rill.db')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('are apart when they are in memory, and not on the disk', async () => {
    const { store } = await testStore()
    const other = openStore({ path: ':memory:' })
    assert.equal(await store.rooms.count(), 2)
    assert.equal(await other.rooms.count(), 0)
    assert.ok(!existsSync(':memory:'))
    await Promise.all([store.close(), other.close()])
  })

  it('let one connection write while another reads, which goes on to see what it began with', async () => {
    const { store, ada, room } = await testStore(path)
    const reader = openDatabase(path)
    const head = reader.prepare('select log_head from rooms where id = ?').pluck()
    reader.exec('begin')
    assert.equal(head.get(room.id), 0)
    await store.messages.create({ roomId: room.id, author: ada, clientId: null, body: 'new', at: 1 })
    assert.equal(head.get(room.id), 0)
    reader.exec('commit')
    assert.equal(head.get(room.id), 1)
    reader.close()
    await store.close()
  })

  it('let connections that write at the same time wait for each other, and leave no hole in the log', async () => {
    const { store, ada, ben, room } = await testStore(path)
    const messages = 150
    const write = (author: typeof ada) => runWriter({ path, roomId: room.id, author, messages })
    await Promise.all([write(ada), write(ben)])

    const events = await store.roomLog.read(room.id, 0, 1_000)
    assert.deepEqual(
      events.map(({ offset }) => offset),
      Array.from({ length: 2 * messages }, (_, index) => index + 1),
    )
    assert.equal(await store.roomLog.head(room.id), 2 * messages)
    const page = await store.messages.newest(room.id, 1_000)
    assert.deepEqual(
      events.map((event) => 'message' in event && event.message.id),
      page.messages.map(({ id }) => id),
      'ids are given in the order of the log',
    )
    await store.close()
  })
})

/** Resolves when the writer is done; rejects with what it failed of. */
function runWriter(task: WriterTask): Promise<void> {
  const worker = new Worker(new URL('./contending-writer.fixture.ts', import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}
