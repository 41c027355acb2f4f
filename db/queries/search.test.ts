import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MessageId, Room } from '../../server/chat/entities.ts'
import { gramsOfSearch } from '../../server/chat/search-grams.ts'
import { termsOf } from '../../server/chat/search-terms.ts'
import { indexAll, MADE_AT, searchFor, type TestStore, testStore } from '../testing.ts'

describe('search in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  async function postUnindexed(body: string, room = test.room): Promise<MessageId> {
    const message = { roomId: room.id, author: test.ada, clientId: null, body, at: MADE_AT }
    return (await test.store.messages.create(message)).id
  }

  async function post(body: string, room?: Room): Promise<MessageId> {
    const id = await postUnindexed(body, room)
    await indexAll(test.store)
    return id
  }

  interface Page {
    rooms?: Room[]
    before?: number
    after?: number
    limit?: number
  }

  /** Bodies of the messages found, in order. */
  async function find(text: string, { rooms, limit = 100, ...place }: Page = {}): Promise<string[]> {
    const grams = gramsOfSearch(termsOf(text), 'words')
    const roomIds = rooms?.map(({ id }) => id) ?? null
    const { messages } = await test.store.search.find({ grams, roomIds, limit, ...place })
    return messages.map(({ body }) => body)
  }

  const indexHolds = (text: string) =>
    test.sqlite
      .prepare<[], Buffer>('select block from message_grams_data')
      .pluck()
      .all()
      .some((block) => block.includes(text))

  const assertSound = () => test.sqlite.exec(`insert into message_grams (message_grams) values ('integrity-check')`)

  async function tidyUp(): Promise<void> {
    while (await test.store.search.tidy());
  }

  it('finds what was indexed, newest first, without regard to case and accents', async () => {
    for (const body of ['The café is open', 'Three cafes here', 'Meet at the CAFE?', 'A decaf']) await post(body)
    assert.deepEqual(await find('Cafe'), ['Meet at the CAFE?', 'Three cafes here', 'The café is open'])
    assert.deepEqual(await find('th op'), ['The café is open'])
    assert.deepEqual(await find('a'), ['A decaf'], 'a letter alone is a word')
    assertSound()
  })

  it('takes whatever is searched for as text', async () => {
    await post('a "quoted" word')
    for (const gram of ['"', '""', 'OR', 'AND', 'NOT', '*', '^x', '-x', "'; --", '']) {
      const { messages } = await test.store.search.find({ grams: searchFor(gram), roomIds: null, limit: 1 })
      assert.deepEqual(messages, [], gram)
    }
    for (const nothing of [{ grams: searchFor() }, { roomIds: [] }]) {
      const { messages } = await test.store.search.find({
        grams: searchFor('quo'),
        roomIds: null,
        limit: 1,
        ...nothing,
      })
      assert.deepEqual(messages, [])
    }
  })

  it('pages from the newest on and back, and stays in the rooms that it is given', async () => {
    const ids: MessageId[] = []
    for (let index = 0; index < 5; index++)
      ids.push(await post(`tea ${index}`, index === 3 ? test.otherRoom : test.room))
    assert.deepEqual(await find('tea', { limit: 2 }), ['tea 4', 'tea 3'])
    assert.deepEqual(await find('tea', { before: ids[3]! }), ['tea 2', 'tea 1', 'tea 0'])
    assert.deepEqual(await find('tea', { after: ids[0]!, limit: 2 }), ['tea 1', 'tea 2'])
    assert.deepEqual(await find('tea', { rooms: [test.otherRoom] }), ['tea 3'])
    assert.deepEqual(await find('tea', { rooms: [test.otherRoom, test.room], limit: 2 }), ['tea 4', 'tea 3'])
    const search = { grams: searchFor('tea'), roomIds: [test.room.id], limit: 4 }
    const more = async (page: object) => (await test.store.search.find({ ...search, ...page })).more
    assert.deepEqual(
      [
        await more({}),
        await more({ limit: 3 }),
        await more({ after: ids[0], limit: 2 }),
        await more({ after: ids[0] }),
      ],
      [false, true, true, false],
    )
  })

  it('a change only adds the message to the queue, and what is found follows when it is indexed', async () => {
    const id = await post('before the edit')
    await test.store.messages.edit(id, 'after the change', 1)
    assert.equal(await test.store.search.countPending(null, 10), 1)
    assert.deepEqual(await find('edit'), ['after the change'], 'what the index says is about the message as it is now')
    await indexAll(test.store)
    assert.deepEqual([await find('edit'), await find('change')], [[], ['after the change']])
    assert.equal(await test.store.search.countPending(null, 10), 0)
    assertSound()
  })

  it('a deleted message is not found from the moment it is deleted, and leaves the index when it is tidied up', async () => {
    const id = await post('the secretword')
    await post('something else')
    assert.ok(indexHolds('cre'))
    await test.store.messages.delete(id, 2)
    assert.deepEqual(await find('secretword'), [])
    await indexAll(test.store)
    await tidyUp()
    assert.equal(indexHolds('cre'), false)
    assert.deepEqual(await find('something'), ['something else'])
    assertSound()
    test.sqlite.exec('delete from messages')
    await indexAll(test.store)
    await tidyUp()
    assert.equal(indexHolds('som'), false)
    assertSound()
  })

  it('an edit leaves nothing of the earlier text in the index', async () => {
    const id = await post('my passphrase is hidden')
    await test.store.messages.edit(id, 'never mind', 1)
    await indexAll(test.store)
    await tidyUp()
    assert.deepEqual([indexHolds('ssp'), indexHolds('nev')], [false, true])
  })

  it('many small indexings become few segments, in short steps', async () => {
    for (let index = 0; index < 60; index++) await post(`message ${index}`)
    const segments = () =>
      test.sqlite.prepare<[], number>('select count(distinct segid) from message_grams_idx').pluck().get()!
    assert.ok(segments() >= 60)
    await tidyUp()
    assert.ok(segments() < 8, `${segments()} segments`)
    assert.equal((await find('message')).length, 60)
    assertSound()
  })

  it('takes the newest pending messages first, a bounded number and length at a time', async () => {
    const long = 'word '.repeat(290)
    for (const body of ['old', long, long, long, 'new']) await postUnindexed(body)
    const steps: number[] = []
    for (let more = true; more; ) {
      const step = await test.store.search.index(2)
      steps.push(step.indexed)
      more = step.more
      if (steps.length === 1) assert.deepEqual(await find('new'), ['new'])
    }
    assert.deepEqual(steps, [2, 2, 1])
    assert.deepEqual(await test.store.search.index(2), { indexed: 0, more: false })
    assert.deepEqual(await find('old'), ['old'])
  })

  it('indexes a long message part by part, and finds it by any of its words and by several together', async () => {
    const words = Array.from({ length: 900 }, (_, index) => `unique${index}`)
    const id = await postUnindexed(words.join(' '))
    const steps: number[] = []
    for (let more = true; more; ) {
      const step = await test.store.search.index(9)
      steps.push(step.indexed)
      more = step.more
    }
    assert.deepEqual(steps, [0, 0, 0, 0, 0, 1])
    for (const text of [
      'unique0',
      'unique450',
      'unique899',
      'unique3 unique870',
      ...words.filter((_, at) => at % 7 === 0),
    ])
      assert.equal((await find(text)).length, 1, text)
    assert.deepEqual(await find('unique3', { before: id }), [])
    assert.deepEqual(await find('unique3', { after: id }), [])
    assert.equal((await find('unique3', { after: id - 1, before: id + 1 })).length, 1)
    await test.store.messages.edit(id, 'short now', 1)
    await indexAll(test.store)
    assert.deepEqual([await find('unique870'), await find('short')], [[], ['short now']])
    await tidyUp()
    assert.equal(indexHolds('e87'), false)
    assertSound()
  })

  it('begins a long message anew that changes while it is indexed', async () => {
    const id = await postUnindexed('first '.repeat(1_000))
    await test.store.search.index(1)
    await test.store.search.index(1)
    await test.store.messages.edit(id, `beginning ${'second '.repeat(1_000)}`, 1)
    await indexAll(test.store)
    assert.deepEqual([(await find('beginning')).length, (await find('first')).length], [1, 0])
    await test.store.messages.delete(id, 2)
    await indexAll(test.store)
    await tidyUp()
    assert.equal(indexHolds('sec'), false)
    assertSound()
  })

  it('counts what is pending, by room, up to a bound', async () => {
    for (let index = 0; index < 5; index++)
      await postUnindexed(`tea ${index}`, index === 0 ? test.otherRoom : test.room)
    const count = (rooms: Room[] | null, most: number) =>
      test.store.search.countPending(rooms?.map(({ id }) => id) ?? null, most)
    assert.deepEqual(
      [await count(null, 10), await count(null, 3), await count([test.otherRoom], 10), await count([], 10)],
      [5, 3, 1, 0],
    )
  })

  it('when some messages of a batch fail, indexes the others', async () => {
    const nowhere = { ...test.room, id: 1_000 }
    const outcomes = await Promise.allSettled([
      post('the first'),
      postUnindexed('the lost', nowhere),
      postUnindexed('the last'),
      test.store.search.index(9),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
    await indexAll(test.store)
    assert.deepEqual(await find('the'), ['the last', 'the first'])
    assertSound()
  })

  it('messages are written and read while the index cannot be', async () => {
    await post('before')
    test.sqlite.exec('alter table message_grams rename to message_grams_away')
    const id = await postUnindexed('meanwhile')
    await assert.rejects(test.store.search.index(1))
    const [posted] = await Promise.all([postUnindexed('together'), assert.rejects(test.store.search.index(1))])
    assert.equal((await test.store.messages.find(id))?.body, 'meanwhile')
    assert.equal((await test.store.messages.find(posted))?.body, 'together')
    test.sqlite.exec('alter table message_grams_away rename to message_grams')
    await indexAll(test.store)
    assert.deepEqual(await find('meanwhile'), ['meanwhile'])
  })
})
