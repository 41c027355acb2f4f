import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type MountFixture, mountFixture } from './mount.fixture.ts'

const TEXT = { 'content-type': 'text/plain' }
const ZERO = '0000000000000000_0000000000000000'

let mount: MountFixture

const send = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Uint8Array<ArrayBuffer> | null = null,
) => fetch(mount.url(path), { method, headers, body })
const put = (path: string, body: string | null = null, headers: Record<string, string> = {}) =>
  send('PUT', path, { ...TEXT, ...headers }, body)
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  send('POST', path, { ...TEXT, ...headers }, body)
const get = (path: string, headers: Record<string, string> = {}) => fetch(mount.url(path), { headers })

describe('the mount of streams', () => {
  beforeEach(async () => {
    mount = await mountFixture()
  })
  afterEach(() => mount.close())

  it('names the public address of what it creates', async () => {
    const { status, headers } = await put('some/long%20name')
    assert.deepEqual([status, headers.get('location')], [201, 'https://rill.example/streams/some/long%20name'])
    assert.equal(await (await get('some/long%20n%61me')).text(), '', 'however its address is written')
  })

  it('takes paths of some length, and none that the protocol keeps for itself', async () => {
    assert.equal((await put('a'.repeat(1_000))).status, 201)
    for (const path of ['a'.repeat(1_025), '', '__ds', '__ds/subscriptions/1', 'a/__ds/b', 'a/__%64s', 'a%00b']) {
      assert.equal((await put(path)).status, 404, path)
      assert.equal((await get(path)).status, 404, path)
    }
    assert.equal((await put('a/__ds_b')).status, 201)
  })

  it('takes a type that is none for no type', async () => {
    const headers = { 'content-type': 'nonsense' }
    assert.equal((await put('a', 'x', headers)).headers.get('content-type'), 'application/octet-stream')
    assert.equal((await post('a', 'x', headers)).status, 400)
  })

  it('refuses a body that is too large, and stays usable', async () => {
    await put('a')
    const { status, headers } = await send('POST', 'a', TEXT, new Uint8Array(16 * 1024 * 1024 + 1)).catch(() => ({
      status: 413,
      headers: new Headers({ 'x-content-type-options': 'nosniff' }),
    }))
    assert.deepEqual([status, headers.get('x-content-type-options')], [413, 'nosniff'])
    assert.equal((await post('a', 'x')).status, 204)
  })

  it('hands out large streams in pages that fit together', async () => {
    const part = 'é'.repeat(750_000)
    await put('a', part)
    for (let index = 0; index < 3; index++) await post('a', `${index}${part}`)
    let text = ''
    let pages = 0
    for (let offset = '-1', isEnd = false; !isEnd; pages++) {
      const page = await get(`a?offset=${offset}`)
      isEnd = page.headers.get('stream-up-to-date') === 'true'
      assert.equal(
        page.headers.get('cache-control'),
        isEnd ? 'public, no-cache' : 'public, max-age=60, stale-while-revalidate=300',
      )
      offset = page.headers.get('stream-next-offset')!
      text += await page.text()
    }
    assert.equal(text, `${part}0${part}1${part}2${part}`)
    assert.equal(pages, 2)
  })

  it('refuses offsets that the stream does not have', async () => {
    await put('a', '[1,22]', { 'content-type': 'application/json' })
    assert.equal((await get(`a?offset=${ZERO.slice(0, -1)}1`)).status, 400, 'within a message')
    assert.equal((await get(`a?offset=${ZERO.slice(0, -2)}50`)).status, 400, 'beyond the end')
    assert.equal((await get('a?offset=-1&live=yes')).status, 400)
  })

  it('says that an answer lasts once the stream is closed', async () => {
    await put('a', 'x', { 'stream-closed': 'true' })
    const { headers } = await get('a')
    assert.match(headers.get('cache-control')!, /max-age/)
    assert.match(headers.get('etag')!, /:c"$/)
    assert.equal((await get('a', { 'if-none-match': `"x", W/${headers.get('etag')}` })).status, 304)
  })

  it('tells a stream from the next one at its path', async () => {
    await put('a', 'old')
    const { headers } = await get('a')
    await send('DELETE', 'a')
    await put('a', 'new')
    assert.equal(await (await get('a', { 'if-none-match': headers.get('etag')! })).text(), 'new')
  })

  it('ends a stream that nobody uses', async () => {
    await put('a', 'x', { 'stream-ttl': '10' })
    mount.clock.now += 9_999
    assert.equal((await get('a')).status, 200)
    mount.clock.now += 9_999
    assert.equal((await send('HEAD', 'a')).status, 200)
    mount.clock.now += 1
    assert.equal((await get('a')).status, 404)
    assert.equal((await put('a', 'y')).status, 201)
  })

  it('lets pages of every origin in, when anybody may', async () => {
    await put('a', 'x')
    const { headers } = await get('a', { origin: 'https://other.example' })
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.match(headers.get('access-control-expose-headers')!, /Stream-Next-Offset/)
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin')
  })
})

describe('the mount of streams behind a token', () => {
  const token = 'correct-horse-battery'
  const bearer = { authorization: `Bearer ${token}` }

  beforeEach(async () => {
    mount = await mountFixture({ token })
  })
  afterEach(() => mount.close())

  it('refuses everything without it, and changes nothing', async () => {
    assert.equal((await put('a', 'x', bearer)).status, 201)
    const wrong = ['', 'Bearer', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, token]
    for (const authorization of wrong) {
      for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
        const answer = await send(method, 'a', { ...TEXT, authorization }, method.startsWith('P') ? 'y' : null)
        assert.equal(answer.status, 401, `${method} ${authorization}`)
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      }
    }
    assert.equal((await get('missing')).status, 401, 'nor does it tell what is there')
    assert.equal(await (await get('a', bearer)).text(), 'x')
  })

  it('keeps what is read from caches that people share, and from pages of other origins', async () => {
    await put('a', 'x', { ...bearer, 'stream-closed': 'true' })
    const { headers } = await get('a', bearer)
    assert.match(headers.get('cache-control')!, /^private, /)
    assert.equal(headers.get('access-control-allow-origin'), null)
    assert.equal((await send('OPTIONS', 'a')).headers.get('access-control-allow-origin'), null)
  })
})

describe('the mount of streams after a restart', () => {
  it('has the streams, and knows which writes it has had', async (test) => {
    const folder = await mkdtemp(join(tmpdir(), 'rill-mount-'))
    test.after(() => rm(folder, { recursive: true }))
    const database = join(folder, 'rill.db')
    const write = { 'producer-id': 'p', 'producer-epoch': '0', 'producer-seq': '0' }
    mount = await mountFixture({ database })
    await put('a', 'kept ')
    assert.equal((await post('a', 'once', write)).status, 200)
    await mount.close()
    mount = await mountFixture({ database })
    assert.equal((await post('a', 'once', write)).status, 204)
    assert.equal(await (await get('a')).text(), 'kept once')
    await mount.close()
  })
})
