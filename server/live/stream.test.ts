import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from './html.ts'
import { settleRows } from './settled-rows.ts'
import { type AnyItem, Stream, type StreamConfiguration, type StreamInsertOptions } from './stream.ts'
import { StreamQueue } from './stream-queue.ts'

interface Item {
  id: number | string
  text?: string
}

/** Runs calls on a stream's queue, and tells what rows an empty page then shows. */
class Case {
  readonly stream: Stream
  readonly queue = new StreamQueue()

  constructor(configuration: StreamConfiguration<AnyItem> = {}) {
    this.stream = new Stream('items', configuration)
    this.stream.template = ({ id, text = '' }: Item) => html`<li id="items-${id}">${text}</li>`
  }

  insert(items: (Item | number)[], options: StreamInsertOptions = {}): this {
    this.queue.insert(
      this.stream,
      items.map((item) => (typeof item === 'number' ? { id: item } : item)),
      options,
    )
    return this
  }

  delete(id: number): this {
    this.queue.delete(this.stream, `items-${id}`)
    return this
  }

  reset(): this {
    this.queue.reset(this.stream)
    return this
  }

  ids(): string {
    const { rows } = settleRows(this.stream, this.queue.take())
    return rows.map(({ item }) => `${item.id}${item.text ?? ''}`).join(' ')
  }
}

test('STR2: an item without id is an error, a domId of its own is not', () => {
  assert.throws(() => new Case().insert([{} as Item]), { code: 'STREAM_ID', message: /"items"/ })
  assert.throws(() => new Case().insert([{ id: '' }]), { code: 'STREAM_ID' })
  const named = new Stream('people', { domId: ({ name }: { name: string }) => `person-${name}` })
  assert.equal(named.domId({ name: 'ann' }), 'person-ann')
})

test('STR3: rows are put where the index says, a block in its order', () => {
  assert.equal(new Case().insert([1, 2, 3]).ids(), '1 2 3')
  assert.equal(new Case().insert([1, 2]).insert([3, 4], { at: 0 }).ids(), '3 4 1 2')
  assert.equal(new Case().insert([1, 2]).insert([3, 4], { at: 1 }).ids(), '1 3 4 2')
  assert.equal(new Case().insert([1]).insert([3, 4], { at: 9 }).ids(), '1 3 4')
  assert.equal(new Case().insert([1]).insert([2], { at: -1 }).ids(), '1 2')
  for (const at of [-2, 0.5, Number.NaN]) assert.throws(() => new Case().insert([1], { at }), { code: 'STREAM_OPTION' })
})

test('STR4 STR7: a row that is there is replaced in place; updateOnly adds none', () => {
  const replaced = new Case().insert([1, 2, 3]).insert([{ id: 2, text: 'b' }], { at: 0, limit: 1, updateOnly: true })
  assert.equal(replaced.ids(), '1 2b 3')
  assert.equal(new Case().insert([1]).insert([2], { updateOnly: true }).ids(), '1')
})

test('STR5: operations apply in the order of the calls', () => {
  assert.equal(new Case().insert([1, 2]).delete(2).ids(), '1')
  assert.equal(new Case().insert([1, 2]).delete(1).insert([1]).ids(), '2 1')
})

test('STR6: twice in a flush is once, with the last content at the last position', () => {
  assert.equal(
    new Case()
      .insert([1, 2])
      .insert([{ id: 3, text: 'a' }])
      .insert([{ id: 3, text: 'b' }], { at: 0 })
      .ids(),
    '3b 1 2',
  )
  assert.equal(new Case().insert([{ id: 1, text: 'a' }, 2, { id: 1, text: 'b' }]).ids(), '2 1b')
})

test('STR8: rows stand in the order of their keys', () => {
  const sorted = () => new Case({ sortKey: ({ id }: { id: number }) => id })
  assert.equal(sorted().insert([5]).insert([1, 2]).insert([9, 3], { at: 0 }).ids(), '1 2 3 5 9')
  assert.equal(
    sorted()
      .insert([2, { id: 1, text: 'a' }])
      .insert([{ id: 1, text: 'b' }])
      .ids(),
    '1b 2',
  )
})

test('STR9: a limit keeps one end, and only a new row makes it drop another', () => {
  assert.equal(new Case({ limit: 2 }).insert([1, 2, 3]).ids(), '1 2')
  assert.equal(new Case({ limit: -2 }).insert([1, 2, 3]).ids(), '2 3')
  assert.equal(new Case({ limit: -2 }).insert([1, 2]).insert([3]).ids(), '2 3')
  assert.equal(new Case({ limit: 2 }).insert([1, 2]).insert([3]).ids(), '1 2')
  assert.equal(new Case({ limit: -2 }).insert([1, 2]).insert([0], { at: 0 }).ids(), '1 2')
  assert.equal(
    new Case()
      .insert([1, 2, 3])
      .insert([{ id: 3, text: 'c' }], { limit: 1, updateOnly: true })
      .ids(),
    '1 2 3c',
  )
  assert.throws(() => new Case({ limit: 0 }), { code: 'STREAM_OPTION' })
})

test('STR10: a reset undoes what was asked before it', () => {
  assert.equal(new Case().insert([1, 2]).reset().ids(), '')
  assert.equal(new Case().insert([1]).reset().insert([2]).reset().insert([3]).ids(), '3')
  const queue = new Case().insert([1]).delete(1).reset().queue
  assert.deepEqual(
    queue.take().map(({ kind }) => kind),
    ['reset'],
  )
})

