import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../db/testing.ts'
import { withBulkIndex } from './bulk-index.ts'

describe('indexing many messages', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  const insert = (body: string) =>
    test.sqlite
      .prepare('insert into messages (room_id, author_id, body, created_at) values (?, ?, ?, 0)')
      .run(test.room.id, test.ada.id, body)

  async function find(term: string): Promise<number> {
    const search = { terms: [term], roomIds: [test.room.id], limit: 100 }
    const pages = await Promise.all([test.store.search.find('words', search), test.store.search.find('parts', search)])
    assert.equal(pages[0].messages.length, pages[1].messages.length)
    return pages[0].messages.length
  }

  function assertIndexesAgree(): void {
    for (const table of ['message_words', 'message_trigrams']) {
      test.sqlite.exec(`insert into ${table} (${table}, rank) values ('integrity-check', 1)`)
    }
  }

  it('finds what was there, what was written and what is written later', async () => {
    insert('東京タワー first')
    const write = () => withBulkIndex(test.sqlite, () => ['東京タワー second', 'third'].map(insert).length)
    assert.equal(test.sqlite.transaction(write)(), 2)
    insert('東京タワー fourth')
    assert.equal(await find('東京タ'), 3)
    assertIndexesAgree()
  })

  it('leaves the indexes with the settings that FTS5 begins with', () => {
    test.sqlite.transaction(() => withBulkIndex(test.sqlite, () => insert('one')))()
    for (const table of ['message_words', 'message_trigrams']) {
      const settings = test.sqlite.prepare(`select k, v from ${table}_config where k in ('automerge', 'hashsize')`)
      assert.deepEqual(Object.fromEntries(settings.raw().all() as [string, number][]), {
        automerge: 4,
        hashsize: 1_048_576,
      })
    }
  })

  it('leaves everything as it was when the writing fails', async () => {
    const write = () =>
      withBulkIndex(test.sqlite, () => {
        insert('half')
        throw new Error('away')
      })
    assert.throws(() => test.sqlite.transaction(write)(), /away/)
    insert('whole')
    assert.deepEqual([await find('half'), await find('whole')], [0, 1])
    assertIndexesAgree()
  })
})
