/** The mount as the protocol's own client for TypeScript sees it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DurableStream, IdempotentProducer, stream } from '@durable-streams/client'
import { type MountFixture, mountFixture } from './mount.fixture.ts'

interface Item {
  readonly n: number
}

const token = 'correct-horse-battery'
const headers = { authorization: `Bearer ${token}` }

describe("the protocol's own client", () => {
  let mount: MountFixture

  before(async () => {
    mount = await mountFixture({ token })
  })
  after(() => mount.close())

  const create = (path: string) =>
    DurableStream.create({ url: mount.url(path), headers, contentType: 'application/json' })
  const append = (handle: DurableStream, n: number) => handle.append(JSON.stringify({ n }))

  it('writes a stream and reads it back, whole or from an offset', async () => {
    const handle = await create('catch-up')
    await append(handle, 1)
    const first = await handle.stream<Item>({ live: false })
    assert.deepEqual(await first.json(), [{ n: 1 }])
    await append(handle, 2)
    const rest = await stream<Item>({ url: handle.url, headers, offset: first.offset, live: false })
    assert.deepEqual(await rest.json(), [{ n: 2 }])
    const head = await handle.head()
    assert.ok(head.exists && head.offset === rest.offset)
    await handle.delete()
    assert.equal((await handle.head()).exists, false)
  })

  for (const live of ['long-poll', 'sse'] as const) {
    it(`is told by ${live} what comes, from before it came to the end of the stream`, async () => {
      const handle = await create(live)
      await append(handle, 1)
      const response = await stream<Item>({ url: handle.url, headers, live })
      const seen: number[] = []
      for await (const { n } of response.jsonStream()) {
        seen.push(n)
        if (n < 4) await append(handle, n + 1)
        else await handle.close()
      }
      assert.deepEqual(seen, [1, 2, 3, 4])
    })
  }

  it('writes many batches at once, and each of them is stored once and in order', async () => {
    const handle = await create('producer')
    const failures: unknown[] = []
    const producer = new IdempotentProducer(handle, 'p', {
      lingerMs: 0,
      maxBatchBytes: 200,
      onError: (error) => failures.push(error),
    })
    const items = Array.from({ length: 200 }, (_, n) => ({ n }))
    for (const item of items) producer.append(JSON.stringify(item))
    await producer.flush()
    await producer.close()
    const response = await handle.stream<Item>({ live: false })
    assert.deepEqual(await response.json(), items)
    assert.deepEqual(failures, [])
  })
})
