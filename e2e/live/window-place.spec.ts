/** The row under the reader's eye stays where it is, whatever a window does. */
import { expect } from '@playwright/test'
import { holdImages } from '../fixtures/late-images.ts'
import { painted, turn, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { SCROLLERS, WindowPage } from '../fixtures/window-page.ts'

/** A row in the middle of a long feed. */
const MIDDLE = 200
const LONG = 400
/** Time for scrolling frame by frame, on a slow machine too. */
const PATIENCE = { timeout: 20_000 }
const WINDOW = 60
/** The window, the rows near the eye beyond it, and a page that has just come. */
const MOST_ROWS = 100

// These lists leave the browser's scroll anchoring on. The runtime has to switch it off, and to keep the place alone, as
// it does in a browser without scroll anchoring.
for (const scroller of SCROLLERS) {
  const options = { scroller, anchoring: true, header: true, count: LONG, around: MIDDLE } as const

  test(`WIN2: the row under the eye stays while rows above are added, changed and removed, and older ones arrive (${scroller})`, async ({
    page,
  }) => {
    const shown = await WindowPage.open(page, options)
    await shown.show(MIDDLE)
    await shown.rest()
    expect(await shown.scroller.evaluate((element) => getComputedStyle(element).overflowAnchor)).toBe('none')
    await watch(shown)
    const first = (await shown.ids())[0]!
    shown.feed.edit(first + 1, 'has grown\n'.repeat(12))
    await expect(shown.row(first + 1)).toContainText('has grown')
    shown.feed.delete(first, first + 2, MIDDLE - 15)
    await expect(shown.row(MIDDLE - 15)).toHaveCount(0)
    for (let id = first + 3; id < first + 9; id++) shown.feed.edit(id, 'edited')
    shown.feed.restore(first + 2, MIDDLE - 15)
    await expect(shown.row(MIDDLE - 15)).toHaveCount(1)
    await expect(shown.row(first + 8)).toHaveText('edited')
    await shown.caughtUp()
    expect((await painted(shown)).drift, 'rows above change').toBeLessThanOrEqual(1)
    await shown.expectStretch()
    shown.feed.hold('asked')
    for (const where of ['near the start', 'at the start']) {
      const [first] = await shown.ids()
      if (where === 'at the start') await shown.jumpTo('start')
      else await shown.show(first! + 6)
      const request = await shown.takeHeld()
      await watch(shown)
      request.release()
      await expect.poll(async () => (await shown.ids())[0]).toBeLessThan(first!)
      expect((await painted(shown)).drift, `older rows arrive, ${where}`).toBeLessThanOrEqual(1)
    }
  })

  test(`WIN2: the row under the eye stays when images above come late, also while the reader scrolls (${scroller})`, async ({
    page,
  }) => {
    const releaseRows = await holdImages(page)
    const releaseHeader = await holdImages(page, 'header')
    const shown = await WindowPage.open(page, { ...options, imagesUpTo: MIDDLE - 20 })
    await shown.show(MIDDLE)
    await shown.rest()
    await watch(shown)
    const before = await shown.distanceTo('start')
    releaseRows()
    await expectImages(shown, '.row img')
    expect((await painted(shown)).drift, 'at rest').toBeLessThanOrEqual(1)
    expect(await shown.distanceTo('start')).toBeGreaterThan(before + 300)
    await watch(shown, 2)
    releaseHeader()
    await expectImages(shown, 'img')
    expect((await painted(shown)).drift, 'while the reader scrolls').toBeLessThanOrEqual(1)
  })

  test(`WIN2 WIN4 WIN8: from end to end no row moves apart from the scrolling, no place is empty, and no more rows are there than the window says (${scroller})`, async ({
    page,
  }) => {
    // A header would stand in the middle of what is shown at the very beginning, where a row is expected.
    const shown = await WindowPage.open(page, { ...options, header: false, count: 240, around: 120, window: WINDOW })
    await shown.show(120)
    await shown.rest()
    await watch(shown, -90)
    await expect.poll(async () => (await shown.ids())[0], PATIENCE).toBe(1)
    await expect(shown.list).toHaveAttribute('data-end', 'more')
    await turn(shown, 97)
    await expect.poll(async () => (await shown.ids()).at(-1), PATIENCE).toBe(240)
    await expect(shown.list).toHaveAttribute('data-start', 'more')
    await expect(shown.list).toHaveAttribute('data-end', 'end')
    const { drift, empty, rows } = await painted(shown)
    expect(drift).toBeLessThanOrEqual(1)
    expect(empty).toBe(0)
    expect(rows).toBeGreaterThanOrEqual(WINDOW)
    expect(rows).toBeLessThanOrEqual(MOST_ROWS)
    await shown.expectStretch()
  })

  test(`WIN3: at the newest row the reader stays there, whatever comes and grows, and no longer after scrolling up, however slowly (${scroller})`, async ({
    page,
  }) => {
    const release = await holdImages(page)
    const shown = await WindowPage.open(page, { scroller, header: true, count: 60, imagesUpTo: 60 })
    await shown.rest()
    await shown.jumpTo('end')
    await shown.rest()
    for (let id = 61; id <= 64; id++) {
      shown.feed.append()
      await expect(shown.row(id)).toBeInViewport({ ratio: 1 })
    }
    release()
    await expectImages(shown, 'img')
    shown.feed.edit(64, 'has grown\n'.repeat(12))
    await expect(shown.row(64)).toContainText('has grown')
    shown.feed.delete(63)
    await expect(shown.row(63)).toHaveCount(0)
    await shown.rest()
    expect(await shown.distanceTo('end')).toBeLessThanOrEqual(1)
    await page.setViewportSize({ width: 700, height: 400 })
    await shown.rest()
    expect(await shown.distanceTo('end'), 'on a smaller screen').toBeLessThanOrEqual(1)
    await watch(shown, -1)
    await expect.poll(() => shown.distanceTo('end')).toBeGreaterThan(60)
    shown.feed.append(3)
    await expect(shown.row(67)).toHaveCount(1)
    await expect(shown.row(67)).not.toBeInViewport()
    expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
  })
}

for (const scroller of ['page', 'reversed'] as const) {
  test(`WIN2: at the very beginning the reader sees what stands above the list grow (${scroller})`, async ({
    page,
  }) => {
    const release = await holdImages(page)
    const shown = await WindowPage.open(page, { scroller, header: true, count: 30, imagesUpTo: 10 })
    await shown.toBeginning()
    await shown.jumpTo('start')
    await shown.rest()
    const before = await shown.row(1).boundingBox()
    release()
    await expectImages(shown, 'img')
    await shown.rest()
    expect(await shown.distanceTo('start')).toBeLessThan(1)
    expect((await shown.row(1).boundingBox())!.y).toBeGreaterThan(before!.y + 100)
  })
}

test('WIN2 WIN3: a list whose rows begin to overflow it is followed, though the page around it scrolls too', async ({
  page,
}) => {
  const shown = await WindowPage.open(page, { scroller: 'list', count: 2 })
  await page.evaluate(() => {
    document.body.style.blockSize = '5000px'
  })
  await shown.rest()
  for (let id = 3; id <= 30; id++) {
    shown.feed.append()
    await expect(shown.row(id)).toBeInViewport({ ratio: 1 })
  }
  expect(await page.evaluate(() => scrollY)).toBe(0)
})

/** Resolves when every image of a selector has loaded and was painted. */
async function expectImages(shown: WindowPage, selector: string): Promise<void> {
  const images = shown.page.locator(selector)
  const areThere = () =>
    images.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalHeight > 0))
  await expect.poll(areThere, 'all images have loaded').toBe(true)
  await shown.painted()
}
