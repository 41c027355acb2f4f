/** Operations on streams in the page of a real browser: order, identity, and the elements beside the rows. */
import { expect } from '@playwright/test'
import type { RowsChanged } from '../../client/live/row-change.ts'
import {
  beside,
  insert,
  move,
  NAMELESS,
  note,
  type Operation,
  remove,
  removeElement,
  reset,
  update,
} from '../fixtures/operations.ts'
import { test } from '../fixtures/server.ts'
import {
  field,
  inside,
  nodeOf,
  openStreams,
  perform,
  performEach,
  rows,
  type Snapshot,
  snapshot,
} from '../fixtures/streams-page.ts'

/** Rounds of eleven operations in the test of what accumulates. */
const ROUNDS = 300

test('STR3: rows are put where the index says, and a block keeps its order', async ({ page }) => {
  await openStreams(page, 'rows=3')
  await perform(page, insert('left', [4, 5]))
  expect(await rows(page, 'left')).toBe('1 2 3 4 5')
  await perform(page, insert('left', [6, 7, 8], { at: 1 }))
  expect(await rows(page, 'left')).toBe('1 6 7 8 2 3 4 5')
  await perform(page, insert('left', [9], { at: 0 }), insert('left', [10, 11], { at: 99 }), insert('left', [12]))
  expect(await rows(page, 'left')).toBe('9 1 6 7 8 2 3 4 5 10 11 12')
  expect(await rows(page, 'right')).toBe('1 2 3')
})

test('STR4: a row that is there is replaced where it stands, as the same node', async ({ page }) => {
  await openStreams(page, 'rows=3')
  const before = await nodeOf(page, 'left-2')
  const other = insert('left', [{ id: 2, text: 'replaced' }], { at: 0, limit: 1 })
  await perform(page, other)
  expect(await rows(page, 'left')).toBe('1 2 3')
  await expect(page.locator('#left-2 b')).toHaveText('replaced')
  expect(await nodeOf(page, 'left-2')).toBe(before)
})

test('STR4: a row that is replaced keeps focus, selection and what was typed into it', async ({ page }) => {
  await openStreams(page, 'rows=3')
  await typeInto(page, 'left-2')
  await perform(page, insert('left', [{ id: 2, text: 'replaced' }]))
  await expect(page.locator('#left-2 b')).toHaveText('replaced')
  await expectAtWork(page, 'left-2')
})

test('STR4 STR5 [S8] [S9]: what is open and scrolled in a row stays so when it is replaced, and when it moves', async ({
  page,
}) => {
  await openStreams(page, 'rows=4&rich')
  const row = page.locator('#left-2')
  const box = row.locator('.scrolled')
  const expectAsLeft = async (text: string) => {
    await expect(row.locator('b')).toHaveText(text)
    await expect(row.getByRole('listitem')).toBeVisible()
    await expect(row.getByRole('listitem')).toHaveText(text)
    expect(await row.evaluate((row) => row.querySelector('menu')!.matches(':popover-open'))).toBe(true)
    await expect(row.locator('details')).toHaveAttribute('open')
    expect(await box.evaluate(({ scrollTop }) => scrollTop)).toBe(60)
  }
  await row.getByText('Details of 2').click()
  await box.evaluate((box) => box.scrollTo({ top: 60, behavior: 'instant' }))
  await row.getByRole('button', { name: 'Menu of 2' }).click()
  await expectAsLeft('item 2')
  await perform(page, insert('left', [{ id: 2, text: 'replaced' }]))
  await expectAsLeft('replaced')
  await perform(page, insert('left', [7, 8], { at: 0 }), remove('left', 1), remove('left', 3))
  await expectAsLeft('replaced')
  for (const at of [0, 3, 1]) {
    await perform(page, ...move('left', { id: 2, text: `moved to ${at}` }, { at }))
    await expectAsLeft(`moved to ${at}`)
  }
})

test('STR5: a row that moves, or around which others come and go, stays at work', async ({ page }) => {
  await openStreams(page, 'rows=5')
  await typeInto(page, 'left-2')
  const before = await nodeOf(page, 'left-2')
  for (const at of [0, 4, 1]) {
    await perform(page, ...move('left', { id: 2, text: `moved to ${at}` }, { at }))
    expect((await rows(page, 'left')).split(' ').indexOf('2')).toBe(at)
    await expectAtWork(page, 'left-2')
  }
  await perform(page, remove('left', 1), insert('left', [7, 8], { at: 0 }), remove('left', 3))
  expect(await rows(page, 'left')).toBe('7 8 2 4 5')
  await expectAtWork(page, 'left-2')
  expect(await nodeOf(page, 'left-2')).toBe(before)
})

