import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import Database from 'better-sqlite3'
import type { Room } from '../../server/chat/entities.ts'
import type { SearchedIndex } from '../../server/chat/store.ts'
import { applyMigrations } from '../migrate.ts'
import { createStore } from '../open.ts'
import { MADE_AT, type TestStore, testStore } from '../testing.ts'

describe('search in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  async function post(body: string, room = test.room): Promise<number> {
    const { id } = await test.store.messages.create({
      roomId: room.id,
      author: test.ada,
      clientId: null,
      body,
      at: MADE_AT,
    })
    return id
  }

  /** Bodies of what is found, newest first. */
  async function find(
    index: SearchedIndex,
    terms: string[],
    {
      rooms = [test.room, test.otherRoom],
      ...page
    }: { rooms?: Room[]; before?: number; after?: number; limit?: number } = {},
  ): Promise<string[]> {
    const roomIds = rooms.map(({ id }) => id)
    const { messages } = await test.store.search.find(index, { terms, roomIds, limit: 100, ...page })
    return messages.map(({ body }) => body)
  }

  function assertIndexesAgree(): void {
    for (const table of ['message_words', 'message_trigrams']) {
      test.sqlite.exec(`insert into ${table} (${table}, rank) values ('integrity-check', 1)`)
    }
  }

  it('finds words by their beginnings, without regard to case and accents, newest first', async () => {
    for (const body of ['The café is open', 'Three cafes here', 'Meet at the CAFE?', 'A decaf']) await post(body)
    assert.deepEqual(await find('words', ['Cafe']), ['Meet at the CAFE?', 'Three cafes here', 'The café is open'])
    assert.deepEqual(await find('words', ['th', 'op']), ['The café is open'])
    assert.deepEqual(await find('words', ['a']), ['A decaf'], 'a letter alone is a word')
    await post('서울에서 만나요')
    assert.deepEqual(await find('words', ['서울']), ['서울에서 만나요'])
  })

  it('finds parts of words, and languages without blanks', async () => {
    for (const body of ['deployment', '明日は東京へ行きます', 'ภาษาไทยง่าย']) await post(body)
    assert.deepEqual(await find('parts', ['ploy']), ['deployment'])
    assert.deepEqual(await find('parts', ['東京へ']), ['明日は東京へ行きます'])
    assert.deepEqual(await find('parts', ['ไทย']), ['ภาษาไทยง่าย'])
  })

  it('finds one and two characters of languages without blanks, among other words', async () => {
    const bodies = [
      '明日はiPhoneで東京へ',
      '京都の東',
      'ภาษาไทย',
      'ສະບາຍດີ',
      'မြန်မာစာ',
      'ភាសាខ្មែរ',
      'ｶﾀｶﾅ',
      '𠮷野家',
      '한국어',
    ]
    for (const body of bodies) await post(body)
    for (const [terms, found] of [
      [['東京'], bodies[0]],
      [['京', '東'], `${bodies[1]}, ${bodies[0]}`],
      [['iph', '明日'], bodies[0]],
      [['京都の'], bodies[1]],
      [['ษา'], bodies[2]],
      [['ບາ'], bodies[3]],
      [['မာ'], bodies[4]],
      [['សា'], bodies[5]],
      [['ﾀｶ'], bodies[6]],
      [['野'], bodies[7]],
      [['𠮷'], bodies[7]],
    ] as const) {
      assert.equal((await find('words', [...terms])).join(', '), found, terms.join(' '))
    }
  })

  it('finds every character of a text however long it is', async () => {
    const body = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('')
    await post(body)
    for (let index = 0; index < 298; index++) {
      const term = Array.from(body)
        .slice(index, index + 2)
        .join('')
      assert.equal((await find('words', [term])).length, 1, `at ${index}`)
    }
  })

  it('looks for the whole of a long term, but not for what it only repeats', async () => {
    const word = 'wde45a1eed600427ebaee4bad07a2e20f'
    await post(word)
    for (const index of ['words', 'parts'] as const) {
      assert.deepEqual(await find(index, [word]), [word])
      assert.deepEqual(await find(index, [`${word}x`]), [])
    }
    const laughter = 'ha'.repeat(30)
    await post(laughter)
    assert.deepEqual(await find('parts', ['ha'.repeat(90)]), [laughter])
  })

  it('takes whatever is searched for as text', async () => {
    const bodies = ['a "quoted" word', 'OR', 'body:x', 'x AND y', 'near(a b)']
    for (const body of bodies) await post(body)
    for (const term of ['"', '""', 'quoted"', 'OR', 'AND', 'NOT', 'body:x', 'x*', '^x', '-x', 'NEAR(a b)', "'; --"]) {
      for (const index of ['words', 'parts'] as const) assert.ok(Array.isArray(await find(index, [term])), term)
    }
    assert.deepEqual(await find('words', ['OR']), ['OR'])
  })

  it('finds a message as it is now, and none that was deleted', async () => {
    const id = await post('before the edit 東京')
    await test.store.messages.edit(id, 'after the change 京都', 1)
    assert.deepEqual([await find('words', ['before']), await find('words', ['after'])], [[], ['after the change 京都']])
    assert.deepEqual([await find('words', ['東京']), await find('words', ['京都'])], [[], ['after the change 京都']])
    assertIndexesAgree()
    await test.store.messages.delete(id, 2)
    for (const index of ['words', 'parts'] as const) assert.deepEqual(await find(index, ['change']), [])
    for (const table of ['message_words', 'message_trigrams']) {
      const blocks = test.sqlite.prepare<[], Buffer>(`select block from ${table}_data`).pluck().all()
      const isLeft = blocks.some((block) => block.includes('chan'))
      assert.equal(isLeft, false, `${table} forgets the text`)
    }
    assert.deepEqual([await find('words', ['京都']), await find('parts', ['change'])], [[], []])
    test.sqlite.exec('delete from messages')
    assertIndexesAgree()
  })

  it('finds of messages that are written together those that were, when others of them fail', async () => {
    const nowhere = { ...test.room, id: 1_000 }
    const outcomes = await Promise.allSettled([post('the first'), post('the lost', nowhere), post('the last')])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    for (const index of ['words', 'parts'] as const) {
      assert.deepEqual(await find(index, ['the']), ['the last', 'the first'])
    }
    assertIndexesAgree()
  })

  it('pages from the newest on and back, and stays in the rooms that it is given', async () => {
    const ids: number[] = []
    for (let index = 0; index < 5; index++)
      ids.push(await post(`tea ${index}`, index === 3 ? test.otherRoom : test.room))
    assert.deepEqual(await find('words', ['tea'], { limit: 2 }), ['tea 4', 'tea 3'])
    assert.deepEqual(await find('words', ['tea'], { before: ids[3]! }), ['tea 2', 'tea 1', 'tea 0'])
    assert.deepEqual(await find('parts', ['tea'], { after: ids[0]!, limit: 2 }), ['tea 2', 'tea 1'])
    assert.deepEqual(await find('words', ['tea'], { rooms: [test.otherRoom] }), ['tea 3'])
    const search = { terms: ['tea'], roomIds: [test.room.id], limit: 4 }
    assert.equal((await test.store.search.find('words', search)).more, false)
    assert.equal((await test.store.search.find('words', { ...search, limit: 3 })).more, true)
    assert.equal((await test.store.search.find('words', { ...search, after: ids[0]!, limit: 2 })).more, true)
    assert.equal((await test.store.search.find('words', { ...search, after: ids[0]!, limit: 3 })).more, false)
  })

  it('finds the messages of a database that is older than the search', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rill-search-'))
    try {
      await cp(join(import.meta.dirname, '..', 'migrations'), folder, { recursive: true })
      const journal = join(folder, 'meta', '_journal.json')
      const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
      await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 1) }))
      const sqlite = new Database(':memory:')
      applyMigrations(sqlite, folder)
      sqlite.exec(`insert into users (name, email, password_hash, created_at) values ('Ada', 'ada@rill.example', '', 0);
        insert into rooms (name, created_at) values ('Garden', 0);
        insert into messages (room_id, author_id, body, created_at, deleted_at)
        values (1, 1, 'an old 東京', 0, null), (1, 1, '', 0, 1)`)
      applyMigrations(sqlite)
      const store = createStore(sqlite)
      for (const [index, term] of [
        ['words', '東京'],
        ['words', 'ol'],
        ['parts', 'old'],
      ] as const) {
        const { messages } = await store.search.find(index, { terms: [term], roomIds: [1], limit: 10 })
        assert.deepEqual(
          messages.map(({ body }) => body),
          ['an old 東京'],
        )
      }
      await store.close()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
