/**
 * Random operations on both streams, through server, wire and page, against a model that is a plain array. The seed of a
 * sequence that fails is in the message; RILL_SEED repeats it, and RILL_SEQUENCES asks for more than the few of every day.
 */
import { expect } from '@playwright/test'
import { insert, type Operation, remove, reset, type StreamName, update } from '../fixtures/operations.ts'
import { test } from '../fixtures/server.ts'
import { openStreams, performEach, type Shown } from '../fixtures/streams-page.ts'

const SEQUENCES = Number(process.env.RILL_SEQUENCES ?? 60)
const FIRST_SEED = Number(process.env.RILL_SEED ?? 1)
const FLUSHES = 25
const IDS = 14
/** Sequences that go into the page at once. */
const BATCH = 20
const STREAMS = ['left', 'right'] as const

type Rows = readonly { readonly id: number; readonly text: string }[]
type Model = Readonly<Record<StreamName, Rows>>

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A few operations for one flush. No id is inserted twice in it: of that there is a test of its own. */
function randomFlush(random: () => number): Operation[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const inserted = new Set<string>()
  const freshItems = (stream: StreamName, most: number) =>
    Array.from({ length: below(most) + 1 }, () => below(IDS) + 1)
      .filter((id) => !inserted.has(`${stream} ${id}`) && inserted.add(`${stream} ${id}`))
      .map((id) => ({ id, text: `text ${below(1_000)}` }))
  return Array.from({ length: below(4) + 1 }, (): Operation => {
    const stream = STREAMS[below(2)]!
    const at = random() < 0.5 ? {} : { at: below(IDS + 2) }
    const limit = random() < 0.8 ? {} : { limit: (below(6) + 1) * (random() < 0.5 ? 1 : -1) }
    const kind = random()
    if (kind < 0.5) return insert(stream, freshItems(stream, 4), { ...at, ...limit })
    if (kind < 0.7) return remove(stream, below(IDS) + 1)
    if (kind < 0.9) return update(stream, [{ id: below(IDS) + 1, text: `update ${below(1_000)}` }])
    return reset(stream, freshItems(stream, 6), limit)
  })
}

function expected(model: Model, flush: readonly Operation[]): Model {
  const rows: Record<StreamName, Rows> = { ...model }
  for (const operation of flush) {
    if (operation.kind !== 'note') rows[operation.stream] = after(rows[operation.stream], operation)
  }
  return rows
}

function after(rows: Rows, operation: Exclude<Operation, { kind: 'note' }>): Rows {
  if (operation.kind === 'delete') return rows.filter(({ id }) => id !== operation.id)
  if (operation.kind === 'delete-element') return rows
  const start = operation.kind === 'reset' ? [] : rows
  const content = new Map(operation.items.map((item) => [item.id, item]))
  const kept = start.map((row) => content.get(row.id) ?? row)
  const fresh = operation.items.filter(({ id }) => !start.some((row) => row.id === id))
  if (operation.kind === 'update' || fresh.length === 0) return kept
  const place = operation.at ?? kept.length
  const all = [...kept.slice(0, place), ...fresh, ...kept.slice(place)]
  if (operation.limit === undefined) return all
  return operation.limit > 0 ? all.slice(0, operation.limit) : all.slice(operation.limit)
}

function rowsIn(shown: readonly Shown[]): Rows {
  return shown
    .filter(({ id }) => /-\d+$/.test(id))
    .map(({ id, text }) => ({ id: Number(id.slice(id.indexOf('-') + 1)), text }))
}

/** Ids of rows that were there before and are there now, as another node. */
function exchanged(before: readonly Shown[], now: readonly Shown[]): string[] {
  const nodes = new Map(before.map(({ id, node }) => [id, node]))
  return now.filter(({ id, node }) => nodes.has(id) && nodes.get(id) !== node).map(({ id }) => id)
}

test(`STR3 STR4 STR5 STR7 STR9 STR10: ${SEQUENCES} random sequences leave what the model says`, async ({ page }) => {
  test.setTimeout(30_000 + SEQUENCES * 500)
  await openStreams(page)
  const empty: Operation[] = STREAMS.map((stream) => reset(stream))
  let others: number | null = null
  for (let done = 0; done < SEQUENCES; done += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, SEQUENCES - done) }, (_, index) => FIRST_SEED + done + index)
    const sequences = seeds.map((seed) => {
      const random = randomFrom(seed)
      return [empty, ...Array.from({ length: FLUSHES }, () => randomFlush(random))]
    })
    const snapshots = await performEach(page, sequences.flat())
    sequences.forEach((flushes, sequence) => {
      let model: Model = { left: [], right: [] }
      flushes.forEach((flush, index) => {
        const now = snapshots[sequence * (FLUSHES + 1) + index]!
        const before = snapshots[sequence * (FLUSHES + 1) + index - 1]
        const where = `seed ${seeds[sequence]}, flush ${index}: ${JSON.stringify(flush)}`
        model = expected(model, flush)
        others ??= now.others
        expect(now.others, `${where}: nodes that are no elements`).toBe(others)
        // What a limit cuts off and a later operation brings back in the same flush is a new row.
        const limited = flush.some((operation) => 'limit' in operation)
        for (const stream of STREAMS) {
          expect(rowsIn(now[stream]), `${where}: ${stream}`).toEqual(model[stream])
          if (before && !limited)
            expect(exchanged(before[stream], now[stream]), `${where}: nodes of ${stream}`).toEqual([])
        }
      })
    })
  }
})