test('STR5: operations of one flush apply in the order of the calls', async ({ page }) => {
  await openStreams(page, 'rows=2')
  await perform(page, insert('left', [3]), remove('left', 3), remove('left', 1), insert('left', [1]))
  expect(await rows(page, 'left')).toBe('2 1')
  await perform(page, insert('left', [4], { at: 0 }), insert('left', [5], { at: 1 }), remove('left', 4))
  expect(await rows(page, 'left')).toBe('5 2 1')
})

test('STR5: a row that leaves and comes back in one flush keeps its node, whatever else is asked', async ({ page }) => {
  await openStreams(page, 'rows=3')
  await typeInto(page, 'left-2')
  const before = await nodeOf(page, 'left-2')
  const again = { id: 2, text: 'back' }
  const flushes: Operation[][] = [
    [remove('left', 2), remove('left', 2), insert('left', [again])],
    [...move('left', again, { at: 0 }), ...move('left', again, { at: 1 })],
    [remove('left', 2), update('left', [again]), insert('left', [again], { at: 1 })],
    [reset('left', [1, 3]), insert('left', [again], { at: 1 })],
    [insert('left', [7, 8], { limit: -2 }), reset('left', [1]), insert('left', [again, 3])],
  ]
  for (const flush of flushes) {
    await perform(page, ...flush)
    expect(await nodeOf(page, 'left-2'), JSON.stringify(flush)).toBe(before)
    await expectAtWork(page, 'left-2')
  }
})

test('STR7: an update does not bring back a row that its flush has deleted, and says that it is gone', async ({
  page,
}) => {
  await openStreams(page, 'rows=3')
  const changes = page.evaluate(() => {
    const changed = Promise.withResolvers<object>()
    document.addEventListener(
      'live:rows',
      (event) => {
        const { deleted, updated } = (event as CustomEvent<RowsChanged>).detail
        changed.resolve({ deleted: [...deleted.keys()], updated: updated.size })
      },
      { once: true },
    )
    return changed.promise
  })
  await perform(page, remove('left', 2), update('left', [2]))
  expect(await rows(page, 'left')).toBe('1 3')
  expect(await changes).toEqual({ deleted: ['left-2'], updated: 0 })
})

test('STR6: a row that is inserted twice in a flush stands once, as the last insert says', async ({ page }) => {
  await openStreams(page, 'rows=2')
  await perform(page, insert('left', [{ id: 3, text: 'first' }]), insert('left', [{ id: 3, text: 'last' }], { at: 0 }))
  expect(await rows(page, 'left')).toBe('3 1 2')
  await expect(page.locator('#left-3 b')).toHaveText('last')
  await perform(page, insert('left', [{ id: 4, text: 'first' }, 5, { id: 4, text: 'last' }]))
  expect(await rows(page, 'left')).toBe('3 1 2 5 4')
  await expect(page.locator('#left-4 b')).toHaveText('last')
})

test('STR7: an update replaces rows that are there and adds none', async ({ page }) => {
  await openStreams(page, 'rows=2')
  const before = await nodeOf(page, 'left-2')
  const items = [
    { id: 3, text: 'never there' },
    { id: 2, text: 'updated' },
  ]
  await perform(page, update('left', items, { at: 0, limit: 1 }))
  expect(await rows(page, 'left')).toBe('1 2')
  await expect(page.locator('#left-2 b')).toHaveText('updated')
  expect(await nodeOf(page, 'left-2')).toBe(before)
})

test('STR8: rows with a sort key stand in its order, whatever order they arrive in', async ({ page }) => {
  await openStreams(page, 'sorted')
  await perform(page, insert('right', [30]), insert('right', [10, 20], { at: 0 }))
  await perform(page, insert('right', [9, 100]))
  await perform(page, insert('right', [{ id: 20, text: 'replaced' }, 15], { at: 0 }))
  expect(await rows(page, 'right')).toBe('9 10 15 20 30 100')
})

