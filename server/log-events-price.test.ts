/** The events that follow a log over HTTP take points by their bytes, from whoever follows it. */
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type AppFixture, appFixture, type Visitor, visitor } from './app.fixture.ts'
import { WORK } from './chat/limits.ts'

const BLOCK = 32 * 1024
const BODY = 'x'.repeat(10_000)

describe('the price of the events that follow a log', () => {
  let fixture: AppFixture
  let ann: Visitor

  afterEach(() => fixture.app.close())

  /** A room with so many long messages, of a person who has so many points. */
  async function roomOf(messages: number, points: number): Promise<void> {
    fixture = await appFixture(undefined, undefined, undefined, { limits: { person: { points, seconds: 3_600 } } })
    ann = await visitor(fixture, 'Ann')
    await fixture.store.rooms.create({ name: 'Garden', description: '', at: 0 })
    const author = { id: ann.id, kind: 'person', name: 'Ann' } as const
    for (let count = 0; count < messages; count++) {
      await fixture.store.messages.create({ roomId: 1, author, clientId: null, body: BODY, at: 0 })
    }
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
  }

  /** Follows a log until it has sent all that it holds, or ends; resolves with the text of the events. */
  async function follow(path: string, headers: Record<string, string> = {}): Promise<string> {
    const leaving = new AbortController()
    const url = `${fixture.app.listeningOrigin}${path}?offset=-1&live=sse`
    const answer = await fetch(url, { headers, signal: leaving.signal })
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.includes('upToDate')) break
    }
    leaving.abort()
    return text
  }

  it('is a point for each further 32 KiB of a room log, which the reader pays', async () => {
    const messages = 40
    await roomOf(messages, 200)
    const text = await follow('/rooms/1/log', ann.headers)
    assert.ok(text.length > messages * BODY.length)
    let left = 0
    const read = () => fixture.app.inject({ url: '/messages/1', headers: ann.headers })
    while ((await read()).statusCode === 200) left += WORK.read.cost
    const price = Math.ceil((messages * BODY.length) / BLOCK) - 1
    assert.equal(left, 200 - WORK.log_page.cost - price)
  })

  it('is a point for each further 32 KiB of a stream, which its network pays', async () => {
    const limits = { network: { points: 200, seconds: 3_600 } }
    fixture = await appFixture(undefined, { token: null, longPoll: 100 }, undefined, { limits })
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const url = '/streams/a'
    const body = 'x'.repeat(10 * BLOCK)
    const created = await fixture.app.inject({ method: 'PUT', url, headers: { 'content-type': 'text/plain' }, body })
    assert.equal(created.statusCode, 201)
    assert.ok((await follow(url)).length > body.length)
    let left = 0
    while ((await fixture.app.inject({ method: 'HEAD', url })).statusCode === 200) left += WORK.stream.cost
    assert.equal(left, 200 - 2 * 10 * WORK.stream.cost)
  })

  it('ends the events when the reader has no points left', async () => {
    const points = 10
    await roomOf(60, WORK.log_page.cost + points)
    const text = await follow('/rooms/1/log', ann.headers)
    assert.doesNotMatch(text, /upToDate/)
    assert.ok(text.length > 200_000 && text.length < (points + 1) * BLOCK, `${text.length} bytes have come`)
    assert.deepEqual(fixture.failures, [])
  })
})
