import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setImmediate as nextCallback } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { KeptReads } from './kept-reads.ts'

describe('reads that are kept', () => {
  let folder: string
  let own: Database.Database
  let other: Database.Database
  let reads = 0
  let wordOf: (id: number) => string | null

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-kept-'))
    const open = () => new Database(join(folder, 'words.db'))
    own = open()
    own.pragma('journal_mode = WAL')
    own.exec("create table words (id integer primary key, word text); insert into words values (1, 'one')")
    other = open()
    const word = own.prepare<[number], string>('select word from words where id = ?').pluck()
    reads = 0
    wordOf = new KeptReads(own).keep((id: number) => {
      reads++
      return word.get(id) ?? null
    })
  })
  afterEach(async () => {
    own.close()
    other.close()
    await rm(folder, { recursive: true, force: true })
  })

  const set = (database: Database.Database, word: string) =>
    database.prepare('update words set word = ? where id = 1').run(word)

  it('ask the database once for each thing while nobody writes, also for what is not there', () => {
    assert.deepEqual([wordOf(1), wordOf(2), wordOf(1), wordOf(2)], ['one', null, 'one', null])
    assert.equal(reads, 2)
  })

  it('see what this connection has written, and what a statement that returns rows has', () => {
    assert.equal(wordOf(1), 'one')
    set(own, 'uno')
    assert.equal(wordOf(1), 'uno')
    own.prepare("update words set word = 'eins' where id = 1 returning id").get()
    assert.equal(wordOf(1), 'eins')
    own.prepare('delete from words').run()
    assert.equal(wordOf(1), null)
  })

  it('see what another connection has committed, and not before', async () => {
    assert.equal(wordOf(1), 'one')
    other.exec('begin')
    set(other, 'uno')
    await nextCallback()
    assert.equal(wordOf(1), 'one')
    other.exec('commit')
    await nextCallback()
    assert.equal(wordOf(1), 'uno')
  })

  it('see what both have written in between, whoever was last', async () => {
    for (const [first, second] of [[own, other] as const, [other, own] as const]) {
      await nextCallback()
      wordOf(1)
      set(first, 'first')
      set(second, 'second')
      await nextCallback()
      assert.equal(wordOf(1), 'second')
    }
  })

  it('ask once for all reads that hang together by promises, whether others have written', async () => {
    wordOf(1)
    wordOf(2)
    set(other, 'uno')
    await null
    assert.equal(wordOf(1), 'one')
    set(own, 'eins')
    assert.equal(wordOf(1), 'eins')
  })

  it('keep nothing that is read amid a transaction, which may be taken back', () => {
    own.exec('begin')
    set(own, 'uno')
    assert.equal(wordOf(1), 'uno')
    own.exec('rollback')
    assert.equal(wordOf(1), 'one')
    own.exec('begin')
    set(own, 'uno')
    own.exec('savepoint a')
    set(own, 'due')
    assert.equal(wordOf(1), 'due')
    own.exec('rollback to a')
    assert.equal(wordOf(1), 'uno')
    own.exec('commit')
    assert.equal(wordOf(1), 'uno')
  })

  it('keep no error, and go on once the database answers again', () => {
    let broken = true
    const read = new KeptReads(own).keep(() => {
      if (broken) throw new Error('no answer')
      return 'an answer'
    })
    assert.throws(read, /no answer/)
    broken = false
    assert.equal(read(), 'an answer')
  })
})
