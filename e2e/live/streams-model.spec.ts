/**
 * Random operations on three streams, one of them in a component, through server, wire and page, against a model that is a
 * plain array. The seed of a sequence that fails is in the message; RILL_SEED repeats it, and RILL_SEQUENCES asks for more
 * than the few of every day.
 */
import { isDeepStrictEqual } from 'node:util'
import { expect } from '@playwright/test'
import { insert, move, note, type Operation, remove, reset, STREAM_NAMES, update } from '../fixtures/operations.ts'
import { test } from '../fixtures/server.ts'
import { openStreams, performEach, type Shown, type Snapshot } from '../fixtures/streams-page.ts'
import { randomFrom } from '../support/random.ts'

const SEQUENCES = Number(process.env.RILL_SEQUENCES ?? 40)
const FIRST_SEED = Number(process.env.RILL_SEED ?? 1)
const FLUSHES = 25
const IDS = 14
/** Sequences that go into the page at once. */
const BATCH = 20

interface Row {
  readonly id: number
  readonly text: string
}

/** One stream, as a list and the rules in their simplest form. */
class Model {
  readonly #isSorted: boolean
  rows: Row[] = []
  #added = new Set<number>()

  constructor(isSorted: boolean) {
    this.#isSorted = isSorted
  }

  /** Another flush begins. */
  begin(): void {
    this.#added = new Set()
  }

  apply(operation: Operation): void {
    if (operation.kind === 'delete') this.rows = this.rows.filter(({ id }) => id !== operation.id)
    if (operation.kind === 'reset') this.rows = []
    if (operation.kind === 'update') this.#replace(operation.items)
    if (operation.kind === 'insert' || operation.kind === 'reset') this.#insert(operation)
  }

  #replace(items: readonly Row[]): void {
    const last = new Map(items.map((item) => [item.id, item]))
    this.rows = this.rows.map((row) => last.get(row.id) ?? row)
  }

  #insert({ items, at, limit }: Extract<Operation, { kind: 'insert' | 'reset' }>): void {
    const block = items.filter((item, index) => !items.slice(index + 1).some(({ id }) => id === item.id))
    this.rows = this.rows.filter(({ id }) => !(this.#added.has(id) && block.some((item) => item.id === id)))
    this.#replace(block)
    const fresh = block.filter(({ id }) => !this.rows.some((row) => row.id === id))
    if (fresh.length === 0) return
    for (const { id } of fresh) this.#added.add(id)
    const place = at ?? this.rows.length
    this.rows = [...this.rows.slice(0, place), ...fresh, ...this.rows.slice(place)]
    if (this.#isSorted) this.rows.sort((a, b) => a.id - b.id)
    if (limit !== undefined) this.rows = limit > 0 ? this.rows.slice(0, limit) : this.rows.slice(limit)
  }
}

/** A few operations for one flush, on few ids, so that they meet. */
function randomFlush(random: () => number): Operation[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const item = () => ({ id: below(IDS) + 1, text: `text ${below(1_000)}` })
  const items = (most: number) => Array.from({ length: below(most) + 1 }, item)
  return Array.from({ length: below(4) + 1 }, (): Operation | Operation[] => {
    const stream = STREAM_NAMES[below(3)]!
    const at = random() < 0.5 ? {} : { at: below(IDS + 2) }
    const limit = random() < 0.8 ? {} : { limit: (below(6) + 1) * (random() < 0.5 ? 1 : -1) }
    const kind = random()
    if (kind < 0.45) return insert(stream, items(4), { ...at, ...limit })
    if (kind < 0.65) return remove(stream, below(IDS) + 1)
    if (kind < 0.75) return move(stream, item(), { ...at, ...limit })
    if (kind < 0.9) return update(stream, items(2), { ...at, ...limit })
    if (kind < 0.94) return note(`note ${below(1_000)}`)
    return reset(stream, items(6), limit)
  }).flat()
}

function rowsIn(shown: readonly Shown[]): Row[] {
  return shown
    .filter(({ id }) => /-\d+$/.test(id))
    .map(({ id, text }) => ({ id: Number(id.slice(id.indexOf('-') + 1)), text }))
}

/** What the hooks of rows must have been called between two snapshots, and nothing else. */
function expectedCalls(before: Snapshot, now: Snapshot): string[] {
  const rows = (snapshot: Snapshot) =>
    new Map(
      STREAM_NAMES.flatMap((stream) => snapshot[stream])
        .filter(({ id }) => /-\d+$/.test(id))
        .map((row) => [row.id, row]),
    )
  const [was, is] = [rows(before), rows(now)]
  return [
    ...[...was.keys()].filter((id) => !is.has(id)).map((id) => `destroyed ${id}`),
    ...[...is.keys()].filter((id) => !was.has(id)).map((id) => `mounted ${id}`),
    ...[...is.values()]
      .filter(({ id, text }) => was.has(id) && was.get(id)!.text !== text)
      .map(({ id }) => `updated ${id}`),
  ].sort()
}

/** Ids of rows that were there before and are there now, as another node. */
function exchanged(before: readonly Shown[], now: readonly Shown[]): string[] {
  const nodes = new Map(before.map(({ id, node }) => [id, node]))
  return now.filter(({ id, node }) => nodes.has(id) && nodes.get(id) !== node).map(({ id }) => id)
}

/** An assertion of its own for each of so many would take longer than the server, in this same process, may be silent. */
function same(actual: unknown, expected: unknown, where: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, where).toEqual(expected)
}

for (const [name, query] of [
  ['where they are put', ''],
  ['in the order of a key', 'sorted'],
] as const) {
  test(`STR3 STR4 STR5 STR6 STR7 STR8 STR9 STR10 STR14 HOOK2: rows ${name} are what the model says, ${SEQUENCES} times`, async ({
    page,
  }) => {
    test.setTimeout(30_000 + SEQUENCES * 500)
    await openStreams(page, query)
    const empty: Operation[] = STREAM_NAMES.map((stream) => reset(stream))
    let others: number | null = null
    for (let done = 0; done < SEQUENCES; done += BATCH) {
      const seeds = Array.from({ length: Math.min(BATCH, SEQUENCES - done) }, (_, index) => FIRST_SEED + done + index)
      const sequences = seeds.map((seed) => {
        const random = randomFrom(seed)
        return [empty, ...Array.from({ length: FLUSHES }, () => randomFlush(random))]
      })
      const snapshots = await performEach(page, sequences.flat())
      sequences.forEach((flushes, sequence) => {
        const models = { left: new Model(false), right: new Model(query === 'sorted'), boxed: new Model(false) }
        flushes.forEach((flush, index) => {
          const now = snapshots[sequence * (FLUSHES + 1) + index]!
          const before = snapshots[sequence * (FLUSHES + 1) + index - 1]
          const where = `seed ${seeds[sequence]}, flush ${index}: ${JSON.stringify(flush)}`
          for (const stream of STREAM_NAMES) {
            models[stream].begin()
            for (const operation of flush)
              if ('stream' in operation && operation.stream === stream) models[stream].apply(operation)
            same(rowsIn(now[stream]), models[stream].rows, `${where}: ${stream}`)
            if (before) same(exchanged(before[stream], now[stream]), [], `${where}: nodes of ${stream}`)
          }
          if (before) same([...now.calls].sort(), expectedCalls(before, now), `${where}: calls of hooks`)
          others ??= now.others
          same(now.others, others, `${where}: nodes that are no elements`)
        })
      })
    }
  })
}
