/** What becomes of a page whose connection, or whose view, was gone for a while. */
import { expect, type Page } from '@playwright/test'
import { field, newList, push, rows } from '../fixtures/log-list-page.ts'
import { catchErrors } from '../fixtures/logged-errors.ts'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

/** Remembers the nodes of the rows, and which events the page was sent from now on. */
async function remember(page: Page): Promise<void> {
  await page.evaluate(() => {
    const events: string[] = []
    window.live.on('live:reset', () => events.push('live:reset'))
    Object.assign(window, { events, known: new Set(document.querySelectorAll('#items > li')) })
  })
}

/** Ids of the rows that are the nodes they were. */
function keptRows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const known: Set<Element> = Reflect.get(window, 'known')
    return Array.from(document.querySelectorAll('#items > li'))
      .filter((row) => known.has(row))
      .map(({ id }) => id)
  })
}

const events = (page: Page) => page.evaluate((): string[] => Reflect.get(window, 'events'))

/** Drops the connection, and lets no other come before `act` is done. */
async function whileAway(page: Page, tap: Tap, act: () => void | Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  tap.meet = async (socket) => {
    await promise
    tap.connect(socket)
  }
  await tap.close()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  tap.clear()
  await act()
  resolve()
  await settled(page)
}

test('JOIN2 [S22]: what happened meanwhile is applied once and in order, and every row keeps its node', async ({
  page,
}) => {
  const tap = await Tap.on(page)
  const { url, list } = newList()
  for (let id = 4; id <= 80; id++) list.put(id, `item ${id}`)
  await page.goto(url)
  await settled(page)
  // What was read before the newest page, as a reader far back has it.
  for (let id = 1; id <= 30; id++) list.put(id, `item ${id}`)
  await expect(rows(page)).toHaveCount(80)
  await field(page, 'items-7').fill('being written')
  await remember(page)
  await whileAway(page, tap, () => {
    list.put(81, 'created')
    list.put(5, 'edited')
    list.remove(6)
    list.put(82, 'created and deleted')
    list.put(81, 'created and edited')
    list.remove(82)
  })
  const kept = Array.from({ length: 80 }, (_, index) => index + 1).filter((id) => id !== 6)
  expect(await keptRows(page)).toEqual(kept.map((id) => `items-${id}`))
  await expect(rows(page)).toHaveText(
    [...kept, 81].map((id) => ({ 5: 'edited', 81: 'created and edited' })[id] ?? `item ${id}`),
  )
  await expect(field(page, 'items-7')).toHaveValue('being written')
  await expect(field(page, 'items-7')).toBeFocused()
  const changes = tap.operations.filter(([kind]) => kind === 'i' || kind === 'd')
  expect(changes.map(([kind]) => kind).join('')).toBe('iidiid')
  expect(await events(page)).toEqual([])
})

test('JOIN1 [S22]: coming back to what has not changed sends nothing', async ({ page }) => {
  const tap = await Tap.on(page)
  await page.goto(newList().url)
  await settled(page)
  await whileAway(page, tap, () => undefined)
  expect(tap.operations.map(([kind]) => kind)).toEqual(['ok'])
})

test('JOIN3 [S23]: too wide a gap leads to the newest rows, and the page is told', async ({ page }) => {
  const tap = await Tap.on(page)
  const { url, list } = newList()
  await page.goto(url)
  await settled(page)
  await remember(page)
  await whileAway(page, tap, () => {
    for (let id = 4; id <= 1_010; id++) list.put(id, `item ${id}`)
    for (let id = 4; id <= 970; id++) list.remove(id)
  })
  const newest = [1, 2, 3, ...Array.from({ length: 40 }, (_, index) => 971 + index)]
  await expect(rows(page)).toHaveText(newest.map((id) => `item ${id}`))
  expect(await keptRows(page), 'rows that return are the nodes they were').toEqual(['items-1', 'items-2', 'items-3'])
  expect(await events(page)).toEqual(['live:reset'])
  list.put(1_011, 'live again')
  await expect(rows(page).last()).toHaveText('live again')
})

test('JOIN2 [S22]: a gap of just a thousand entries is continued', async ({ page }) => {
  const tap = await Tap.on(page)
  const { url, list } = newList()
  await page.goto(url)
  await settled(page)
  await remember(page)
  await whileAway(page, tap, () => {
    for (let change = 1; change <= 1_000; change++) list.put(2, `change ${change}`)
  })
  await expect(rows(page)).toHaveText(['item 1', 'change 1000', 'item 3'])
  expect(await events(page)).toEqual([])
})

test('VIEW5 [S24]: a crash is logged with the name of its event, and the view is back where it was', async ({
  page,
  context,
  fixtureApp,
}) => {
  using caught = catchErrors(fixtureApp)
  const { url, list } = newList()
  const [bystander, elsewhere] = [await context.newPage(), await context.newPage()]
  await bystander.goto(url)
  await elsewhere.goto('/pages/one')
  await page.goto(url)
  for (const each of [page, bystander, elsewhere]) await settled(each)
  await field(page, 'Draft').fill('being written')
  await field(page, 'items-2').fill('typed in a row')
  for (const each of [page, bystander]) await remember(each)
  await elsewhere.locator('#count').click()
  expect(await push(page, 'crash')).toBe('crashed')
  expect(caught.errors).toMatchObject([{ err: { message: 'a bug' }, message: 'live view failed in event crash' }])
  list.put(4, 'item 4')
  await settled(page)
  for (const each of [page, bystander]) {
    await expect(rows(each)).toHaveText(['item 1', 'item 2', 'item 3', 'item 4'])
    expect(await keptRows(each)).toEqual(['items-1', 'items-2', 'items-3'])
  }
  await expect(field(page, 'Draft')).toHaveValue('being written')
  await expect(field(page, 'items-2')).toHaveValue('typed in a row')
  await push(page, 'note', 'alive')
  await expect(page.locator('#note')).toHaveText('alive')
  await elsewhere.locator('#count').click()
  await expect(elsewhere.locator('#count')).toHaveText('2')
})
