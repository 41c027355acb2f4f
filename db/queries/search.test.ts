import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { SearchedIndex } from '../../server/chat/store.ts'
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
    { rooms = [test.room, test.otherRoom], before = null as number | null, limit = 100 } = {},
  ): Promise<string[]> {
    const roomIds = rooms.map(({ id }) => id)
    const { messages } = await test.store.search.find(index, { terms, roomIds, before, limit })
    return messages.map(({ body }) => body)
  }

  it('finds whole words without regard to case and accents, newest first', async () => {
    for (const body of ['The café is open', 'No cafes here', 'Meet at the CAFE?']) await post(body)
    assert.deepEqual(await find('words', ['Cafe']), ['Meet at the CAFE?', 'The café is open'])
    assert.deepEqual(await find('words', ['the', 'open']), ['The café is open'])
  })

  it('finds parts of words, and languages without blanks', async () => {
    for (const body of ['deployment', '明日は東京へ行きます', 'ภาษาไทยง่าย']) await post(body)
    assert.deepEqual(await find('parts', ['ploy']), ['deployment'])
    assert.deepEqual(await find('parts', ['東京へ']), ['明日は東京へ行きます'])
    assert.deepEqual(await find('parts', ['ไทย']), ['ภาษาไทยง่าย'])
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
    const id = await post('before the edit')
    await test.store.messages.edit(id, 'after the change', 1)
    assert.deepEqual([await find('words', ['before']), await find('words', ['after'])], [[], ['after the change']])
    await test.store.messages.delete(id, 2)
    for (const index of ['words', 'parts'] as const) assert.deepEqual(await find(index, ['change']), [])
    for (const table of ['message_words', 'message_trigrams']) {
      const blocks = test.sqlite.prepare<[], Buffer>(`select block from ${table}_data`).pluck().all()
      const isLeft = blocks.some((block) => block.includes('chan'))
      assert.equal(isLeft, false, `${table} forgets the text`)
    }
    for (const table of ['message_words', 'message_trigrams']) {
      test.sqlite.exec(`insert into ${table} (${table}, rank) values ('integrity-check', 1)`)
    }
  })

  it('pages from the newest on, and stays in the rooms that it is given', async () => {
    const ids: number[] = []
    for (let index = 0; index < 5; index++)
      ids.push(await post(`tea ${index}`, index === 3 ? test.otherRoom : test.room))
    assert.deepEqual(await find('words', ['tea'], { limit: 2 }), ['tea 4', 'tea 3'])
    assert.deepEqual(await find('words', ['tea'], { before: ids[3]! }), ['tea 2', 'tea 1', 'tea 0'])
    assert.deepEqual(await find('words', ['tea'], { rooms: [test.otherRoom] }), ['tea 3'])
    const roomIds = [test.room.id]
    const page = await test.store.search.find('words', { terms: ['tea'], roomIds, before: null, limit: 4 })
    assert.equal(page.more, false)
  })
})
