import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import { ROOMS_TOPIC } from './events.ts'
import { mayRead } from './policy.ts'
import { Rooms } from './rooms.ts'

describe('rooms', () => {
  let test: TestStore
  let rooms: Rooms
  let told: [topic: string, message: unknown][]

  beforeEach(async () => {
    test = await testStore()
    told = []
    const pubsub = { broadcast: (topic: string, message: unknown) => void told.push([topic, message]) }
    rooms = new Rooms({ store: test.store, pubsub, now: () => 1_000 })
  })
  afterEach(() => test.store.close())

  it('are all listed, and found one by one', async () => {
    assert.deepEqual(await rooms.listRooms(), {
      rooms: [test.room, test.otherRoom],
      hasPrevious: false,
      hasNext: false,
    })
    assert.deepEqual(await rooms.findRoom(test.room.id), test.room)
    await assert.rejects(rooms.findRoom(99), { code: 'not_found' })
  })

  it('are made by anybody, with their text tidied, and everybody hears of it', async () => {
    const room = await rooms.createRoom(test.ben, { name: '  Front \n yard ', description: ' green ' })
    assert.deepEqual(room, { id: room.id, name: 'Front yard', description: 'green' })
    assert.deepEqual(await rooms.findRoom(room.id), room)
    assert.deepEqual(told, [[ROOMS_TOPIC, { kind: 'room_created', room }]])
  })

  it('are readable by id exactly where the policy lets a person read them', async () => {
    for (const person of [test.ada, test.ben]) {
      const ids = await rooms.readableIds(person)
      for (const room of [test.room, test.otherRoom]) {
        assert.equal(ids === null || ids.includes(room.id), mayRead(person, room), `${person.name}, ${room.name}`)
        assert.equal((await rooms.readableRoom(person, room.id)) !== null, mayRead(person, room))
      }
    }
    assert.equal(await rooms.readableRoom(test.ada, 99), null)
  })

  it('need no description', async () => {
    assert.equal((await rooms.createRoom(test.ben, { name: 'Yard', description: undefined })).description, '')
  })

  it('are not made, and nobody hears of it, when a field is wrong or the name is taken', async () => {
    await assert.rejects(rooms.createRoom(test.ben, { name: ' ', description: '' }), {
      code: 'invalid_input',
      fields: { name: 'Enter a name for the room.' },
    })
    await assert.rejects(rooms.createRoom(test.ben, { name: 'Yard', description: 'x'.repeat(281) }), {
      code: 'invalid_input',
    })
    await assert.rejects(rooms.createRoom(test.ben, { name: 'gardeN', description: '' }), { code: 'conflict' })
    assert.equal(await rooms.countRooms(), 2)
    assert.deepEqual(told, [])
  })
})
