import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StreamCapacity } from './stream-capacity.ts'
import type { StreamStore, StreamUsage } from './stream-store.ts'

describe('the capacity of streams', () => {
  const limits = { streams: 10, bytes: 100, values: 10 }

  /** A capacity whose database answers when told to, as the first, second, ... question. */
  function slowCapacity() {
    const answers: ((usage: StreamUsage) => void)[] = []
    const store = { usage: () => new Promise<StreamUsage>((resolve) => answers.push(resolve)) }
    return { capacity: new StreamCapacity(store as unknown as StreamStore, limits), answers }
  }

  const sized = async (capacity: StreamCapacity, bytes: number) => {
    await capacity.refresh()
    capacity.take({ streams: 0, bytes })
  }

  it('is asked for once by all who come at once, and each sees what the others took', async () => {
    const { capacity, answers } = slowCapacity()
    const taken = Promise.allSettled([sized(capacity, 60), sized(capacity, 60), sized(capacity, 40)])
    assert.equal(answers.length, 1)
    answers[0]!({ streams: 0, bytes: 0 })
    assert.deepEqual(
      (await taken).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
  })

  it('is asked for again after an answer that failed', async () => {
    let count = 0
    const usage = () => (count++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve({ streams: 0, bytes: 0 }))
    const capacity = new StreamCapacity({ usage } as unknown as StreamStore, limits)
    await assert.rejects(sized(capacity, 1), /away/)
    await sized(capacity, 1)
  })

  it('counts what was taken while the database was asked', async (context) => {
    let now = 0
    context.mock.method(performance, 'now', () => now)
    const { capacity, answers } = slowCapacity()
    const first = sized(capacity, 10)
    answers[0]!({ streams: 0, bytes: 0 })
    await first
    now += 5_000
    const refreshed = capacity.refresh()
    // Somebody who refreshed before the time was up takes now.
    capacity.take({ streams: 0, bytes: 80 })
    answers[1]!({ streams: 0, bytes: 10 })
    await refreshed
    assert.throws(() => capacity.take({ streams: 0, bytes: 11 }), { code: 'full' })
    capacity.take({ streams: 0, bytes: 10 })
  })
})
