/** Messages over HTTP as programs send them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type AppFixture, appFixture, type BotCaller, botOf, type Visitor, visitor } from './app.fixture.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const JSON_TYPE = 'application/json; charset=utf-8'

describe('the message API', () => {
  let fixture: AppFixture
  let ann: Visitor
  let bot: BotCaller

  before(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
    bot = await botOf(fixture, ann, 'Relay')
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
  })
  after(() => fixture.app.close())

  const call = (method: Method, url: string, payload?: object, headers: Record<string, string> = bot.headers) =>
    fixture.app.inject({ method, url, headers, ...(payload && { payload }) })
  const post = (payload: object, headers: Record<string, string> = {}, room = 1) =>
    call('POST', `/rooms/${room}/messages`, payload, { ...bot.headers, ...headers })
  const texts = async () => (await fixture.store.messages.newest(1, 1_000)).messages.map(({ body }) => body)

  it('posts, answers with the message and where it is, edits and deletes', async () => {
    const posted = await post({ body: 'from a bot' })
    const message = posted.json()
    assert.deepEqual(
      [posted.statusCode, posted.headers['content-type'], posted.headers.location],
      [201, JSON_TYPE, `/messages/${message.id}`],
    )
    const author = { id: bot.id, kind: 'bot', name: 'Relay' }
    const createdAt = '2026-01-01T00:00:00.000Z'
    const expected = {
      id: message.id,
      roomId: 1,
      author,
      clientId: null,
      body: 'from a bot',
      createdAt,
      editedAt: null,
    }
    assert.deepEqual(message, expected)
    assert.deepEqual((await call('GET', `/messages/${message.id}`)).json(), expected)
    const edited = await call('PATCH', `/messages/${message.id}`, { body: 'changed' })
    assert.deepEqual([edited.statusCode, edited.json()], [200, { ...expected, body: 'changed', editedAt: createdAt }])
    const deleted = await call('DELETE', `/messages/${message.id}`)
    assert.deepEqual([deleted.statusCode, deleted.body], [204, ''])
    for (const method of ['GET', 'DELETE'] as const) {
      assert.equal((await call(method, `/messages/${message.id}`)).statusCode, 404)
    }
  })

  it('takes an empty body whatever content type the client names', async () => {
    const headers = { ...bot.headers, 'content-type': 'application/json' }
    for (const contentType of ['application/json', 'application/json; charset=utf-8']) {
      const { id } = (await post({ body: 'short-lived' })).json()
      const deleted = await call('DELETE', `/messages/${id}`, undefined, { ...headers, 'content-type': contentType })
      assert.deepEqual([deleted.statusCode, deleted.body], [204, ''], contentType)
    }
    const empty = await call('POST', '/rooms/1/messages', undefined, headers)
    assert.deepEqual([empty.statusCode, empty.json().code], [422, 'invalid_input'])
    const broken = await fixture.app.inject({ method: 'POST', url: '/rooms/1/messages', headers, payload: '{"body":' })
    assert.equal(broken.statusCode, 400)
  })

  it('changes with If-Match only the text that the program has read', async () => {
    const message = (await post({ body: 'first' })).json()
    const url = `/messages/${message.id}`
    const edit = (body: string, tag: unknown) =>
      call('PATCH', url, { body }, { ...bot.headers, 'if-match': String(tag) })
    const { etag } = (await call('GET', url)).headers
    assert.match(String(etag), /^"[a-z0-9]+"$/)
    const edited = await edit('second', etag)
    assert.deepEqual([edited.statusCode, edited.headers.etag], [200, (await call('GET', url)).headers.etag])
    for (const [tag, status] of [
      [etag, 412],
      [`W/${edited.headers.etag}`, 412],
      ['nonsense', 412],
      [`${etag}, ${edited.headers.etag}`, 200],
      ['*', 200],
    ] as const) {
      const answer = await edit(`third ${tag}`, tag)
      assert.equal(answer.statusCode, status, String(tag))
      if (status === 412) assert.equal(answer.json().code, 'edit_conflict')
    }
    assert.equal((await post({ body: 'again' })).headers.etag?.toString().length, 16)
  })

  it('is one route with the form of a room: a person may send JSON, and a bot what a form sends', async () => {
    const json = await call('POST', '/rooms/1/messages', { body: 'JSON of a person' }, ann.headers)
    assert.deepEqual([json.statusCode, json.json().author], [201, { id: ann.id, kind: 'person', name: 'Ann' }])
    const form = await fixture.app.inject({
      ...{ method: 'POST', url: '/rooms/1/messages', body: 'body=form+of+a+bot' },
      headers: { ...bot.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.deepEqual([form.statusCode, form.json().body], [201, 'form of a bot'])
  })

  it('knows a retry by the client id, also after the message was deleted', async () => {
    const first = await post({ body: 'once', clientId: 'c1' })
    const again = await post({ body: 'once', clientId: 'c1' })
    assert.deepEqual([again.statusCode, again.json()], [200, first.json()])
    await call('DELETE', first.headers.location as string)
    const late = await post({ body: 'once', clientId: 'c1' })
    assert.deepEqual([late.statusCode, late.body], [204, ''])
  })

  it('says what is wrong as JSON', async () => {
    const anns = (await call('POST', '/rooms/1/messages', { body: 'of ann' }, ann.headers)).json()
    const refusals = [
      {
        answer: await post({ body: ' ' }),
        status: 422,
        code: 'invalid_input',
        fields: { body: 'Write something first.' },
      },
      { answer: await post({}), status: 422, code: 'invalid_input', fields: { body: 'This has to be text.' } },
      { answer: await post({ body: 'x', clientId: 'a b' }), status: 422, code: 'invalid_input' },
      { answer: await post({ body: 'x'.repeat(10_001) }), status: 413, code: 'too_large' },
      { answer: await post({ body: 'x'.repeat(200_000) }), status: 413, code: 'too_large' },
      { answer: await post({ body: 'x' }, {}, 99), status: 404, code: 'not_found' },
      { answer: await call('POST', '/rooms/one/messages', { body: 'x' }), status: 404, code: 'not_found' },
      { answer: await call('PATCH', '/messages/99', { body: 'x' }), status: 404, code: 'not_found' },
      { answer: await call('PATCH', `/messages/${anns.id}`, { body: 'x' }), status: 403, code: 'forbidden' },
      { answer: await call('DELETE', `/messages/${anns.id}`), status: 403, code: 'forbidden' },
      { answer: await post({ body: 'x' }, { 'producer-id': 'p' }), status: 400, code: 'malformed' },
    ]
    for (const { answer, status, code, fields } of refusals) {
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
      assert.ok(answer.json().message)
      if (fields) assert.deepEqual(answer.json().fields, fields)
    }
    const text = { ...bot.headers, 'content-type': 'text/plain' }
    const plain = await fixture.app.inject({ method: 'POST', url: '/rooms/1/messages', headers: text, body: 'x' })
    assert.equal(plain.statusCode, 415)
    const broken = { ...bot.headers, 'content-type': 'application/json' }
    const cut = await fixture.app.inject({ method: 'POST', url: '/rooms/1/messages', headers: broken, body: '{"bo' })
    assert.equal(cut.statusCode, 400)
  })

  it('is for those with a session or a token that counts; beside a wrong token no cookie does', async () => {
    const nobody = [{}, { authorization: 'Bearer rill_bot_wrong' }, { ...ann.headers, authorization: 'Bearer wrong' }]
    for (const headers of nobody) {
      for (const [method, url] of [
        ...[['POST', '/rooms/1/messages'] as const, ['PATCH', '/messages/1'] as const],
        ...[['DELETE', '/messages/1'] as const, ['GET', '/messages/1'] as const],
      ]) {
        const answer = await call(
          method,
          url,
          method === 'POST' || method === 'PATCH' ? { body: 'x' } : undefined,
          headers,
        )
        assert.deepEqual([answer.statusCode, answer.headers['www-authenticate']], [401, 'Bearer'], `${method} ${url}`)
        assert.equal(answer.json().code, 'unauthenticated')
      }
    }
  })

  it('takes a token from wherever it comes, and a session from its own origin alone', async () => {
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await post({ body: 'by token' }, foreign)).statusCode, 201)
    const { id } = (await call('POST', '/rooms/1/messages', { body: 'own' }, ann.headers)).json()
    const forged = { ...ann.headers, ...foreign }
    assert.equal((await call('POST', '/rooms/1/messages', { body: 'x' }, forged)).statusCode, 403)
    assert.equal((await call('PATCH', `/messages/${id}`, { body: 'x' }, forged)).statusCode, 403)
    assert.equal((await call('DELETE', `/messages/${id}`, undefined, forged)).statusCode, 403)
    const both = { ...forged, authorization: bot.headers.authorization! }
    assert.equal((await call('DELETE', `/messages/${id}`, undefined, both)).statusCode, 403, 'it is not the bot’s')
    for (const url of ['/rooms', '/bots', '/sign-out']) {
      assert.equal((await call('POST', url, { name: 'x' }, both)).statusCode, 403, `${url} takes no token`)
    }
  })

  it('ends with the bot: the token counts no longer, what was written stays', async () => {
    const ended = await botOf(fixture, ann, 'Ended')
    const posted = await call('POST', '/rooms/1/messages', { body: 'before the end' }, ended.headers)
    await fixture.store.bots.revoke(ended.id, ann.id)
    assert.equal((await call('POST', '/rooms/1/messages', { body: 'after' }, ended.headers)).statusCode, 401)
    const kept = await call('GET', `/messages/${posted.json().id}`)
    assert.deepEqual(kept.json().author, { id: ended.id, kind: 'bot', name: 'Ended' })
  })

  describe('with numbered sends', () => {
    const numbered = (seq: number, body: string, epoch = 0, id = 'p') =>
      post({ body }, { 'producer-id': id, 'producer-epoch': `${epoch}`, 'producer-seq': `${seq}` })
    const told = ({ statusCode, headers }: Awaited<ReturnType<typeof numbered>>) => [
      ...[statusCode, headers['producer-epoch'], headers['producer-seq']],
      ...[headers['producer-expected-seq'], headers['producer-received-seq']],
    ]

    it('posts each once and in order, and says where the program is', async () => {
      assert.deepEqual(told(await numbered(0, 'n0')), [201, '0', '0', undefined, undefined])
      assert.deepEqual(told(await numbered(1, 'n1')), [201, '0', '1', undefined, undefined])
      assert.deepEqual(told(await numbered(0, 'n0')), [204, '0', '1', undefined, undefined])
      assert.deepEqual(told(await numbered(5, 'n5')), [409, undefined, undefined, '2', '5'])
      assert.deepEqual(told(await numbered(0, 'm0', 1)), [201, '1', '0', undefined, undefined])
      assert.deepEqual(told(await numbered(2, 'n2')), [403, '1', undefined, undefined, undefined])
      assert.deepEqual(told(await numbered(3, 'm3', 2)), [400, undefined, undefined, undefined, undefined])
      const posted = (await texts()).filter((text) => /^[nm]\d$/.test(text))
      assert.deepEqual(posted, ['n0', 'n1', 'm0'])
    })

    it('counts for each room', async () => {
      const { id } = await fixture.store.rooms.create({ name: 'kitchen', description: '', at: 0 })
      const numbers = { 'producer-id': 'everywhere', 'producer-epoch': '0', 'producer-seq': '0' }
      assert.equal((await post({ body: 'in the garden' }, numbers)).statusCode, 201)
      assert.equal((await post({ body: 'in the kitchen' }, numbers, id)).statusCode, 201)
      assert.equal((await post({ body: 'in the kitchen' }, numbers, id)).statusCode, 204)
    })

    it('counts no send that was refused', async () => {
      assert.equal((await numbered(0, ' ', 0, 'q')).statusCode, 422)
      assert.equal((await numbered(0, 'q0', 0, 'q')).statusCode, 201)
    })

    it('posts one of many retries that come at once', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => numbered(0, 'at once', 0, 'r')))
      assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [201, ...Array(7).fill(204)])
      assert.equal((await texts()).filter((text) => text === 'at once').length, 1)
    })
  })
})
