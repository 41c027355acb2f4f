import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from '../app.fixture.ts'
import { connect, type TestClient } from '../live/testing.ts'

describe('the page of your bots', () => {
  let fixture: AppFixture
  let ann: Visitor

  beforeEach(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
  })
  afterEach(() => fixture.app.close())

  const open = (who = ann) => connect(fixture.app, '/bots', { headers: who.headers })
  const names = (client: TestClient) => client.text('#bot-list')
  const tokenOf = (client: TestClient) => client.text('#bot-token-text')
  const asBot = (token: string) =>
    fixture.app.inject({
      ...{ method: 'POST', url: '/rooms/1/messages', payload: { body: 'hello' } },
      headers: { authorization: `Bearer ${token}` },
    })
  const form = (url: string, fields: Record<string, string>, headers = ann.headers) =>
    fixture.app.inject({
      ...{ method: 'POST', url, body: new URLSearchParams(fields).toString() },
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })

  it('makes a bot, shows its token once, and ends it', async () => {
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
    const client = await open()
    assert.match(names(client), /You have no bot yet/)
    await client.push('create_bot', { name: 'Relay' })
    await client.until(() => names(client).includes('Relay'))
    const token = tokenOf(client)
    assert.match(token, /^rill_bot_/)
    assert.equal((await asBot(token)).statusCode, 201)
    const again = await open()
    assert.match(names(again), /Relay/)
    assert.doesNotMatch(again.html(), /rill_bot_/)
    const [bot] = await fixture.store.bots.list(ann.id)
    await again.push('revoke_bot', { id: String(bot!.id) })
    await Promise.all([client, again].map((page) => page.until(() => names(page).includes('no bot'))))
    assert.doesNotMatch(client.html(), /rill_bot_/, 'a token that counts no longer is not shown')
    assert.equal((await asBot(token)).statusCode, 401)
  })

  it('says what is wrong beside the field, and keeps what was typed', async () => {
    const client = await open()
    await client.push('create_bot', { name: 'x'.repeat(81) })
    assert.match(client.text('#name-note'), /too long/)
    assert.match(client.html(), new RegExp(`value="${'x'.repeat(81)}"`))
  })

  it('shows nobody else’s bots, and ends none of them', async () => {
    const client = await open()
    await client.push('create_bot', { name: 'Relay' })
    const [bot] = await fixture.store.bots.list(ann.id)
    const bob = await visitor(fixture, 'Bob')
    const bobs = await open(bob)
    assert.doesNotMatch(bobs.html(), /Relay/)
    await assert.rejects(bobs.push('revoke_bot', { id: String(bot!.id) }), { code: 'not_found' })
    await assert.rejects(bobs.push('revoke_bot', { id: 'x' }), { code: 'not_found' })
    assert.equal((await form(`/bots/${bot!.id}/revoke`, {}, bob.headers)).statusCode, 404)
    assert.equal((await fixture.store.bots.list(ann.id)).length, 1)
  })

  it('works with plain forms', async () => {
    const refused = await form('/bots', { name: ' ' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /id="name-note"[^>]*>Enter a name for the bot/)
    const made = await form('/bots', { name: 'R&D' })
    assert.deepEqual([made.statusCode, made.headers['cache-control']], [201, 'no-store'])
    assert.match(made.body, /R&amp;D/)
    assert.match(made.body, /<code[^>]*>rill_bot_[\w-]{43}<\/code>/)
    const [bot] = await fixture.store.bots.list(ann.id)
    const ended = await form(`/bots/${bot!.id}/revoke`, {})
    assert.deepEqual([ended.statusCode, ended.headers.location], [303, '/bots'])
    assert.deepEqual(await fixture.store.bots.list(ann.id), [])
    const signedOut = await form('/bots', { name: 'x' }, {})
    assert.equal(signedOut.headers.location, '/sign-in?return=%2Fbots')
  })

  it('has its bots marked in a room, and people not', async () => {
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
    const client = await open()
    await client.push('create_bot', { name: 'Relay' })
    await asBot(tokenOf(client))
    await form('/rooms/1/messages', { body: 'of a person' })
    const room = await connect(fixture.app, '/rooms/1', { headers: ann.headers })
    const authors = room.html().match(/<b><bdi>.*?<\/b>/g)
    assert.deepEqual(authors?.slice(0, 2), [
      '<b><bdi>Relay</bdi> <small class="badge">bot</small></b>',
      '<b><bdi>Ann</bdi></b>',
    ])
  })
})
