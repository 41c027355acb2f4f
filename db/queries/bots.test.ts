import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { NumberedSend, SendNumber } from '../../server/chat/store.ts'
import { MADE_AT, type TestStore, testStore } from '../testing.ts'

let test: TestStore

describe('bots in SQLite', () => {
  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  const make = (name: string, tokenHash: string, ownerId = test.ada.id) =>
    test.store.bots.create({ name, ownerId, tokenHash, at: MADE_AT })

  describe('bots in the database', () => {
    it('are users of their own kind, found by token and by owner', async () => {
      const { store, ada, ben } = test
      const relay = await make('Relay', 'hash 1')
      const bell = await make('Bell', 'hash 2')
      await make('Other', 'hash 3', ben.id)
      assert.deepEqual(relay, { id: relay.id, kind: 'bot', name: 'Relay', ownerId: ada.id })
      assert.deepEqual(await store.bots.findByTokenHash('hash 2'), bell)
      assert.equal(await store.bots.findByTokenHash('hash 4'), null)
      assert.deepEqual(await store.bots.list(ada.id), [relay, bell])
    })

    it('are ended by their owner alone, once, and what they wrote stays theirs', async () => {
      const { store, ada, ben, room } = test
      const relay = await make('Relay', 'hash')
      const { id } = await store.messages.create({ roomId: room.id, author: relay, clientId: null, body: 'hi', at: 1 })
      assert.equal(await store.bots.revoke(relay.id, ben.id), false)
      assert.deepEqual(await store.bots.findByTokenHash('hash'), relay)
      assert.equal(await store.bots.revoke(relay.id, ada.id), true)
      assert.equal(await store.bots.revoke(relay.id, ada.id), false)
      assert.equal(await store.bots.findByTokenHash('hash'), null)
      assert.deepEqual(await store.bots.list(ada.id), [])
      assert.deepEqual((await store.messages.find(id))?.author, { id: relay.id, kind: 'bot', name: 'Relay' })
    })

    it('have neither address nor password, and people have both: the database sees to it', async () => {
      const { sqlite } = test
      const { id } = await make('Relay', 'hash')
      const update = (set: string, user: number) => () => sqlite.exec(`update users set ${set} where id = ${user}`)
      assert.throws(update(`password_hash = 'x'`, id), /CHECK constraint/)
      assert.throws(update(`email = 'x'`, id), /CHECK constraint/)
      assert.throws(update('email = null', test.ada.id), /CHECK constraint/)
      assert.throws(update('password_hash = null', test.ada.id), /CHECK constraint/)
    })
  })

  describe('sends that are numbered', () => {
    const send = (producerId: string, seq: number, isNext: NumberedSend['isNext']): NumberedSend => ({
      ...{ producerId, epoch: 0, seq, isNext },
    })
    const message = (body: string, clientId: string | null = null) => ({
      ...{ roomId: test.room.id, author: test.ada, clientId, body, at: MADE_AT },
    })
    const bodies = async () => (await test.store.messages.newest(test.room.id, 10)).messages.map(({ body }) => body)

    it('are decided upon by the last of this author to this room under this id, which is kept with the message', async () => {
      const { store, ben } = test
      const elsewhere = await store.rooms.create({ name: 'Elsewhere', description: '', at: MADE_AT })
      const seen: (SendNumber | null)[] = []
      const note = (last: SendNumber | null) => seen.push(last) > 0
      await store.messages.createNumbered(message('a'), send('p', 0, note))
      await store.messages.createNumbered(message('b'), send('p', 1, note))
      await store.messages.createNumbered({ ...message('c'), author: ben }, send('p', 5, note))
      await store.messages.createNumbered(message('d'), send('q', 7, note))
      await store.messages.createNumbered({ ...message('e'), roomId: elsewhere.id }, send('p', 0, note))
      await store.messages.createNumbered(message('f'), send('p', 2, note))
      const at = (seq: number) => ({ epoch: 0, seq })
      assert.deepEqual(seen, [null, at(0), null, null, null, at(1)])
    })

    it('leave nothing behind when they were accepted before, or are refused', async () => {
      const { store, room } = test
      await store.messages.createNumbered(
        message('first'),
        send('p', 0, () => true),
      )
      assert.equal(
        await store.messages.createNumbered(
          message('again'),
          send('p', 9, () => false),
        ),
        null,
      )
      const refuse = () => {
        throw new Error('refused')
      }
      await assert.rejects(store.messages.createNumbered(message('refused'), send('p', 9, refuse)), /refused/)
      assert.deepEqual(await bodies(), ['first'])
      assert.equal(await store.roomLog.head(room.id), 1)
      const seen: (SendNumber | null)[] = []
      await store.messages.createNumbered(
        message('second'),
        send('p', 1, (last) => seen.push(last) > 0),
      )
      assert.deepEqual(seen, [{ epoch: 0, seq: 0 }])
    })

    it('are not noted when the message cannot be stored', async () => {
      const { store, sqlite } = test
      sqlite.exec(`create trigger full before insert on messages begin select raise(abort, 'no room left'); end`)
      await assert.rejects(
        store.messages.createNumbered(
          message('a'),
          send('p', 0, () => true),
        ),
        /no room left/,
      )
      sqlite.exec('drop trigger full')
      await store.messages.createNumbered(
        message('a'),
        send('p', 0, (last) => last === null),
      )
      assert.deepEqual(await bodies(), ['a'])
    })

    it('are noted also when the client id says that the message was stored before', async () => {
      const { store } = test
      const first = await store.messages.create(message('a', 'c1'))
      const again = await store.messages.createNumbered(
        message('a', 'c1'),
        send('p', 0, () => true),
      )
      assert.deepEqual(again, { id: first.id, event: null })
      assert.equal(
        await store.messages.createNumbered(
          message('a', 'c1'),
          send('p', 0, (last) => last === null),
        ),
        null,
      )
    })
  })
})
