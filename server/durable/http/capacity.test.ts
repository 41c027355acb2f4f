import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type MountFixture, mountFixture } from './mount.fixture.ts'

describe('the limits on streams', () => {
  let mount: MountFixture

  beforeEach(async () => {
    mount = await mountFixture({ limits: { streams: 3, bytes: 100, values: 10 } })
  })
  afterEach(() => mount.close())

  const send = (method: string, path: string, body = '', type = 'text/plain') =>
    fetch(mount.url(path), { method, headers: { 'content-type': type }, ...(body && { body }) })
  const refusal = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]

  it('refuse a stream too many, and allow another when one is gone', async () => {
    for (const path of ['a', 'b', 'c']) assert.equal((await send('PUT', path)).status, 201)
    assert.equal((await send('PUT', 'a')).status, 200)
    assert.deepEqual(await refusal(await send('PUT', 'd')), [507, 'full'])
    await send('DELETE', 'a')
    while (await mount.store.sweep(mount.clock.now));
    // What is used is read anew once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    assert.equal((await send('PUT', 'd')).status, 201)
  })

  it('refuse bytes too many, of all streams together, at once and one by one', async () => {
    assert.equal((await send('PUT', 'a', 'x'.repeat(60))).status, 201)
    assert.deepEqual(await refusal(await send('PUT', 'b', 'x'.repeat(60))), [507, 'full'])
    assert.equal((await send('PUT', 'b')).status, 201)
    assert.equal((await send('POST', 'b', 'x'.repeat(40))).status, 204)
    const full = await send('POST', 'a', 'x')
    assert.match(await full.text(), /The streams hold 100 bytes at most\. Delete some first\./)
    assert.equal(await (await fetch(mount.url('a'))).text(), 'x'.repeat(60))
  })

  it('refuse JSON values too many, in a new stream and an append', async () => {
    const values = JSON.stringify(Array(11).fill(1))
    assert.deepEqual(await refusal(await send('PUT', 'a', values, 'application/json')), [413, 'too_large'])
    assert.equal((await send('PUT', 'a', '', 'application/json')).status, 201)
    assert.deepEqual(await refusal(await send('POST', 'a', values, 'application/json')), [413, 'too_large'])
    assert.equal((await send('POST', 'a', '[1,2,3]', 'application/json')).status, 204)
  })

  it('accept again what was appended before by a numbered write, whatever room there is', async () => {
    assert.equal((await send('PUT', 'a')).status, 201)
    const write = (seq: number, body: string) =>
      fetch(mount.url('a'), {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'producer-id': 'p', 'producer-epoch': '0', 'producer-seq': `${seq}` },
        body,
      })
    assert.equal((await write(0, 'x'.repeat(100))).status, 200)
    for (let time = 0; time < 3; time++) assert.equal((await write(0, 'x'.repeat(100))).status, 204, `time ${time}`)
    assert.deepEqual(await refusal(await write(1, 'y')), [507, 'full'])
    // A refused write is not accepted: it is still the next.
    assert.deepEqual(await refusal(await write(1, 'y')), [507, 'full'])
    assert.equal((await write(2, 'y')).status, 409)
  })

  it('take nothing for what is refused', async () => {
    assert.equal((await send('PUT', 'a')).status, 201)
    const headers = { 'content-type': 'text/plain', 'stream-seq': 'b' }
    const append = (body: string, seq = 'b') =>
      fetch(mount.url('a'), { method: 'POST', headers: { ...headers, 'stream-seq': seq }, body })
    assert.equal((await append('x')).status, 204)
    for (let time = 0; time < 5; time++) assert.equal((await append('x'.repeat(50))).status, 409)
    assert.equal((await append('x'.repeat(99), 'c')).status, 204)
  })

  it('allow no more bytes to appends that come at once', async () => {
    for (const path of ['a', 'b']) assert.equal((await send('PUT', path)).status, 201)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => send('POST', index % 2 ? 'a' : 'b', 'x'.repeat(10))),
    )
    assert.equal(answers.filter(({ status }) => status === 204).length, 10)
    assert.equal((await mount.store.usage()).bytes, 100)
  })
})
