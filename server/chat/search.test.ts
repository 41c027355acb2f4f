import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { indexAll } from '../../db/testing.ts'
import { type AppFixture, appFixture, visitor } from '../app.fixture.ts'
import type { Room, RoomId, User } from './entities.ts'
import { RateLimiter } from './rate-limiter.ts'
import { Rooms } from './rooms.ts'
import { Search, type SearchFrom } from './search.ts'

describe('search', () => {
  let fixture: AppFixture
  let rooms: Rooms
  let search: Search
  let user: User
  let garden: Room
  /** The rooms that the user may read. */
  let readable: Room[]

  beforeEach(async () => {
    fixture = await appFixture()
    const { store, pubsub } = fixture
    const { id } = await visitor(fixture, 'Ada')
    user = { id, kind: 'person', name: 'Ada', email: 'ada@rill.example' }
    garden = await store.rooms.create({ name: 'Garden', description: '', at: 0 })
    readable = [garden]
    class ReadableRooms extends Rooms {
      override async readableIds(): Promise<RoomId[]> {
        return readable.map(({ id }) => id)
      }
    }
    rooms = new ReadableRooms({ store, pubsub, now: () => 0 })
    search = new Search({ store, rooms })
  })
  afterEach(() => fixture.app.close())

  async function post(...bodies: string[]): Promise<void> {
    for (const body of bodies) {
      await fixture.store.messages.create({ roomId: garden.id, author: user, clientId: null, body, at: 0 })
    }
    await indexAll(fixture.store)
  }

  async function find(text: string, from: SearchFrom = {}): Promise<string[]> {
    return (await search.find(user, text, from)).hits.map(({ message }) => message.body)
  }

  it('finds nothing in rooms that one may not read', async () => {
    await post('a secret', '秘密')
    readable = []
    for (const text of ['secret', 'se', '秘', 'cre']) assert.deepEqual(await find(text), [], text)
  })

  it('finds beginnings of words beside short ones, and parts of words', async () => {
    await post('we deployed it', 'they redeploy', 'we deny')
    assert.deepEqual(await find('we deploy'), ['we deployed it'])
    assert.deepEqual(await find('de we'), ['we deny', 'we deployed it'])
    assert.deepEqual(await find('deploy'), ['they redeploy', 'we deployed it'])
  })

  it('looks inside of words for three letters only when no word begins so', async () => {
    await post('an art', 'a party')
    assert.deepEqual(await find('art'), ['an art'])
    assert.deepEqual(await find('rty'), ['a party'])
    assert.deepEqual(await find('ty'), [])
  })

  it('finds languages without blanks by any number of characters', async () => {
    await post('明日は東京へ行く deploy')
    for (const text of ['京', '東京', '東京へ', '東京へ行', 'de 東京', '明日 deploy', '日deploy']) {
      assert.equal((await find(text)).length, 1, text)
    }
    assert.deepEqual(await find('京東'), [])
  })

  it('takes operators and quotes as text', async () => {
    await post('this AND that', 'NOT here', 'either OR neither')
    assert.deepEqual(await find('AND'), ['this AND that'])
    assert.deepEqual(await find('this OR here'), [])
    assert.deepEqual(await find('"NOT" (here*)'), ['NOT here'])
  })

  it('pages to older hits and back without a gap', async () => {
    await post(...Array.from({ length: 70 }, (_, index) => `tea ${index}`))
    const first = await search.find(user, 'tea')
    const last = first.hits.at(-1)!.message
    const second = await search.find(user, 'tea', { before: last.id, mode: first.mode })
    const third = await search.find(user, 'tea', { before: second.hits.at(-1)!.message.id, mode: first.mode })
    assert.deepEqual(
      [first, second, third].map(({ hits, more }) => [hits.length, more]),
      [
        [30, true],
        [30, true],
        [10, false],
      ],
    )
    assert.deepEqual(
      await find('tea', { after: second.hits[0]!.message.id }),
      first.hits.map(({ message }) => message.body),
    )
    assert.deepEqual((await search.find(user, 'tea', { after: last.id })).more, false)
  })

  /** Has every part of "teapot" in it, so the index cannot tell it from a hit. */
  const LOOKALIKE = 'teap eapo apot'
  const costs: readonly [string, readonly string[], number][] = [
    ['few messages', Array(290).fill(LOOKALIKE), 1],
    ['many messages', Array(1_000).fill(LOOKALIKE), 4],
    ['few long messages', Array(100).fill(`${LOOKALIKE} ${'x '.repeat(4_500)}`), 4],
  ]
  for (const [what, bodies, expected] of costs) {
    it(`costs its price ${expected} times when it reads ${what}`, async () => {
      await post(...bodies)
      const spent: unknown[] = []
      class CountingLimiter extends RateLimiter {
        override async take(...[work, payer]: Parameters<RateLimiter['take']>): Promise<void> {
          spent.push([work, payer])
        }
      }
      search = new Search({ store: fixture.store, rooms, limits: new CountingLimiter() })
      assert.deepEqual(await find('teapot'), [])
      assert.deepEqual(spent, Array(expected).fill(['search', user.id]))
    })
  }

  it('stops reading when the person has no points left', async () => {
    await post('teapot', ...Array(1_000).fill(LOOKALIKE))
    const person = { points: 60, seconds: 3_600 }
    search = new Search({ store: fixture.store, rooms, limits: new RateLimiter({ person }) })
    await assert.rejects(find('teapot'), { code: 'rate_limited', message: /^You are searching too often/ })
  })

  it('does not begin what is not wanted any more', async () => {
    await post('tea')
    const controller = new AbortController()
    const [first, unwanted] = [find('tea'), find('tea', { signal: controller.signal })]
    controller.abort(new Error('superseded'))
    await assert.rejects(unwanted, /superseded/)
    assert.deepEqual(await first, ['tea'])
  })
})
