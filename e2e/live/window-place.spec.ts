/** What a window does to the row under the reader's eye: nothing. */
import { expect } from '@playwright/test'
import { holdImages } from '../fixtures/late-images.ts'
import { painted, turn, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { SCROLLERS, WindowPage } from '../fixtures/window-page.ts'

/** A row in the middle of a long feed. */
const MIDDLE = 200
const LONG = 400
/** For what scrolls frame by frame, also on a slow machine. */
const PATIENCE = { timeout: 20_000 }

for (const scroller of SCROLLERS) {
  for (const anchoring of [false, true]) {
    const how = `(${scroller}, ${anchoring ? 'with' : 'without'} the browser’s anchoring)`
    const options = { scroller, anchoring, header: true, count: LONG, around: MIDDLE }

    test(`WIN2: the row under the eye stays while rows above are added, changed and removed ${how}`, async ({
      page,
    }) => {
      const shown = await WindowPage.open(page, options)
      await shown.show(MIDDLE)
      await shown.rest()
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
      expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
      await shown.expectStretch()
    })

    test(`WIN2: the row under the eye stays when older rows arrive ${how}`, async ({ page }) => {
      const shown = await WindowPage.open(page, options)
      await shown.show(MIDDLE)
      await shown.rest()
      shown.feed.hold('asked')
      for (const where of ['near the start', 'at the start', 'near the start']) {
        const [first] = await shown.ids()
        if (where === 'at the start') await shown.jumpTo('start')
        else await shown.show(first! + 6)
        const request = await shown.takeHeld()
        await watch(shown)
        request.release()
        await expect.poll(async () => (await shown.ids())[0]).toBeLessThan(first!)
        expect((await painted(shown)).drift, where).toBeLessThanOrEqual(1)
      }
    })

    test(`WIN2: the row under the eye stays when images above come late ${how}`, async ({ page }) => {
      const release = await holdImages(page)
      const shown = await WindowPage.open(page, { ...options, imagesUpTo: MIDDLE - 20 })
      await shown.show(MIDDLE)
      await shown.rest()
      await watch(shown)
      const before = await shown.distanceTo('start')
      release()
      await expectImages(shown)
      const { drift } = await painted(shown)
      expect(drift).toBeLessThanOrEqual(1)
      expect(await shown.distanceTo('start')).toBeGreaterThan(before + 300)
    })

    test(`WIN2 WIN4: no row moves but by what is scrolled, while pages come and go ${how}`, async ({ page }) => {
      const shown = await WindowPage.open(page, { ...options, window: 60 })
      await shown.show(MIDDLE)
      await shown.rest()
      await watch(shown, -60)
      await expect.poll(async () => (await shown.ids()).at(-1), PATIENCE).toBeLessThan(MIDDLE)
      await turn(shown, 67)
      await expect.poll(async () => (await shown.ids())[0], PATIENCE).toBeGreaterThan(MIDDLE)
      const { drift, empty } = await painted(shown)
      expect(empty).toBe(0)
      expect(drift).toBeLessThanOrEqual(1)
    })
  }

  test(`WIN2: the row under the eye stays while images above come and the reader scrolls (${scroller})`, async ({
    page,
  }) => {
    const release = await holdImages(page)
    const options = { scroller, header: true, count: LONG, around: MIDDLE, imagesUpTo: MIDDLE - 20 }
    const shown = await WindowPage.open(page, options)
    await shown.show(MIDDLE)
    await shown.rest()
    await watch(shown, 2)
    release()
    await expectImages(shown)
    expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
  })

  test(`WIN3: at the newest row the reader stays there, whatever comes and grows (${scroller})`, async ({ page }) => {
    const release = await holdImages(page)
    const shown = await WindowPage.open(page, { scroller, header: true, count: 60, imagesUpTo: 60 })
    await shown.rest()
    await shown.jumpTo('end')
    await shown.rest()
    for (let id = 61; id <= 66; id++) {
      shown.feed.append()
      await expect(shown.row(id)).toBeInViewport({ ratio: 1 })
    }
    release()
    await expectImages(shown)
    shown.feed.edit(66, 'has grown\n'.repeat(12))
    await expect(shown.row(66)).toContainText('has grown')
    shown.feed.delete(65)
    await expect(shown.row(65)).toHaveCount(0)
    await shown.rest()
    expect(await shown.distanceTo('end')).toBeLessThanOrEqual(1)
    await page.setViewportSize({ width: 700, height: 400 })
    await shown.rest()
    expect(await shown.distanceTo('end'), 'on a smaller screen').toBeLessThanOrEqual(1)
  })

  test(`WIN3: who has scrolled up, however slowly, is not taken along (${scroller})`, async ({ page }) => {
    const shown = await WindowPage.open(page, { scroller, count: 60 })
    await shown.rest()
    await shown.jumpTo('end')
    await shown.rest()
    await watch(shown, -1)
    await expect.poll(() => shown.distanceTo('end')).toBeGreaterThan(60)
    shown.feed.append(3)
    await expect(shown.row(63)).toHaveCount(1)
    await expect(shown.row(63)).not.toBeInViewport()
    expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
  })
}

for (const scroller of ['ancestor', 'page', 'reversed'] as const) {
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
    await expectImages(shown)
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

/** Resolves when every image is there and was painted. */
async function expectImages(shown: WindowPage): Promise<void> {
  await expect
    .poll(() => shown.list.evaluate(() => Array.from(document.images).every(({ naturalHeight }) => naturalHeight > 0)))
    .toBe(true)
  await shown.painted()
}
