/**
 * The text under the reader's eye stays where it is, also if the look of a row depends on the rows beside it. In these
 * lists the outermost rows are marked, and lose the mark when others come before or after them.
 */
import { expect } from '@playwright/test'
import { painted, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { type Edge, SCROLLERS, type ScrollerKind, WindowPage } from '../fixtures/window-page.ts'

const TALL = 'one line of many\n'.repeat(80)

for (const scroller of SCROLLERS) {
  test(`WIN2: no text moves when rows come before the first one or after the last, and others go (${scroller})`, async ({
    page,
  }) => {
    await expectStillness(await open(page, scroller, 20))
  })
}

test('WIN2: no text moves when rows come before the first one or after the last, and none go', async ({ page }) => {
  await expectStillness(await open(page, 'ancestor', 1_000))
})

for (const scroller of ['page', 'reversed'] as const) {
  test(`WIN2: the text of the only row in sight stays when rows come before it, whether it begins in sight or above (${scroller})`, async ({
    page,
  }) => {
    const shown = await open(page, scroller, 20)
    for (const where of ['begins in sight', 'began above']) {
      await shown.rest()
      const first = (await shown.ids())[0]!
      shown.feed.edit(first, TALL)
      await expect(shown.row(first)).toContainText('one line of many')
      const arrive = await reach(shown, 'start')
      await shown.jumpTo('start')
      if (where === 'began above') await shown.scrollBy(400)
      await shown.painted()
      await expect(shown.row(first + 1)).not.toBeInViewport()
      await watch(shown)
      await arrive()
      expect((await painted(shown)).drift, where).toBeLessThanOrEqual(1)
    }
  })

  test(`WIN2: no text moves when all rows before the first one in sight are deleted (${scroller})`, async ({
    page,
  }) => {
    const shown = await WindowPage.open(page, { scroller, marks: true, header: true, count: 30 })
    await shown.toBeginning()
    const before = [1, 2, 3, 4]
    await shown.row(5).evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }))
    await shown.scrollBy(-2)
    await shown.painted()
    await watch(shown)
    shown.feed.delete(...before)
    await expect(shown.row(before[0]!)).toHaveCount(0)
    expect((await painted(shown)).drift).toBeLessThanOrEqual(1)
  })
}

test('WIN2: a row in sight that grows does so downwards', async ({ page }) => {
  const shown = await open(page, 'ancestor', 1_000)
  const [, , , , first, second, third] = await shown.ids()
  await shown.row(first!).evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }))
  await shown.scrollBy(-2)
  await shown.painted()
  const topOf = async (id: number) => (await shown.row(id).boundingBox())!.y
  const before = await Promise.all([first!, second!, third!].map(topOf))
  shown.feed.edit(second!, 'has grown\n'.repeat(6))
  await expect(shown.row(second!)).toContainText('has grown')
  await shown.painted()
  expect(Math.abs((await topOf(first!)) - before[0]!)).toBeLessThanOrEqual(1)
  expect(Math.abs((await topOf(second!)) - before[1]!)).toBeLessThanOrEqual(1)
  expect(await topOf(third!)).toBeGreaterThan(before[2]! + 20)
  // Like an editor that is opened in place of the text.
  await shown.row(first!).evaluate((row) => {
    row.querySelector('p')!.hidden = true
    row.append(Object.assign(document.createElement('textarea'), { rows: 9 }))
  })
  await shown.painted()
  expect(Math.abs((await topOf(first!)) - before[0]!)).toBeLessThanOrEqual(1)
})

function open(page: WindowPage['page'], scroller: ScrollerKind, window: number): Promise<WindowPage> {
  return WindowPage.open(page, { scroller, window, marks: true, header: true, count: 400, around: 200 })
}

/** Has rows arrive at both ends while the reader is there. */
async function expectStillness(shown: WindowPage): Promise<void> {
  for (const edge of ['start', 'start', 'end', 'end'] as const) {
    const outermost = (await shown.ids()).at(edge === 'start' ? 0 : -1)!
    const arrive = await reach(shown, edge)
    await expect(shown.row(outermost)).toBeInViewport({ ratio: 1 })
    await watch(shown)
    await arrive()
    expect((await painted(shown)).drift, `at the ${edge}`).toBeLessThanOrEqual(1)
  }
}

/** Goes to an end of what is loaded, with the page beyond it held back; the answer lets that come. */
async function reach(shown: WindowPage, edge: Edge): Promise<() => Promise<void>> {
  await shown.rest()
  shown.feed.hold('asked')
  await shown.jumpTo(edge)
  const outermost = async () => (await shown.ids()).at(edge === 'start' ? 0 : -1)!
  const before = await outermost()
  const request = await shown.takeHeld()
  await shown.jumpTo(edge)
  return async () => {
    shown.feed.hold()
    request.release()
    await expect.poll(outermost).not.toBe(before)
  }
}
