import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setImmediate as nextCallback } from 'node:timers/promises'
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

  it('are listed by name without regard to case', async () => {
    const { store } = test
    await store.rooms.create({ name: 'hall', description: '', at: MADE_AT })
    const names = (await store.rooms.list()).map(({ name }) => name)
    assert.deepEqual(names, ['Garden', 'hall', 'Kitchen'])
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
    assert.equal((await store.rooms.list()).length, 2)
  })
})
