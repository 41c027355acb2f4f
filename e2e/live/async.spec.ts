/** A list that is loaded beside its view, in a real browser. */
import { expect, type Page } from '@playwright/test'
import { type Load, loadsOf } from '../fixtures/async-list-view.ts'
import { itemFrom } from '../fixtures/operations.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** A page of the list, and the loads that it starts. */
interface Opened {
  /** Resolves with the load of this number, counting from 0, once it has begun. */
  load(index: number): Promise<Load>
}

async function openList(page: Page, query = ''): Promise<Opened> {
  const name = crypto.randomUUID()
  await page.goto(`/async-list?list=${name}&${query}`)
  await settled(page)
  const load = async (index: number) => {
    await expect.poll(() => loadsOf(name).length, `loads that have begun`).toBeGreaterThan(index)
    return loadsOf(name)[index]!
  }
  await load(0)
  return { load }
}

const items = (...ids: number[]) => ids.map(itemFrom)
const rows = (page: Page) => page.locator('#items > .row')
const skeleton = (page: Page) => page.locator('[aria-busy="true"] .skeleton')
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function expectRows(page: Page, ...ids: number[]): Promise<void> {
  await expect(rows(page)).toHaveText(ids.map((id) => `item ${id}`))
}

/** Has the view insert or delete a row while it waits; resolves when the page shows it. */
async function change(page: Page, event: 'insert' | 'delete', id: number): Promise<void> {
  await page.evaluate(([event, id]) => window.live.push(event, { id }), [event, id] as const)
}

test('ASYNC7 ASYNC8: the page over HTTP shows a skeleton of ten rows and starts nothing', async ({ page }) => {
  const response = await page.request.get('/async-list?list=http')
  expect((await response.text()).match(/aria-busy="true"|class="skeleton"/g)).toHaveLength(11)
  expect(loadsOf('http')).toHaveLength(0)
  await openList(page)
  await expect(skeleton(page)).toHaveCount(10)
  await expect(page.getByText('No data')).toHaveCount(0)
})

for (const query of ['', 'hidden']) {
  const how = query ? 'a list that is hidden until then' : 'a list that is there already'

  test(`ASYNC9: the rows take the place of the skeleton, in ${how}`, async ({ page }) => {
    const { load } = await openList(page, query)
    ;(await load(0)).resolve(items(1, 2, 3))
    await expectRows(page, 1, 2, 3)
    await expect(skeleton(page)).toHaveCount(0)
    await expect(page.getByText('No data')).toBeHidden()
  })

  test(`ASYNC5: what is inserted and deleted before the result is neither lost nor misplaced, in ${how}`, async ({
    page,
  }) => {
    const { load } = await openList(page, query)
    await change(page, 'insert', 9)
    await change(page, 'insert', 8)
    await change(page, 'delete', 2)
    if (!query) await expectRows(page, 9, 8)
    ;(await load(0)).resolve(items(1, 2, 3, 8))
    await expectRows(page, 1, 3, 8, 9)
    await change(page, 'insert', 10)
    await expectRows(page, 1, 3, 8, 9, 10)
  })
}

test('ASYNC9: an empty answer says so, until there is a row', async ({ page }) => {
  const { load } = await openList(page)
  ;(await load(0)).resolve([])
  await expect(page.getByText('No data')).toBeVisible()
  await expect(skeleton(page)).toHaveCount(0)
  await change(page, 'insert', 1)
  await expect(page.getByText('No data')).toBeHidden()
})

