import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from './app.fixture.ts'
import { botsTopic, ROOMS_TOPIC, roomTopic } from './chat/events.ts'
import { connect } from './live/testing.ts'

/** The database is written to here as another process would write that is gone before it could tell. */
describe('PUB4: what another process has done and not told', () => {
  let fixture: AppFixture
  let ann: Visitor

  beforeEach(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
  })
  afterEach(async () => {
    await fixture.app.close()
    assert.deepEqual(fixture.failures, [])
  })

  test('messages of a room are read', async () => {
    const client = await connect(fixture.app, '/rooms/1', { headers: ann.headers })
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    for (const body of ['one', 'two']) {
      await fixture.store.messages.create({ roomId: 1, author, clientId: null, body, at: 1 })
    }
    fixture.pubsub.lose(roomTopic(1))
    await client.until(() => client.rows('messages').length === 2)
    assert.deepEqual(client.rows('messages'), ['messages-1', 'messages-2'])
  })

  test('the list of rooms is read again', async () => {
    const headers = ann.headers
    const clients = [
      await connect(fixture.app, '/rooms', { headers }),
      await connect(fixture.app, '/bots', { headers }),
    ]
    await fixture.store.rooms.create({ name: 'harbour', description: '', at: 0 })
    fixture.pubsub.lose(ROOMS_TOPIC)
    await Promise.all(clients.map((client) => client.until(() => client.text('#sidebar').includes('harbour'))))
  })

  test('the bots of a person are read', async () => {
    const client = await connect(fixture.app, '/bots', { headers: ann.headers })
    await fixture.store.bots.create({ name: 'Relay', ownerId: ann.id, tokenHash: 'hash', at: 0 })
    fixture.pubsub.lose(botsTopic(ann.id))
    await client.until(() => client.text('#bot-list').includes('Relay'))
  })
})
