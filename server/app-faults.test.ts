/** The application on a database that takes nothing for a while, and under a clock that is set. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Database } from 'better-sqlite3'
import { createStore, openDatabase, openStore } from '../db/open.ts'
import { type AppFixture, appFixture, type Visitor, visitor } from './app.fixture.ts'
import type { Store } from './chat/store.ts'
import { connect, type TestClient } from './live/testing.ts'

const SENTENCE = 'The database does not answer at the moment. Try again.'
const REFUSED = { code: 'unavailable', message: SENTENCE, retryAfter: 1_000 }
const HOUR = 3_600_000

let fixture: AppFixture
let ann: Visitor
let bob: Visitor

async function begin(store?: Store): Promise<void> {
  fixture = await appFixture((inMemory) => store ?? inMemory)
  ann = await visitor(fixture, 'Ann')
  bob = await visitor(fixture, 'Bob')
  await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
}

describe('the app in trouble', () => {
  afterEach(() => fixture.app.close())

  const open = (who: Visitor) => connect(fixture.app, '/rooms/1', { headers: who.headers })
  const send = (client: TestClient, clientId: string, body = clientId) =>
    client.push('send_message', { roomId: 1, clientId, body })
  const stored = async () => (await fixture.store.messages.newest(1, 1_000)).messages.map(({ clientId }) => clientId)

  describe('while another program writes to the database', () => {
    let folder: string
    let other: Database

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rill-faults-'))
      const path = join(folder, 'rill.db')
      other = openDatabase(path)
      await begin(openStore({ path }))
    })
    afterEach(async () => {
      other.close()
      await rm(folder, { recursive: true })
    })

    it('what is read is read at once, and what is written waits a moment', async () => {
      const client = await open(ann)
      other.exec('begin immediate')
      const posting = send(client, 'patient')
      const reader = await open(bob)
      await reader.push('older_messages', { cursor: 1 })
      assert.deepEqual(await stored(), [])
      other.exec('rollback')
      await posting
      for (const page of [client, reader]) await page.until(() => page.text('[data-body]') === 'patient')
      assert.deepEqual(await stored(), ['patient'])
    })

    it('what waits for too long is refused with a reason, wherever it came from, and is not there', async () => {
      const client = await open(ann)
      await send(client, 'before')
      other.exec('begin immediate')
      const json = { method: 'POST', url: '/rooms/1/messages', payload: { body: 'by a program' } } as const
      const form = { ...json, url: '/rooms', payload: 'name=shed', headers: { accept: 'text/html' } } as const
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const [asked, asJson, asForm] = await Promise.all([
        send(client, 'after').catch((error: unknown) => error),
        fixture.app.inject({ ...json, headers: ann.headers }),
        fixture.app.inject({ ...form, headers: { ...ann.headers, ...form.headers, ...type } }),
      ])
      assert.deepEqual(asked, REFUSED)
      assert.deepEqual([asJson.statusCode, asJson.headers['retry-after'], asJson.json().message], [503, '1', SENTENCE])
      assert.equal(asForm.statusCode, 503)
      assert.ok(asForm.body.includes(SENTENCE))
      assert.deepEqual(await stored(), ['before'])
      assert.equal(await fixture.store.roomLog.head(1), 1)
      other.exec('rollback')
      await send(client, 'after')
      await client.until(() => client.rows('messages').length === 2)
      assert.deepEqual(await stored(), ['before', 'after'])
    })
  })

  describe('when the disk is full', () => {
    let sqlite: Database

    beforeEach(async () => {
      sqlite = openDatabase(':memory:')
      await begin(createStore(sqlite))
    })

    const pages = () => Number(sqlite.pragma('page_count', { simple: true }))

    it('what does not fit is refused with a reason, what was answered is there, and reading goes on', async () => {
      const client = await open(ann)
      const answered: string[] = []
      sqlite.pragma(`max_page_count = ${pages() + 20}`)
      const fill = async () => {
        for (let index = 0; index < 100; index++) {
          await send(client, `message-${index}`, 'so much to say '.repeat(500))
          answered.push(`message-${index}`)
        }
      }
      await assert.rejects(fill, REFUSED)
      assert.deepEqual(await stored(), answered)
      assert.ok(answered.length > 0)
      assert.equal(await fixture.store.roomLog.head(1), answered.length)
      const reader = await open(bob)
      assert.equal(reader.rows('messages').length, answered.length)
      await client.until(() => client.rows('messages').length === answered.length)
      sqlite.pragma(`max_page_count = ${pages() + 1_000}`)
      await send(client, 'room-again')
      for (const page of [client, reader]) {
        await page.until(() => page.rows('messages').length === answered.length + 1)
      }
      assert.deepEqual(await stored(), [...answered, 'room-again'])
    })
  })

  describe('when the clock is set', () => {
    beforeEach(() => begin())

    it('messages stay in the order in which they came, and nobody has to sign in again', async () => {
      const client = await open(ann)
      const away = await open(bob)
      away.drop()
      const jumps = { 'at-first': 0, 'set-back': -HOUR, 'set-forward': 2 * HOUR, 'set-right': -HOUR }
      for (const [clientId, jump] of Object.entries(jumps)) {
        fixture.clock.now += jump
        await send(client, clientId)
        await client.push('edit_message', {
          id: (await fixture.store.messages.newest(1, 1)).messages[0]!.id,
          body: 'edited',
        })
      }
      const order = Object.keys(jumps)
      assert.deepEqual(await stored(), order)
      const log = await fixture.store.roomLog.read(1, 0, 100)
      assert.deepEqual(
        log.map(({ offset }) => offset),
        Array.from({ length: 2 * order.length }, (_, index) => index + 1),
      )
      await client.until(() => client.rows('messages').length === order.length)
      await away.join()
      assert.deepEqual(away.rows('messages'), client.rows('messages'))
      assert.deepEqual((await open(bob)).rows('messages'), client.rows('messages'))
    })
  })
})