test('ASYNC4 ASYNC9: an error shows what failed, and Retry tries again', async ({ page }) => {
  const { load } = await openList(page)
  ;(await load(0)).reject(new Error('The index is away.'))
  await expect(page.getByRole('alert')).toHaveText('The index is away.')
  await expect(skeleton(page)).toHaveCount(0)
  await click(page, 'Retry')
  await expect(skeleton(page)).toHaveCount(10)
  await expect(page.getByRole('alert')).toHaveCount(0)
  ;(await load(1)).resolve('no list')
  await expect(page.getByRole('alert')).toContainText('ASYNC_SHAPE')
  await click(page, 'Retry')
  ;(await load(2)).resolve(items(1))
  await expectRows(page, 1)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('ASYNC3: rows stay, as the same nodes, while they are loaded again and when that fails', async ({ page }) => {
  const { load } = await openList(page)
  ;(await load(0)).resolve(items(1, 2))
  await expectRows(page, 1, 2)
  const first = await rows(page).first().elementHandle()
  await click(page, 'Load again')
  const second = await load(1)
  await expectRows(page, 1, 2)
  await expect(skeleton(page)).toHaveCount(0)
  second.reject(new Error('Not this time.'))
  await expect(page.getByRole('alert')).toHaveText('Not this time.')
  await expectRows(page, 1, 2)
  await click(page, 'Load again')
  await expect(page.getByRole('alert')).toHaveCount(0)
  ;(await load(2)).resolve({ items: items(3, 1), reset: true })
  await expectRows(page, 3, 1)
  expect(await first!.evaluate((node) => node === document.getElementById('items-1'))).toBe(true)
})

test('ASYNC3: loaded anew, the rows give way to the skeleton', async ({ page }) => {
  const { load } = await openList(page)
  ;(await load(0)).resolve(items(1, 2))
  await expectRows(page, 1, 2)
  await click(page, 'Load anew')
  await expect(skeleton(page)).toHaveCount(10)
  await expect(rows(page)).toHaveCount(0)
  ;(await load(1)).resolve(items(4))
  await expectRows(page, 4)
})

test('ASYNC3: an assign shows its old value while it is asked for again and when that fails', async ({ page }) => {
  const { load } = await openList(page)
  const total = page.getByLabel('Total')
  await click(page, 'Count')
  await expect(total).toHaveText('counting')
  ;(await load(1)).resolve({ total: 12 })
  await expect(total).toHaveText('12 in all')
  await click(page, 'Count')
  await expect(total).toHaveText('12 in all, counting')
  ;(await load(2)).reject(new Error('away'))
  await expect(total).toHaveText('12 in all, not counted')
  await click(page, 'Count')
  ;(await load(3)).resolve({ total: 13 })
  await expect(total).toHaveText('13 in all')
})

test('ASYNC2: asked for again, the earlier load is told so and its result is ignored', async ({ page }) => {
  const { load } = await openList(page)
  await click(page, 'Load again')
  const [first, second] = [await load(0), await load(1)]
  expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false])
  first.resolve(items(1))
  await change(page, 'insert', 9)
  second.resolve(items(2))
  await expectRows(page, 2, 9)
})

test('ASYNC6: a load that is cancelled has failed, and can be started again', async ({ page }) => {
  const { load } = await openList(page)
  await click(page, 'Cancel')
  await expect(page.getByRole('alert')).toHaveText('cancelled')
  const first = await load(0)
  expect(first.signal.aborted).toBe(true)
  first.resolve(items(1))
  await click(page, 'Retry')
  ;(await load(1)).resolve(items(2))
  await expectRows(page, 2)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test.describe('ASYNC7: what still runs is aborted', () => {
  test('when the page is left', async ({ page }) => {
    const { load } = await openList(page)
    const { signal } = await load(0)
    await page.goto('about:blank')
    await expect.poll(() => signal.aborted).toBe(true)
  })

  test('when another view takes its place', async ({ page }) => {
    const { load } = await openList(page)
    const { signal, resolve } = await load(0)
    await page.getByRole('link', { name: 'Elsewhere' }).click()
    await expect(page.getByRole('heading', { name: 'one' })).toBeVisible()
    expect(signal.aborted).toBe(true)
    resolve(items(1))
    await settled(page)
    await expect(rows(page)).toHaveCount(0)
  })

  test('when the connection is lost, and begins again with it', async ({ page, fixtureApp }) => {
    const { load } = await openList(page)
    const first = await load(0)
    for (const socket of fixtureApp.liveSockets) socket.close(1011, 'lost')
    await expect.poll(() => first.signal.aborted).toBe(true)
    const second = await load(1)
    first.resolve(items(1))
    second.resolve(items(2))
    await expectRows(page, 2)
  })
})