test.describe('STR9: a limit', () => {
  test('keeps one end when a row was added, and counts rows only', async ({ page }) => {
    await openStreams(page, 'rows=3')
    await perform(page, insert('left', [4], { limit: -3 }))
    expect(await inside(page, 'left')).toBe('empty 2 3 4 footer')
    await perform(page, insert('left', [5], { at: 0, limit: 3 }))
    expect(await inside(page, 'left')).toBe('empty 5 2 3 footer')
    await perform(page, insert('left', [6, 7], { limit: -1 }))
    expect(await inside(page, 'left')).toBe('empty 7 footer')
  })

  test('that is reached has nothing change at the end that it cuts off', async ({ page }) => {
    await openStreams(page, 'rows=3')
    const before = await snapshot(page)
    await perform(page, insert('left', [4], { limit: 3 }), insert('left', [5], { at: 0, limit: -3 }))
    expect(await snapshot(page)).toEqual({ ...before, calls: [] })
  })

  test('is not checked when a row is replaced', async ({ page }) => {
    await openStreams(page, 'rows=3')
    await perform(page, insert('left', [3, 1], { limit: 1 }), update('left', [2, 9], { limit: -1 }))
    expect(await rows(page, 'left')).toBe('1 2 3')
  })

  test('of the stream holds for the page over HTTP as for what comes later', async ({ page }) => {
    const response = await page.request.get('/streams?rows=5&limit=-2')
    expect((await response.text()).match(/id="left-\d+"/g)).toEqual(['id="left-4"', 'id="left-5"'])
    await openStreams(page, 'rows=5&limit=-2')
    expect(await rows(page, 'left')).toBe('4 5')
    await perform(page, insert('left', [6]))
    expect(await rows(page, 'left')).toBe('5 6')
  })
})

test.describe('STR10: a reset', () => {
  test('keeps the nodes of rows that return, in the new order', async ({ page }) => {
    await openStreams(page, 'rows=4')
    await typeInto(page, 'left-3')
    const before = await snapshot(page)
    await perform(page, reset('left', [4, 9, { id: 3, text: 'returned' }, 1]))
    const after = await snapshot(page)
    expect(await inside(page, 'left')).toBe('empty 4 9 3 1 footer')
    for (const id of ['left-4', 'left-3', 'left-1']) expect(nodeIn(after, id), id).toBe(nodeIn(before, id))
    await expect(page.locator('#left-3 b')).toHaveText('returned')
    await expectAtWork(page, 'left-3')
  })

  test('leads from any order to any other, each row as the node that it was', async ({ page }) => {
    await openStreams(page, 'rows=4')
    const before = await snapshot(page)
    const orders = permutations([1, 2, 3, 4])
    const asked = orders.flatMap((from) => orders.flatMap((to) => [from, to]))
    const shown = await performEach(
      page,
      asked.map((order) => [reset('left', order)]),
    )
    const idsOf = ({ left }: Snapshot) => left.flatMap(({ id }) => /\d+$/.exec(id)?.map(Number) ?? [])
    expect(shown.map(idsOf)).toEqual(asked)
    const nodes = new Set(shown.flatMap(({ left }) => left.map(({ node }) => node)))
    expect(nodes).toEqual(new Set(before.left.map(({ node }) => node)))
    expect(
      shown.flatMap(({ calls }) => calls),
      'of a row that is sent unchanged no hook is told',
    ).toEqual([])
  })

  test('with nothing empties that stream alone', async ({ page }) => {
    await openStreams(page, 'rows=2')
    await perform(page, reset('left'))
    expect(await inside(page, 'left')).toBe('empty footer')
    expect(await rows(page, 'right')).toBe('1 2')
  })

  test('undoes what was asked before it in the same flush', async ({ page }) => {
    await openStreams(page, 'rows=2')
    await perform(page, reset('left', [5]), insert('left', [6]), remove('left', 1), reset('left', [7, 2]))
    expect(await rows(page, 'left')).toBe('7 2')
  })
})

test('STR17: what is no row keeps its place and its node, and is updated', async ({ page }) => {
  await openStreams(page, 'rows=1')
  const before = await snapshot(page)
  await perform(page, insert('left', [2, 3], { at: 99 }), insert('left', [4], { at: 0 }), note('said anew'))
  expect(await inside(page, 'left')).toBe('empty 4 1 2 3 footer')
  await expect(page.locator('#left-footer')).toHaveText('said anew')
  await perform(page, reset('left', [5]), note('and once more'))
  expect(await inside(page, 'left')).toBe('empty 5 footer')
  await expect(page.locator('#left-footer')).toHaveText('and once more')
  const after = await snapshot(page)
  for (const id of ['left-empty', 'left-footer']) expect(nodeIn(after, id), id).toBe(nodeIn(before, id))
})

