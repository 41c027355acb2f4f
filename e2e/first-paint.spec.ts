import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

/** The largest sum of layout shifts that counts as a page that does not move. */
const STEADY = 0.02

interface ShiftWindow {
  readonly shifts: { readonly value: number; readonly moved: readonly string[] }[]
}

/** Opens a page on a slow processor and says by how much it moved until it was live and every row had its local time. */
async function shiftOf(page: Page, path: string): Promise<{ readonly sum: number; readonly moved: readonly string[] }> {
  await page.addInitScript(() => {
    const record: ShiftWindow = { shifts: [] }
    Object.assign(window, { record })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as unknown as { value: number; sources: { node: Node | null }[] }
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : '?'))
        record.shifts.push({ value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await page.goto(path)
  await settled(page)
  await expect(page.locator('#messages time:not([lang])'), 'times that are not local yet').toHaveCount(0)
  const shifts = await page.evaluate(async () => {
    // Two frames: the observer hears of a frame after it was painted.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    return (window as unknown as { record: ShiftWindow }).record.shifts
  })
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.flatMap(({ moved }) => moved) }
}

const READERS: Readonly<Record<string, BrowserContextOptions>> = {
  'a wide screen': { viewport: { width: 1280, height: 800 }, timezoneId: 'Europe/Berlin' },
  'a phone': { viewport: { width: 390, height: 844 }, timezoneId: 'Pacific/Kiritimati', locale: 'de-DE' },
}

test.describe('a room that is opened on a slow processor', () => {
  for (const [name, options] of Object.entries(READERS)) {
    test(`[L1] [L37] looks from its first paint on as it will look, on ${name}`, async ({
      browser,
      person,
      baseURL,
    }) => {
      const { page } = await person(uniqueName('Reader of a long name'))
      const context: BrowserContext = await browser.newContext({
        ...options,
        baseURL: baseURL!,
        storageState: await page.context().storageState(),
      })
      const opened = await context.newPage()
      const { sum, moved } = await shiftOf(opened, '/rooms/1')
      expect(await opened.locator('.day-separator').count(), 'days that are separated').toBeGreaterThan(0)
      expect(sum, `moved: ${moved}`).toBeLessThan(STEADY)
      await context.close()
    })
  }
})
