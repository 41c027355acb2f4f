import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { indexAll, searchFor, type TestStore, testStore } from '../db/testing.ts'
import { BulkIndex } from './bulk-index.ts'

describe('indexing many messages', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  function insert(body: string): number {
    const statement = test.sqlite.prepare(
      'insert into messages (room_id, author_id, body, created_at) values (?, ?, ?, 0)',
    )
    return Number(statement.run(test.room.id, test.ada.id, body).lastInsertRowid)
  }

  function insertIndexed(...bodies: string[]): void {
    const index = new BulkIndex(test.sqlite)
    test.sqlite.transaction(() => {
      index.begin()
      for (const body of bodies) index.put(insert(body), test.room.id, body)
      index.end()
    })()
  }

  const pending = () => test.store.search.countPending(null, 100)

  async function find(gram: string): Promise<string[]> {
    const { messages } = await test.store.search.find({ grams: searchFor(gram), roomIds: [test.room.id], limit: 100 })
    return messages.map(({ body }) => body)
  }

  it('finds at once what was written, and what was pending before stays pending', async () => {
    insert('東京 first')
    insertIndexed('東京 second', 'third')
    assert.deepEqual(await find('東京'), ['東京 second'])
    assert.equal(await pending(), 1)
    insert('東京 fourth')
    await indexAll(test.store)
    assert.deepEqual(await find('東京'), ['東京 fourth', '東京 second', '東京 first'])
    test.sqlite.exec("insert into message_grams (message_grams) values ('integrity-check')")
  })

  it('makes one segment of a transaction, however many messages it writes', () => {
    insertIndexed(...Array.from({ length: 50 }, (_, index) => `text ${index}`))
    const segments = test.sqlite.prepare('select count(distinct segid) from message_grams_idx').pluck()
    assert.equal(segments.get(), 1)
    insertIndexed(...Array.from({ length: 50 }, (_, index) => `more ${index}`))
    assert.equal(segments.get(), 2)
  })

  it('leaves the index with the settings that FTS5 begins with', () => {
    insertIndexed('one')
    const setting = test.sqlite.prepare("select v from message_grams_config where k = 'hashsize'").pluck()
    assert.equal(setting.get(), 1_048_576)
  })

  it('leaves everything as it was when the writing fails', async () => {
    const index = new BulkIndex(test.sqlite)
    const write = () => {
      index.begin()
      index.put(insert('half'), test.room.id, 'half')
      throw new Error('away')
    }
    assert.throws(() => test.sqlite.transaction(write)(), /away/)
    insertIndexed('whole')
    assert.deepEqual([await find('hal'), await find('who'), await pending()], [[], ['whole'], 0])
  })
})
