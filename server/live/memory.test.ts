import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Html, html } from './html.ts'
import { LiveView } from './live-view.ts'
import { ROOT_CHANNEL } from './protocol.ts'
import { Screen } from './screen.ts'
import { Stream } from './stream.ts'
import { StreamQueue } from './stream-queue.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const ROWS = 100_000
const BATCH = 1_000
/** Bytes that a heap may differ by for other reasons than rows. A hundred thousand ids alone would take more. */
const TOLERANCE = 2_000_000

const items: WeakRef<object>[] = []
const row = ({ id }: { id: number }) => html`<li id="items-${id}">${id}</li>`

/** Streams as many rows as an event asks for, without end. */
class EndlessView extends LiveView {
  #next = 0

  override mount(): void {
    this.stream('items', [])
  }

  override handleEvent(): void {
    for (let index = 0; index < BATCH; index++) {
      const item = { id: this.#next++ }
      if (index === 0) items.push(new WeakRef(item))
      this.streamInsert('items', item, { limit: -5 })
    }
  }

  override render(): Html {
    return html`<ul id="items" live-stream="items">${this.rows('items', row)}</ul>`
  }
}

test('STR11: a hundred thousand rows later a view holds what it held before', async () => {
  const view = new EndlessView()
  view.mount()
  const screen = new Screen(view)
  screen.resume({})
  const heapAfter = async (batches: number) => {
    for (let batch = 0; batch < batches; batch++) {
      view.handleEvent()
      assert.equal(screen.changes(ROOT_CHANNEL, undefined).own.length, BATCH)
    }
    // What a turn of the event loop looked at through a WeakRef lives until its end.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  screen.changes(ROOT_CHANNEL, undefined)
  const before = await heapAfter(10)
  const now = await heapAfter(ROWS / BATCH)
  assert.ok(now - before < TOLERANCE, `${now - before} bytes more`)
  assert.deepEqual(
    items.filter((item) => item.deref()),
    [],
  )
})

for (const at of [undefined, 0]) {
  test(`STR11 ASYNC5: a stream that waits for its first result keeps the rows that stand alone (at: ${at})`, async () => {
    const stream = new Stream('items', {})
    stream.template = row
    const queue = new StreamQueue()
    queue.insert(stream, [], {})
    queue.record(stream)
    const replaced: WeakRef<object>[] = []
    for (let round = 0; round < 1_000; round++) {
      const [changed, gone] = [{ id: 1 }, { id: 2 }]
      if (round < 800) replaced.push(new WeakRef(changed), new WeakRef(gone))
      queue.insert(stream, [changed, gone], at === undefined ? {} : { at })
      queue.delete(stream, 'items-2')
      queue.take()
    }
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    assert.deepEqual(
      replaced.filter((item) => item.deref()),
      [],
    )
    queue.insertFirst(stream, [{ id: 0 }, { id: 2 }], {})
    const [, insertion] = queue.take()
    assert.ok(insertion?.kind === 'insert')
    assert.deepEqual(
      insertion.rows.map(({ id }) => id),
      at === 0 ? ['items-1', 'items-0'] : ['items-0', 'items-1'],
    )
  })
}
