import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type LogEntry, operationsFor } from './log-changes.ts'

const PAGE = 50

/** A room with messages of these ids, all of which are in the page unless `shown` says which are. */
function room(ids: readonly number[], shown: readonly number[] = ids) {
  const reads: number[] = []
  const rowsAfter = async (after: number) => {
    reads.push(after)
    const beyond = ids.filter((id) => id > after).slice(0, PAGE)
    return (beyond.length > 0 ? beyond : ids.slice(-PAGE)).map((id) => ({ id, html: `row ${id}` }))
  }
  return { reads, source: { rowsAfter, isShown: (id: number) => shown.includes(id) } }
}

function entries(operation: LogEntry['headers']['operation'], ids: readonly number[]): LogEntry[] {
  return ids.map((id) => ({ key: String(id), headers: { operation } }))
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const rows = (ids: readonly number[]) => ids.map((id) => `row ${id}`)

it('CONN11: reads one page for all the messages of a page that were edited or sent', async () => {
  const { reads, source } = room(upTo(250))
  const changes = [...entries('update', [249, 203, 201, 230]), ...entries('insert', [250])]
  assert.deepEqual(await operationsFor(changes, source), [
    ['i', 'messages', rows([250])],
    ['i', 'messages', rows([201, 203, 230, 249]), { updateOnly: true }],
  ])
  assert.deepEqual(reads, [200])
})

it('CONN11: reads each page of the rows that are shown at most once, however many of them were edited', async () => {
  const { reads, source } = room(upTo(1_000), upTo(1_000).slice(-250))
  const [operation] = await operationsFor(entries('update', upTo(1_000).toReversed()), source)
  assert.deepEqual(operation, ['i', 'messages', rows(upTo(1_000).slice(-250)), { updateOnly: true }])
  assert.deepEqual(reads, [750, 800, 850, 900, 950])
})

it('CONN11: skips the pages between messages that are far apart', async () => {
  const { reads, source } = room(upTo(1_000))
  await operationsFor([...entries('update', [10]), ...entries('insert', [990, 1_000])], source)
  assert.deepEqual(reads, [9, 989])
})

it('CONN11: reads nothing for messages that are not shown or were deleted', async () => {
  const { reads, source } = room(upTo(9), [5])
  const changes = [...entries('update', [3]), ...entries('insert', [10]), ...entries('delete', [5, 10])]
  assert.deepEqual(await operationsFor(changes, source), [
    ['d', 'messages', 'messages-5'],
    ['d', 'messages', 'messages-10'],
  ])
  assert.deepEqual(reads, [])
})

it('CONN11: leaves out messages that were deleted after the log was read', async () => {
  const { reads, source } = room([1, 2, 4])
  const changes = entries('insert', [3, 4, 5, 6])
  assert.deepEqual(await operationsFor(changes, source), [['i', 'messages', rows([4])]])
  assert.deepEqual(reads, [2, 4])
})
