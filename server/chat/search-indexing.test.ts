import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { searchFor } from '../../db/testing.ts'
import { appFixture, visitor } from '../app.fixture.ts'
import { SearchIndexing } from './search-indexing.ts'

describe('indexing in the background', () => {
  it('takes steps until nothing is pending, and then tidies up', async () => {
    const steps: string[] = []
    let [pending, untidy] = [3, 2]
    const indexing = new SearchIndexing({
      search: {
        find: () => assert.fail('nobody searches'),
        countPending: () => assert.fail('nobody counts'),
        index: async () => {
          steps.push('index')
          if (pending > 0) pending--
          return { indexed: 1, more: pending > 0 }
        },
        tidy: async () => {
          steps.push('tidy')
          return untidy-- > 0
        },
      },
    })
    while (await indexing.sweep());
    assert.deepEqual(steps, ['index', 'index', 'index', 'tidy', 'index', 'tidy', 'index', 'tidy'])
  })

  it('the server indexes what is written, and takes out what is deleted, though nobody searches', async () => {
    const fixture = await appFixture()
    const { id, name } = await visitor(fixture, 'Ada')
    await fixture.app.ready()
    const { rooms, messages, search } = fixture.store
    const room = await rooms.create({ name: 'Garden', description: '', at: 0 })
    const author = { id, kind: 'person', name } as const
    const posted = await messages.create({ roomId: room.id, author, clientId: null, body: 'a tulip', at: 0 })
    const until = async (what: string, isSo: () => Promise<boolean>) => {
      const end = performance.now() + 10_000
      while (!(await isSo())) {
        assert.ok(performance.now() < end, `within ten seconds ${what}`)
        await pause(20)
      }
    }
    const isIndexed = async () =>
      (await search.find({ grams: searchFor('tul'), roomIds: null, limit: 1 })).messages.length === 1
    await until('the message is indexed', isIndexed)
    await messages.delete(posted.id, 1)
    assert.equal(await isIndexed(), false)
    await until('the deletion is indexed', async () => (await search.countPending(null, 1)) === 0)
    await fixture.app.close()
    assert.deepEqual(fixture.failures, [])
  })
})
