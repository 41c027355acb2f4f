/** Requests of a window for the rows beyond its ends: in time, once, and none at the ends of the feed. */
import { expect } from '@playwright/test'
import { PAGE_SIZE } from '../fixtures/feed.ts'
import { painted, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { SCROLLERS, WindowPage } from '../fixtures/window-page.ts'

/** Requests for pages, as "older 41". */
function requests({ wire }: WindowPage): string[] {
  const pages = wire.events.filter(({ name }) => name !== 'ping')
  return pages.map(({ name, payload }) => `${name} ${(payload as { cursor: number } | null)?.cursor}`)
}

for (const scroller of SCROLLERS) {
  const header = scroller === 'ancestor' || scroller === 'page'
  const how = `(${scroller}, ${header ? 'with' : 'without'} a header above)`

  test(`WIN1 WIN7 WIN11: a window that opens around a row brings more both ways, without any scrolling, until what is shown is full ${how}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 800, height: 2_400 })
    const shown = await WindowPage.open(page, { scroller, header, count: 500, around: 250 })
    await expect.poll(async () => (await shown.ids()).length).toBeGreaterThan(3 * PAGE_SIZE)
    await shown.rest()
    const sent = requests(shown)
    expect(sent.some((request) => request.startsWith('older'))).toBe(true)
    expect(sent.some((request) => request.startsWith('newer'))).toBe(true)
    expect(new Set(sent).size).toBe(sent.length)
    expect(shown.wire.overlaps).toEqual([])
    await expect(shown.row(250)).toBeInViewport()
    await shown.expectStretch()
  })

  test(`WIN1 WIN7: both ends are reached by scrolling, and then nothing more is asked for ${how}`, async ({ page }) => {
    const shown = await WindowPage.open(page, { scroller, header, count: 95, around: 45 })
    const edges = ['start', 'end'] as const
    for (const edge of edges) {
      await expect
        .poll(async () => {
          await shown.jumpTo(edge)
          return shown.list.getAttribute(`data-${edge}`)
        })
        .toBe('end')
    }
    await shown.rest()
    expect(await shown.ids()).toEqual(shown.feed.items.map(({ id }) => id))
    expect(requests(shown).toSorted()).toEqual(['newer 54', 'newer 74', 'newer 94', 'older 15', 'older 35'])
    expect(shown.wire.overlaps).toEqual([])
    for (const edge of edges) {
      await shown.jumpTo(edge)
      await shown.rest()
    }
    expect(requests(shown)).toHaveLength(5)
  })
}

for (const scroller of ['list', 'page'] as const) {
  test(`WIN1 WIN8: a jump to an end loads page after page, one at a time, as fast as the server gives them (${scroller})`, async ({
    page,
  }) => {
    const shown = await WindowPage.open(page, { scroller, count: 400 })
    await shown.rest()
    shown.feed.hold('asked')
    const before = requests(shown).length
    for (let round = 1; round <= 4; round++) {
      await expect
        .poll(async () => {
          await shown.jumpTo('start')
          return requests(shown).length
        })
        .toBe(before + round)
      // However the reader moves meanwhile.
      for (const pixels of [300, -500, 100, -1_000]) await shown.scrollBy(pixels)
      expect(requests(shown)).toHaveLength(before + round)
      ;(await shown.takeHeld()).release()
    }
    expect(shown.wire.overlaps).toEqual([])
    await shown.expectStretch()
  })
}

test('WIN7: scrolling of other elements, beside the list and around it, requests no rows', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 300, around: 150 })
  await shown.show(150)
  await shown.rest()
  const before = requests(shown).length
  await watch(shown)
  for (const sideways of await page.locator('.sideways').all()) {
    await sideways.evaluate((box) => box.scrollBy({ left: 200, behavior: 'instant' }))
  }
  await page.evaluate(() => {
    document.body.style.blockSize = '5000px'
    document.documentElement.scrollBy({ top: 300, behavior: 'instant' })
  })
  await shown.rest()
  expect(requests(shown)).toHaveLength(before)
  expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
})

test('WIN1: a hidden list asks for nothing until it is shown', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 300 })
  await shown.rest()
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.ancestor')!.hidden = true
  })
  const before = requests(shown).length
  shown.feed.delete(...(await shown.ids()).slice(0, 30))
  await shown.caughtUp()
  await shown.rest()
  expect(requests(shown)).toHaveLength(before)
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.ancestor')!.hidden = false
  })
  await expect.poll(() => requests(shown).length).toBeGreaterThan(before)
})

test('WIN1 WIN12: when every row that was loaded is deleted, those before and after come', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'list', count: 300, around: 150 })
  await shown.rest()
  const ids = await shown.ids()
  shown.feed.delete(...ids)
  await expect.poll(async () => (await shown.ids()).at(-1)).toBeGreaterThan(ids.at(-1)!)
  await expect.poll(async () => (await shown.ids())[0]).toBeLessThan(ids[0]!)
  await shown.rest()
  expect(shown.wire.overlaps).toEqual([])
  await shown.expectStretch()
})