test('STR17: what is no row comes and goes, before and after the rows', async ({ page }) => {
  await openStreams(page, 'rows=2')
  await perform(page, beside(['loading', 'top'], ['bottom', 'footer']))
  expect(await inside(page, 'left')).toBe('empty loading top 1 2 bottom footer')
  const before = await snapshot(page)
  await perform(page, insert('left', [3]), beside(['top', 'new'], ['footer', 'bottom']))
  expect(await inside(page, 'left')).toBe('empty top new 1 2 3 footer bottom')
  const after = await snapshot(page)
  for (const id of ['left-top', 'left-footer', 'left-bottom']) expect(nodeIn(after, id), id).toBe(nodeIn(before, id))
  await perform(page, reset('left'), beside(['footer'], []))
  expect(await inside(page, 'left')).toBe('empty footer')
  await perform(page, insert('left', [4], { at: 0 }), insert('left', [5]))
  expect(await inside(page, 'left')).toBe('empty footer 4 5')
})

test('STR17: what is no row and has no id is reported, and hinders nothing', async ({ page, allow }) => {
  allow(/lacks an id/)
  await openStreams(page, 'rows=1')
  const report = page.waitForEvent('console', (message) => message.type() === 'error')
  await perform(page, beside([NAMELESS, 'top'], ['footer']), insert('left', [2]))
  expect((await report).text()).toContain('An element beside the rows of #left lacks an id.')
  expect(await inside(page, 'left')).toBe('empty top 1 2 footer')
})

test('STR18: the empty state shows exactly when there are no rows', async ({ page }) => {
  await openStreams(page)
  const empty = page.getByText('Nothing here')
  await expect(empty).toBeVisible()
  await perform(page, insert('left', [1, 2]))
  await expect(empty).toBeHidden()
  await perform(page, remove('left', 1))
  await expect(empty).toBeHidden()
  await perform(page, remove('left', 2))
  await expect(empty).toBeVisible()
  await perform(page, insert('right', [1]), insert('left', [3]), remove('left', 3))
  await expect(empty).toBeVisible()
  await perform(page, update('left', [1]), reset('left', [4]), reset('left'))
  await expect(empty).toBeVisible()
})

test('STR19: deleting an id that belongs to something else removes nothing', async ({ page }) => {
  await openStreams(page, 'rows=2')
  const before = await snapshot(page)
  const foreign = ['right-1', 'left-empty', 'left-footer', 'left', 'right', 'beside', 'left-99', '', '*', '#left-1']
  await perform(page, ...foreign.map((id) => removeElement('left', id)))
  expect(await snapshot(page)).toEqual({ ...before, calls: [] })
  await expect(page.locator('#beside')).toBeVisible()
  await perform(page, removeElement('left', 'left-1'))
  expect(await inside(page, 'left')).toBe('empty 2 footer')
})

test('STR20: neither white space nor comments accumulate over three thousand operations', async ({ page }) => {
  test.slow()
  await openStreams(page, 'rows=3')
  const round = (index: number): Operation[] => [
    insert('left', [10, 11], { at: index % 4 }),
    ...move('left', 2, { at: index % 5 }),
    insert('left', [{ id: 1, text: `round ${index}` }]),
    update('left', [3, 99]),
    remove('left', 10),
    insert('right', [index + 10], { limit: -5 }),
    insert('boxed', [index + 10], { limit: -5 }),
    note(`round ${index}`),
    remove('left', 11),
    index % 10 === 0 ? reset('left', [3, 2, 1]) : remove('left', 98),
  ]
  const before = await snapshot(page)
  const last = (
    await performEach(
      page,
      Array.from({ length: ROUNDS }, (_, index) => round(index)),
    )
  ).at(-1)!
  expect(last.others).toBe(before.others)
  expect(last.left).toHaveLength(before.left.length)
  expect(last.right).toHaveLength(5)
  expect(last.boxed).toHaveLength(5)
})

/** Every order of these. */
function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]))
}

type TestPage = Parameters<typeof openStreams>[0]

/** A person types into a row and selects a part of it. */
async function typeInto(page: TestPage, id: string): Promise<void> {
  await field(page, id).fill('being written')
  await field(page, id).evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 7, 'backward'))
}

/** The row is as `typeInto` left it. */
async function expectAtWork(page: TestPage, id: string): Promise<void> {
  await expect(field(page, id)).toBeFocused()
  const state = await field(page, id).evaluate((input: HTMLInputElement) => ({
    value: input.value,
    selection: [input.selectionStart, input.selectionEnd, input.selectionDirection],
  }))
  expect(state).toEqual({ value: 'being written', selection: [2, 7, 'backward'] })
}

function nodeIn({ left, right, boxed }: Snapshot, id: string): number | undefined {
  return [...left, ...right, ...boxed].find((shown) => shown.id === id)?.node
}
