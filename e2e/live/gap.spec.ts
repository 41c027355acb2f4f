/** A connection that was away for so long that the log cannot be caught up with. */
import { expect, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { SCROLLERS, WindowPage } from '../fixtures/window-page.ts'
import { settled } from '../support/test.ts'

/** More entries than are sent one by one. */
const TOO_MANY = 1_100

declare global {
  interface Window {
    resets: number
  }
}

/** Has the page count how often it is told that it was made anew. */
async function countResets(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.resets = 0
    window.live.on('live:reset', () => void window.resets++)
  })
}

for (const scroller of SCROLLERS) {
  test(`JOIN7: a reader of history finds the row where it was, and what is around it as it is now (${scroller})`, async ({
    page,
  }) => {
    // So that not everything that is loaded is in sight.
    await page.setViewportSize({ width: 800, height: 320 })
    const shown = await WindowPage.open(page, { scroller, count: 400, around: 200 })
    await shown.rest()
    await shown.show(200)
    await shown.rest()
    await countResets(page)
    const before = await shown.row(200).boundingBox()
    shown.wire.cut()
    await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
    shown.feed.edit(201, 'as it is now')
    shown.feed.delete(192)
    shown.feed.append(TOO_MANY)
    shown.wire.mend()
    await settled(page)
    await shown.rest()
    const after = await shown.row(200).boundingBox()
    expect(Math.abs(after!.y - before!.y)).toBeLessThanOrEqual(1)
    await expect(shown.row(201)).toContainText('as it is now')
    await expect(shown.row(192)).toHaveCount(0)
    await expect(shown.list).toHaveAttribute('data-end', 'more')
    await shown.expectStretch()
    expect(await page.evaluate(() => window.resets)).toBe(1)
  })
}

test('JOIN3: who was at the newest row is at the newest row, and is told', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 400 })
  await shown.rest()
  await shown.jumpTo('end')
  await shown.rest()
  await countResets(page)
  shown.wire.cut()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  shown.feed.append(TOO_MANY)
  shown.wire.mend()
  await settled(page)
  await expect(shown.row(400 + TOO_MANY)).toBeInViewport()
  await shown.expectStretch()
  expect(await page.evaluate(() => window.resets)).toBe(1)
})
