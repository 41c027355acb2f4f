import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from '../app.fixture.ts'
import type { Room } from '../chat/entities.ts'
import { roomTopic } from '../chat/events.ts'
import { versionOf } from '../chat/text-version.ts'
import { RillError } from '../errors.ts'
import { connect, TestClient } from '../live/testing.ts'
import { until } from '../until.fixture.ts'

describe('a room', () => {
  let fixture: AppFixture
  let ann: Visitor
  let bob: Visitor
  let room: Room
  let reads = 0
  let rooms = 0
  /** So many reads of logs fail. */
  let failures = 0

  const open = (who: Visitor, path = `/rooms/${room.id}`) => connect(fixture.app, path, { headers: who.headers })
  const send = (client: TestClient, body: string, more: object = {}) =>
    client.push('send_message', { roomId: room.id, body, ...more }) as Promise<{ id: number }>

  before(async () => {
    fixture = await appFixture((store) => ({
      ...store,
      messages: {
        ...store.messages,
        find: (id) => {
          reads++
          return store.messages.find(id)
        },
        newest: (roomId, limit) => {
          reads++
          return store.messages.newest(roomId, limit)
        },
      },
      roomLog: {
        ...store.roomLog,
        read: async (...range) => {
          reads++
          if (failures-- > 0) throw new RillError('unavailable', 'away')
          return store.roomLog.read(...range)
        },
      },
    }))
    ann = await visitor(fixture, 'Ann')
    bob = await visitor(fixture, 'Bob')
  })
  beforeEach(async () => {
    room = await fixture.store.rooms.create({ name: `room ${++rooms}`, description: 'for tests', at: 0 })
  })
  after(() => fixture.app.close())

  test('everybody in the room sees a message, its edit and its deletion', async () => {
    const clients = await Promise.all([open(ann), open(ann), open(bob)])
    const { id } = await send(clients[0]!, 'hello')
    await Promise.all(clients.map((client) => client.until(() => client.text('[data-body]') === 'hello')))
    await clients[0]!.push('edit_message', { id, body: 'hello again' })
    await Promise.all(clients.map((client) => client.until(() => client.text('[data-body]') === 'hello again')))
    assert.match(clients[2]!.text('#messages small'), /^edited/)
    await clients[1]!.push('delete_message', { id })
    await Promise.all(clients.map((client) => client.until(() => client.rows('messages').length === 0)))
  })

  test('[L35] a page marks where groups begin; a message that arrives is the same bytes for everybody', async () => {
    const sender = await open(ann)
    for (const body of ['first', 'second']) await send(sender, body)
    await send(await open(bob), 'of Bob')
    const page = await open(bob)
    const marks = Array.from(page.html().matchAll(/<article data-key="\d+"( data-head(?:="")?)? id/g), ([, mark]) =>
      Boolean(mark),
    )
    assert.deepEqual(marks, [true, false, true])
    await sender.until(() => sender.rows('messages').length === 3)
    assert.ok(sender.frames.every((frame) => !JSON.stringify(frame).includes('data-head')))
  })

  test('messages are sent, edited and deleted from every page, for what is unsent need not wait for its room', async () => {
    for (const path of ['/rooms', '/rooms/new', '/search']) {
      const client = await open(ann, path)
      const { id } = await send(client, `from ${path}`)
      await client.push('edit_message', { id, body: `from ${path}, edited` })
      assert.equal((await fixture.store.messages.find(id))?.body, `from ${path}, edited`)
      await client.push('delete_message', { id })
      assert.equal(await fixture.store.messages.find(id), null)
      await assert.rejects(client.push('no_such_event', {}), { code: 'not_found' })
    }
  })

  test('an edit that started from another text is refused, and its author can ask for the text that is there', async () => {
    const [anns, bobs] = await Promise.all([open(ann), open(bob)])
    const { id } = await send(anns, 'first')
    await anns.push('edit_message', { id, body: 'second', replaces: [versionOf('first')] })
    const stale = { id, body: 'third', replaces: [versionOf('first')] }
    await assert.rejects(anns.push('edit_message', stale), { code: 'edit_conflict' })
    assert.deepEqual(await anns.push('message_text', { id }), { body: 'second' })
    await assert.rejects(bobs.push('message_text', { id }), { code: 'forbidden' })
    for (const replaces of ['x', [1], new Array(101).fill('x')]) {
      await assert.rejects(anns.push('edit_message', { ...stale, replaces }), { code: 'invalid_input' })
    }
  })

  test('a message that is not there is answered with the same words whether it was deleted or never existed', async () => {
    const client = await open(ann)
    const { id } = await send(client, 'deleted')
    await client.push('delete_message', { id })
    for (const missing of [id, 999_999, 0, 'x', null]) {
      const refusal = { code: 'not_found', message: 'This message was deleted or never existed.' }
      await assert.rejects(client.push('edit_message', { id: missing, body: 'x' }), refusal)
      await assert.rejects(client.push('delete_message', { id: missing }), refusal)
      await assert.rejects(client.push('message_text', { id: missing }), refusal)
    }
  })

  test('nobody but the author edits or deletes, whatever is asked', async () => {
    const [anns, bobs] = await Promise.all([open(ann), open(bob)])
    const { id } = await send(anns, 'mine')
    await assert.rejects(bobs.push('edit_message', { id, body: 'taken' }), { code: 'forbidden' })
    await assert.rejects(bobs.push('delete_message', { id }), { code: 'forbidden' })
    await assert.rejects(bobs.push('delete_message', { id: 99_999 }), { code: 'not_found' })
    for (const wrong of [-1, 0, 1.5, '1; drop table messages', null, {}, [id]]) {
      await assert.rejects(anns.push('delete_message', { id: wrong }), { code: 'not_found' })
    }
    assert.equal((await fixture.store.messages.find(id))?.body, 'mine')
  })

  test('a message costs its readers no query, however many they are', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, (_, index) => open(index % 2 ? ann : bob)))
    reads = 0
    await send(clients[0]!, 'to all')
    await Promise.all(clients.map((client) => client.until(() => client.rows('messages').length === 1)))
    assert.equal(reads, 0)
  })

  test('the same client id again is the same message, also after it was deleted', async () => {
    const client = await open(ann)
    const first = await send(client, 'once', { clientId: 'abc' })
    assert.deepEqual(await send(client, 'once', { clientId: 'abc' }), first)
    const bobs = await send(await open(bob), 'another', { clientId: 'abc' })
    assert.notEqual(bobs.id, first.id, 'the id is unique for its author only')
    await client.push('delete_message', { id: first.id })
    assert.deepEqual(await send(client, 'once', { clientId: 'abc' }), first)
    await client.until(() => client.rows('messages').length === 1)
  })

  test('what cannot be a message is refused with the reason, and nothing is written', async () => {
    const client = await open(ann)
    const refused: [unknown, string][] = [
      ['', 'invalid_input'],
      [' \n\t ', 'invalid_input'],
      ['x'.repeat(10_001), 'too_large'],
      ['a\0b', 'invalid_input'],
      ['\ud800', 'invalid_input'],
      [7, 'invalid_input'],
      [undefined, 'invalid_input'],
    ]
    for (const [body, code] of refused) {
      await assert.rejects(client.push('send_message', { roomId: room.id, body }), { code })
    }
    await assert.rejects(send(client, 'x', { clientId: '<b>' }), { code: 'invalid_input' })
    await assert.rejects(client.push('send_message', { roomId: 9_999, body: 'x' }), { code: 'not_found' })
    await assert.rejects(client.push('send_message', null), { code: 'not_found' })
    await assert.rejects(client.push('no_such_event'), { code: 'not_found' })
    await send(client, `${'x'.repeat(9_999)}y`)
    await client.until(() => client.rows('messages').length === 1)
  })

  test('markup in a message and in names is text', async () => {
    const client = await open(ann)
    await send(client, '<script>alert(1)</script> javascript:alert(1) https://a.example/?a=1&b="2".')
    await client.until(() => client.rows('messages').length === 1)
    assert.equal(
      client.text('[data-body]'),
      '<script>alert(1)</script> javascript:alert(1) https://a.example/?a=1&b="2".',
    )
    assert.doesNotMatch(client.html(), /<script>alert|href="javascript/)
    assert.match(client.html(), /href="https:\/\/a\.example\/\?a=1&amp;b=/)
  })

  test('older messages come page by page, to the first; there is nothing beyond', async () => {
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    for (let index = 1; index <= 120; index++) {
      await fixture.store.messages.create({ roomId: room.id, author, clientId: null, body: `${index}`, at: 1_000 })
    }
    const client = await open(bob)
    const cursor = () => Number(client.rows('messages')[0]!.replace('messages-', ''))
    assert.equal(client.rows('messages').length, 50)
    assert.match(client.html(), /data-start="more" data-end="end"/)
    await client.push('older_messages', { cursor: cursor() })
    assert.equal(client.rows('messages').length, 100)
    const beyond = cursor()
    await client.push('older_messages', { cursor: beyond })
    const ids = client.rows('messages')
    assert.equal(ids.length, 120)
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => Number(a.slice(9)) - Number(b.slice(9))),
    )
    assert.deepEqual(client.frames.at(-1)?.[1]?.[3], { reaches: { start: true, beyond } })
    await client.push('older_messages', { cursor: cursor() })
    assert.equal(client.rows('messages').length, 120)
  })

  test('without JavaScript history is paged by links, and a link opens a message among its neighbours', async () => {
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    const ids: number[] = []
    for (let index = 1; index <= 120; index++) {
      ids.push(
        (await fixture.store.messages.create({ roomId: room.id, author, clientId: null, body: `${index}`, at: 1_000 }))
          .id,
      )
    }
    const pageOf = async (query: string) => {
      const { body } = await fixture.app.inject({ url: `/rooms/${room.id}${query}`, headers: ann.headers })
      const shown = Array.from(body.matchAll(/<article data-key="(\d+)"/g), ([, id]) => Number(id))
      return { shown, older: /\?before=(\d+)/.exec(body)?.[1], newer: /\?after=(\d+)/.exec(body)?.[1] }
    }
    const newest = await pageOf('')
    assert.deepEqual(newest, { shown: ids.slice(70), older: String(ids[70]), newer: undefined })
    const older = await pageOf(`?before=${newest.older}`)
    assert.deepEqual(older, { shown: ids.slice(20, 70), older: String(ids[20]), newer: String(ids[69]) })
    assert.deepEqual((await pageOf(`?before=${older.older}`)).older, undefined)
    assert.deepEqual((await pageOf(`?after=${older.newer}`)).shown, ids.slice(70))
    assert.deepEqual((await pageOf(`?message=${ids[60]}`)).shown, ids.slice(36, 86))
  })

  test('a message posted, edited or deleted between page and join is there once', async () => {
    const client = await open(ann)
    const first = await send(client, 'first')
    const second = await send(client, 'second')
    const page = await TestClient.load(fixture.app, `/rooms/${room.id}`, bob.headers)
    await client.push('edit_message', { id: first.id, body: 'edited' })
    await client.push('delete_message', { id: second.id })
    const third = await send(client, 'third')
    await page.join()
    assert.deepEqual(page.rows('messages'), [`messages-${first.id}`, `messages-${third.id}`])
    assert.equal(page.text('[data-body]'), 'edited')
  })

  test('JOIN7: after a gap too wide to be closed, who reads far back finds the messages around there, as they are now', async () => {
    const { messages } = fixture.store
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    const post = (body: string) => messages.create({ roomId: room.id, author, clientId: null, body, at: 0 })
    const old = []
    for (let index = 0; index < 300; index++) old.push(await post(`old ${index}`))
    const [reader, follower] = await Promise.all([open(bob, `/rooms/${room.id}?message=${old[20]!.id}`), open(bob)])
    reader.at.set('messages', old[20]!.id)
    reader.drop()
    follower.drop()
    await messages.edit(old[21]!.id, 'changed meanwhile', 1)
    await messages.delete(old[22]!.id, 1)
    for (let index = 0; index < 1_000; index++) await post(`new ${index}`)
    await Promise.all([reader.join(), follower.join()])
    assert.deepEqual(
      [...reader.events, ...follower.events].map(([name]) => name),
      ['live:reset', 'live:reset'],
    )
    assert.match(reader.text(`#messages-${old[20]!.id} [data-body]`), /^old 20$/)
    assert.match(reader.text(`#messages-${old[21]!.id} [data-body]`), /^changed meanwhile$/)
    assert.ok(!reader.rows('messages').includes(`messages-${old[22]!.id}`))
    assert.match(follower.html(), /new 999/)
  })

  test('a deleted message does not come back from the log', async () => {
    const client = await open(ann)
    const page = await TestClient.load(fixture.app, `/rooms/${room.id}`, bob.headers)
    const { id } = await send(client, 'a secret')
    await client.push('edit_message', { id, body: 'a secret, edited' })
    await client.push('delete_message', { id })
    await page.join()
    assert.deepEqual(page.rows('messages'), [])
    assert.doesNotMatch(page.texts.join(), /a secret/)
    const log = await fixture.store.roomLog.read(room.id, 0, 10)
    assert.deepEqual(
      log.map(({ kind }) => kind),
      ['message_scrubbed', 'message_scrubbed', 'message_deleted'],
    )
  })

  test('leaving a room for another ends what the first one sends', async () => {
    const other = await fixture.store.rooms.create({ name: `room ${++rooms}`, description: '', at: 0 })
    const [anns, bobs] = await Promise.all([open(ann), open(bob)])
    await bobs.request('navigate', `/rooms/${other.id}`)
    assert.equal(bobs.text('h1'), other.name)
    const frames = bobs.frames.length
    await send(anns, 'for the first room')
    await bobs.request('heartbeat')
    assert.equal(bobs.frames.length, frames + 1, 'the answer to the heartbeat alone')
    assert.equal(fixture.pubsub.subscribers(`rooms/${room.id}`), 1)
  })

  test('joining and one message cost few bytes', async () => {
    const client = await open(ann)
    assert.ok(client.texts.join('').length < 300, client.texts.join(''))
    client.texts.length = 0
    const { id } = await send(client, 'x'.repeat(100), { clientId: 'a'.repeat(32) })
    await client.until(() => client.rows('messages').length === 1)
    const inserted = client.texts.find((text) => text.includes('xxx'))!
    assert.ok(inserted.length <= 100 + 500, inserted)
    await client.push('delete_message', { id })
    await client.until(() => client.rows('messages').length === 0)
    assert.ok(client.texts.at(-1)!.length <= 65, client.texts.at(-1))
  })

  test('who jumps from a linked message to the newest is at the address of the room', async () => {
    const client = await open(ann)
    const { id } = await send(client, 'linked')
    const linked = await open(ann, `/rooms/${room.id}?message=${id}`)
    await linked.push('newest_messages')
    assert.deepEqual(linked.rows('messages'), [`messages-${id}`])
    assert.deepEqual(
      linked.frames.at(-1)?.find((operation) => Array.isArray(operation) && operation[0] === 'u'),
      ['u', 'patch', `/rooms/${room.id}`, true],
    )
    linked.frames.length = 0
    await linked.request('patch', `/rooms/${room.id}?message=${id}`)
    assert.equal(
      linked.frames.flat().some((operation) => Array.isArray(operation) && operation[0] === 'r'),
      true,
      'and can go back to it',
    )
  })

  test('a link into nowhere opens the newest messages', async () => {
    const client = await open(ann)
    const { id } = await send(client, 'there')
    for (const query of ['?after=999999', '?before=1', '?before=x', '?after=-1']) {
      assert.deepEqual((await open(ann, `/rooms/${room.id}${query}`)).rows('messages'), [`messages-${id}`], query)
    }
  })

  test('a new room appears in everybody else’s list', async () => {
    const [anns, bobs, others] = await Promise.all([open(ann), open(bob, '/rooms/new'), open(bob, '/rooms')])
    await bobs.push('create_room', { name: 'Knitting', description: '' })
    for (const client of [anns, others]) await client.until(() => client.text('#sidebar').includes('Knitting'))
    await bobs.push('create_room', { name: 'knitting', description: '' })
    assert.match(bobs.text('#name-note'), /already/)
    await bobs.push('create_room', { name: ' ', description: 'x'.repeat(300) })
    assert.match(bobs.text('#name-note'), /name/)
  })

  test('a database that does not answer is a clear refusal, and the view lives on', async () => {
    const client = await open(ann)
    const { create } = fixture.store.messages
    Object.assign(fixture.store.messages, {
      create: async () => {
        throw new RillError('unavailable', 'The database does not answer at the moment. Try again.', {
          retryAfter: 1_000,
        })
      },
    })
    await assert.rejects(send(client, 'lost?'), { code: 'unavailable', retryAfter: 1_000 })
    Object.assign(fixture.store.messages, { create })
    await send(client, 'not lost')
    await client.until(() => client.text('[data-body]') === 'not lost')
  })

  test('FRAME1: a message is rendered once, however many views of the room listen', async () => {
    const clients = [await open(ann)]
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    /** How often the text of a new message is read until everybody shows it. */
    const readings = async () => {
      const { event } = await fixture.store.messages.create({
        roomId: room.id,
        author,
        clientId: null,
        body: '',
        at: 1,
      })
      assert.ok(event?.kind === 'message_created')
      let count = 0
      const message = {
        ...event.message,
        get body() {
          count++
          return 'for all'
        },
      }
      fixture.pubsub.broadcast(roomTopic(room.id), { ...event, message })
      const id = `messages-${message.id}`
      await Promise.all(clients.map((client) => client.until(() => client.rows('messages').includes(id))))
      return count
    }
    const alone = await readings()
    assert.ok(alone > 0)
    clients.push(...(await Promise.all(Array.from({ length: 8 }, (_, index) => open(index % 2 ? ann : bob)))))
    assert.equal(await readings(), alone)
    assert.equal(new Set(clients.map((client) => client.texts.at(-1))).size, 1)
  })

  test('LISTEN8: when the reader goes, nothing listens any more', async () => {
    const client = await open(ann)
    assert.equal(fixture.pubsub.subscribers(roomTopic(room.id)), 1)
    client.drop()
    await until(() => fixture.pubsub.subscribers(roomTopic(room.id)) === 0)
  })

  /** Messages of which nobody is told, but of the last. */
  const sendUnheard = async (count: number, meanwhile = async () => {}) => {
    const author = { id: ann.id, kind: 'person', name: ann.name } as const
    const message = { roomId: room.id, author, clientId: null, at: 1 }
    for (let index = 1; index < count; index++) await fixture.store.messages.create({ ...message, body: 'unheard' })
    const { event } = await fixture.store.messages.create({ ...message, body: 'heard' })
    await meanwhile()
    fixture.pubsub.broadcast(roomTopic(room.id), event)
  }
  const isGone = (client: TestClient) =>
    client.frames.flat().some((operation) => Array.isArray(operation) && operation[0] === 'gone')

  test('LISTEN6 JOIN9: a view that falls too far behind is made anew from the database', async () => {
    const client = await open(bob)
    await sendUnheard(1_001)
    await client.until(() => isGone(client))
    client.drop()
    await client.join()
    assert.deepEqual(client.events, [['live:reset', null]])
    assert.equal(client.rows('messages').length, 50)
    await send(client, 'and on')
    await client.until(() => client.rows('messages').length === 51)
    assert.equal(isGone(await open(bob)), false)
  })

  test('LISTEN5 JOIN3: so is one whose log has forgotten what it did not see', async () => {
    const client = await open(bob)
    await sendUnheard(5, async () => {
      await fixture.store.roomLog.trim(room.id, { before: null, keep: 2 })
    })
    await client.until(() => isGone(client))
    client.drop()
    await client.join()
    assert.deepEqual(client.events, [['live:reset', null]])
    assert.equal(client.rows('messages').length, 5)
  })

  test('LISTEN4: while the database is away a room stands still, and then goes on', async () => {
    const client = await open(bob)
    failures = 1
    await sendUnheard(3)
    await client.until(() => client.rows('messages').length === 3)
    assert.equal(isGone(client), false)
  })
})