test('STR11: what was taken is gone', () => {
  const { queue } = new Case().insert([1])
  assert.equal(queue.take().length, 1)
  const nothing = queue.take()
  queue.delete(new Stream('items', {}), 'items-1')
  assert.deepEqual(nothing, [], 'what was taken does not grow with what is asked later')
})

test('STR16: of a stream that nothing shows the rows wait, and not all that was done to them', () => {
  const waiting = new Case({ limit: -3 })
  waiting.stream.template = null
  for (let id = 0; id < 1_000; id++) {
    waiting.insert([id]).delete(id - 1)
    assert.deepEqual(waiting.queue.take(), [])
  }
  assert.ok(waiting.queue.operations.length <= 101)
  waiting.insert([{ id: 999, text: '!' }, 1_000])
  waiting.stream.template = ({ id }: Item) => html`<li id="items-${id}"></li>`
  assert.equal(waiting.ids(), '999! 1000')
})

test('STR12: a row that does not carry its id is an error; a sort key is put beside the id', () => {
  const stream = new Stream('items', {})
  stream.template = () => html`<li><b id="items-1"></b></li>`
  assert.throws(() => stream.render({ id: 'items-1', item: { id: 1 } }), { code: 'ROW_ROOT', message: /items-1/ })
  const keyed = new Stream('items', { sortKey: ({ name }: { name: string }) => name })
  keyed.template = () => html`<li id="items-1"></li>`
  assert.equal(
    keyed.render({ id: 'items-1', item: { name: `$& "` } }),
    '<li data-key="&quot;$&amp; \\&quot;&quot;" id="items-1"></li>',
  )
})

test('STR12: a row carries its id whatever stands in the attributes before it', () => {
  const stream = new Stream('items', { sortKey: ({ id }: { id: number }) => id })
  stream.template = () => html`<li class="[&>svg]:p-2" title='an id="x"' id="items-1"><b>1</b></li>`
  assert.equal(
    stream.render({ id: 'items-1', item: { id: 1 } }),
    `<li class="[&>svg]:p-2" title='an id="x"' data-key="1" id="items-1"><b>1</b></li>`,
  )
})

test('STR21: the row of an item that never changes is rendered once for all views, unless its id or key differs', () => {
  let rendered = 0
  const template = ({ id, text = '' }: Item) => {
    rendered++
    return html`<li id="items-${id}">${text}</li>`
  }
  const stream = (sortKey: (item: Item) => number) => {
    const made = new Stream('items', { immutable: true, sortKey })
    made.template = template
    return made
  }
  const row = { id: 'items-1', item: { id: 1, text: 'one' } }
  const first = stream(() => 5).render(row)
  assert.equal(stream(() => 5).render(row), first)
  assert.equal(rendered, 1)
  assert.match(stream(() => 6).render(row), /data-key="6"/)
  stream(() => 6).render({ ...row, item: { ...row.item } })
  assert.equal(rendered, 3)
})

test('STR21: rows that stand together as before are the same block, and another one when any of them is another', () => {
  const template = ({ id, text = '' }: Item) => html`<li id="items-${id}">${text}</li>`
  const stream = () => {
    const made = new Stream('items', { immutable: true, sortKey: (item: Item) => item.id })
    made.template = template
    return made
  }
  const [one, two, three] = [1, 2, 3].map((id) => ({ id: `items-${id}`, item: { id, text: `${id}` } }))
  const block = stream().renderAll([one!, two!])
  assert.equal(stream().renderAll([one!, two!]), block)
  assert.equal(String(block), stream().render(one!) + stream().render(two!))
  assert.equal(block.bytes, block.bytes)
  assert.equal(String(block.bytes), String(block))
  for (const rows of [[one!], [one!, two!, three!], [one!, { ...two!, item: { id: 2, text: 'edited' } }]]) {
    assert.equal(String(stream().renderAll(rows)), rows.map((row) => stream().render(row)).join(''))
  }
  assert.equal(String(stream().renderAll([])), '')
})

test('STR21: the row of any other item is rendered whenever it is asked for', () => {
  const stream = new Stream('items', {})
  stream.template = ({ id, text = '' }: Item) => html`<li id="items-${id}">${text}</li>`
  const item = { id: 1, text: 'before' }
  stream.render({ id: 'items-1', item })
  item.text = 'after'
  assert.match(stream.render({ id: 'items-1', item }), /after/)
})

test('STR22: a page marks the rows that begin a group, by the row before; the row itself stays a function of its item', () => {
  const template = ({ id }: Item) => html`<li id="items-${id}"></li>`
  const stream = (size: number) => {
    const beginsGroup = (item: Item, before: Item | null) => !before || Number(item.id) - Number(before.id) >= size
    const made = new Stream('items', { immutable: true, beginsGroup })
    made.template = template
    return made
  }
  const rows = [1, 2, 5].map((id) => ({ id: `items-${id}`, item: { id } }))
  const heads = (size: number, shown: typeof rows) =>
    Array.from(String(stream(size).renderAll(shown)).matchAll(/<li data-head id="items-(\d)">/g), ([, id]) =>
      Number(id),
    )
  assert.deepEqual(heads(3, rows), [1, 5])
  assert.deepEqual(heads(9, rows), [1], 'other marks make another block of the same rows')
  assert.deepEqual(heads(3, rows.slice(1)), [2, 5], 'the first row of a page begins a group')
  assert.equal(stream(3).render(rows[0]!), '<li id="items-1"></li>')
})
