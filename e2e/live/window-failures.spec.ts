/** What a window shows and does when a page does not come. */
import { expect } from '@playwright/test'
import { painted, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { type Edge, WindowPage } from '../fixtures/window-page.ts'

const EDGES = ['start', 'end'] as const
const MIDDLE = 150

/** Opens in the middle of a feed whose pages wait, and jumps to an end. */
async function openAt(page: WindowPage['page'], edge: Edge): Promise<WindowPage> {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 300, around: MIDDLE })
  await shown.show(MIDDLE)
  await shown.rest()
  shown.feed.hold('asked')
  await shown.jumpTo(edge)
  await expect(shown.list).toHaveAttribute(`data-loading-${edge}`, 'loading')
  return shown
}

for (const edge of EDGES) {
  const [where, other] = edge === 'start' ? (['older', 'end'] as const) : (['newer', 'start'] as const)

  test(`WIN9: a page that fails leaves Retry at its end, and is not asked for again by itself (${where})`, async ({
    page,
  }) => {
    const shown = await openAt(page, edge)
    const retry = page.locator(`#rows-${edge}`).getByRole('button', { name: 'Retry' })
    await expect(retry).toBeHidden()
    ;(await shown.takeHeld()).fail()
    await expect(retry).toBeVisible()
    await expect(shown.list).toHaveAttribute(`data-loading-${edge}`, 'failed')
    await expect(shown.list).not.toHaveAttribute(`data-loading-${other}`, 'failed')
    const sent = () => shown.wire.events.filter(({ name }) => name === where).length
    const before = sent()
    await shown.show(MIDDLE)
    await shown.rest()
    await shown.jumpTo(edge)
    await shown.rest()
    expect(sent()).toBe(before)
    const rows = (await shown.ids()).length
    await retry.evaluate((button: HTMLElement) => {
      button.click()
      button.click()
    })
    await expect.poll(sent).toBe(before + 1)
    ;(await shown.takeHeld()).release()
    await expect.poll(async () => (await shown.ids()).length).toBeGreaterThan(rows)
    await expect(retry).toBeHidden()
    expect(shown.wire.overlaps).toEqual([])
    await shown.expectStretch()
  })

  test(`WIN10: a request that a lost connection took is made again, and its page comes once (${where})`, async ({
    page,
  }) => {
    const shown = await openAt(page, edge)
    const lost = await shown.takeHeld()
    const rows = (await shown.ids()).length
    const sent = () => shown.wire.events.filter(({ name }) => name === where).length
    const before = sent()
    shown.wire.cut()
    await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
    await expect(shown.list).not.toHaveAttribute(`data-loading-${edge}`)
    lost.release()
    shown.feed.append()
    shown.feed.delete(MIDDLE + 3)
    shown.wire.mend()
    await expect.poll(sent).toBe(before + 1)
    ;(await shown.takeHeld()).release()
    await expect.poll(async () => (await shown.ids()).length).toBeGreaterThan(rows)
    await shown.rest()
    await shown.expectStretch()
  })
}

test('WIN9: an answer that brings nothing has failed, and is not asked for again and again', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 300 })
  await shown.rest()
  shown.feed.isSilent = true
  const before = shown.wire.events.length
  await shown.jumpTo('start')
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await shown.scrollBy(50)
  await shown.rest()
  expect(shown.wire.events).toHaveLength(before + 1)
})

test('WIN10: without a connection one scrolls freely, nothing moves by itself, and nothing is asked for', async ({
  page,
}) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 300, around: MIDDLE })
  await shown.show(MIDDLE)
  await shown.rest()
  shown.wire.cut()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  const before = shown.wire.events.length
  const ids = await shown.ids()
  for (const edge of ['start', 'end', 'start'] as const) {
    await shown.jumpTo(edge)
    await watch(shown)
    expect((await painted(shown)).drift).toBe(0)
    expect(await shown.distanceTo(edge)).toBeLessThanOrEqual(1)
  }
  expect(shown.wire.events).toHaveLength(before)
  expect(await shown.ids()).toEqual(ids)
  await watch(shown)
  shown.wire.mend()
  await expect.poll(async () => (await shown.ids())[0]).toBeLessThan(ids[0]!)
  expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
})
