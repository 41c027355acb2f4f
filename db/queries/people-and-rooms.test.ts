import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setImmediate as nextCallback } from 'node:timers/promises'
import type { RoomListPlace } from '../../server/chat/store.ts'
import { openStore } from '../open.ts'
import { MADE_AT, type TestStore, testStore } from '../testing.ts'

describe('people in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  it('are found by their address, with the hash of their password', async () => {
    const { store, ada } = test
    assert.deepEqual(await store.users.findByEmail('ada@rill.example'), { user: ada, passwordHash: 'hash of Ada' })
    assert.equal(await store.users.findByEmail('nobody@rill.example'), null)
  })

  it('may share a name but not an address, and the refusal names the field', async () => {
    const { store, ada } = test
    const person = { name: ada.name, email: 'other@rill.example', passwordHash: '', at: MADE_AT }
    assert.notEqual((await store.users.create(person)).id, ada.id)
    await assert.rejects(store.users.create({ ...person, email: ada.email }), {
      code: 'conflict',
      fields: { email: 'There is an account with this address.' },
    })
  })
})

describe('sessions in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
    const { store, ada, ben } = test
    await store.sessions.create({ id: 'of ada', userId: ada.id, at: 0, expiresAt: 100 })
    await store.sessions.create({ id: 'of ben', userId: ben.id, at: 0, expiresAt: 200 })
  })
  afterEach(() => test.store.close())

  /** The session as it is found by itself, which is the same as among others. */
  const find = async (id: string, now: number) => {
    const found = await test.store.sessions.find(id, now)
    const among = await test.store.sessions.findAll(['of nobody', id, id], now)
    assert.deepEqual(among, found ? [found] : [])
    return found
  }

  it('belong to one person and last until their end, not longer', async () => {
    const { ada } = test
    assert.deepEqual(await find('of ada', 99), { id: 'of ada', user: ada, createdAt: 0, expiresAt: 100 })
    assert.equal(await find('of ada', 100), null)
    assert.equal(await find('of nobody', 0), null)
  })

  it('are ended one by one', async () => {
    const { store, ben } = test
    await store.sessions.delete('of ada')
    assert.equal(await find('of ada', 0), null)
    assert.deepEqual((await find('of ben', 0))?.user, ben)
  })

  it('are put off one by one', async () => {
    await test.store.sessions.extend('of ada', 150)
    assert.equal((await find('of ada', 149))?.expiresAt, 150)
    assert.equal((await find('of ben', 0))?.expiresAt, 200)
  })

  it('are over when another process has ended them, whoever was found before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rill-sessions-'))
    const [mine, others] = [await testStore(join(folder, 'rill.db')), openStore({ path: join(folder, 'rill.db') })]
    try {
      await others.sessions.create({ id: 'of ada', userId: mine.ada.id, at: 0, expiresAt: 100 })
      await nextCallback()
      assert.equal((await mine.store.sessions.find('of ada', 0))?.user.id, mine.ada.id)
      await others.sessions.delete('of ada')
      await nextCallback()
      assert.equal(await mine.store.sessions.find('of ada', 0), null)
    } finally {
      await Promise.all([mine.store.close(), others.close()])
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('are taken away once they have ended', async () => {
    const { store, sqlite } = test
    await store.sessions.deleteExpired(100)
    assert.deepEqual(sqlite.prepare('select id from sessions').pluck().all(), ['of ben'])
  })
})

describe('rooms in the database', () => {
  let test: TestStore

  beforeEach(async () => {
    test = await testStore()
  })
  afterEach(() => test.store.close())

  const pageAt = async (side: RoomListPlace['side'], name: string, limit = 10) => {
    const { rooms, more } = await test.store.rooms.page({ side, name }, limit)
    return [rooms.map((room) => room.name).join(' '), more]
  }

  it('are listed by name without regard to case, from any place in either direction', async () => {
    for (const name of ['hall', 'Attic', 'lawn', 'Ölmühle', '会議']) {
      await test.store.rooms.create({ name, description: '', at: MADE_AT })
    }
    const all = 'Attic Garden hall Kitchen lawn Ölmühle 会議'
    assert.deepEqual(await pageAt('from', ''), [all, false])
    assert.deepEqual(await pageAt('from', '', 7), [all, false], 'a full page is not a page with more behind it')
    assert.deepEqual(await pageAt('from', '', 2), ['Attic Garden', true])
    assert.deepEqual(await pageAt('from', 'HALL', 2), ['hall Kitchen', true])
    assert.deepEqual(await pageAt('from', 'h', 2), ['hall Kitchen', true])
    assert.deepEqual(await pageAt('after', 'HALL', 2), ['Kitchen lawn', true])
    assert.deepEqual(await pageAt('after', 'lawn', 2), ['Ölmühle 会議', false])
    assert.deepEqual(await pageAt('before', 'HALL', 2), ['Attic Garden', false])
    assert.deepEqual(await pageAt('before', 'lawn', 2), ['hall Kitchen', true])
    assert.deepEqual(await pageAt('after', '会議'), ['', false])
    assert.deepEqual(await pageAt('before', 'a'), ['', false])
  })

  it('are listed and counted anew when this process or another has made one', async () => {
    assert.deepEqual([await pageAt('from', ''), await test.store.rooms.count()], [['Garden Kitchen', false], 2])
    await test.store.rooms.create({ name: 'hall', description: '', at: MADE_AT })
    await nextCallback()
    assert.deepEqual([await pageAt('from', ''), await test.store.rooms.count()], [['Garden hall Kitchen', false], 3])
    test.sqlite.exec("insert into rooms (name, created_at) values ('Attic', 0)")
    await nextCallback()
    assert.deepEqual([await pageAt('from', '', 2), await test.store.rooms.count()], [['Attic Garden', true], 4])
  })

  it('are walked by id', async () => {
    const { store, room, otherRoom } = test
    assert.deepEqual(
      [await store.rooms.nextId(0), await store.rooms.nextId(room.id), await store.rooms.nextId(otherRoom.id)],
      [room.id, otherRoom.id, null],
    )
  })

  it('are found by id', async () => {
    const { store, room } = test
    assert.deepEqual(await store.rooms.find(room.id), { id: room.id, name: 'Garden', description: 'What grows' })
    assert.equal(await store.rooms.find(99), null)
  })

  it('have names of their own without regard to case, and the refusal names the field', async () => {
    const { store } = test
    await assert.rejects(store.rooms.create({ name: 'gARDEN', description: '', at: MADE_AT }), {
      code: 'conflict',
      fields: { name: 'There is a room of this name already.' },
    })
    assert.equal(await store.rooms.count(), 2)
  })
})
