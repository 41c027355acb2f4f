import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import { SharedReads } from './shared-reads.ts'

describe('shared reads of a room’s log', () => {
  let fixture: TestStore
  let reads: SharedReads
  const send = (body: string) =>
    fixture.store.messages.create({ roomId: fixture.room.id, author: fixture.ada, clientId: null, body, at: 1 })
  const read = async (offset: number, limit = 10) =>
    await reads.read(fixture.room.id, offset, { limit, head: await fixture.store.roomLog.head(fixture.room.id) })

  beforeEach(async () => {
    fixture = await testStore()
    reads = new SharedReads(fixture.store.roomLog)
    await send('one')
    await send('two')
  })

  test('are one list for all who ask from one offset, until the log goes on', async () => {
    const stretch = await read(0)
    assert.equal(await read(0), stretch)
    assert.notEqual(await read(1), stretch)
    await send('three')
    assert.deepEqual(
      (await read(0)).map(({ offset }) => offset),
      [1, 2, 3],
    )
  })

  test('hold nothing any more of a text that was deleted', async () => {
    const { id } = await send('secret')
    assert.ok(JSON.stringify(await read(0)).includes('secret'))
    await fixture.store.messages.delete(id, 2)
    assert.ok(!JSON.stringify(await read(0)).includes('secret'))
  })

  test('end where they are told to, and then are read again', async () => {
    assert.deepEqual(
      (await read(0, 1)).map(({ offset }) => offset),
      [1],
    )
    assert.equal((await read(0, 10)).length, 2)
  })
})
