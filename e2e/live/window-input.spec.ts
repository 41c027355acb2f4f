/** The ways in which people scroll a window. */
import { expect, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { type Edge, WindowPage } from '../fixtures/window-page.ts'

const COUNT = 44
const MIDDLE = COUNT / 2
/** Not 'ancestor' and 'reversed', which the motion tests scroll. */
const KINDS = ['list', 'page'] as const

test.use({
  hasTouch: true,
  // Scrollbars that can be dragged.
  launchOptions: [
    ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] }),
    { scope: 'worker' },
  ],
})

/** Scrolls once towards an end. */
type Input = (shown: WindowPage, edge: Edge) => Promise<void>

const key =
  (names: Readonly<Record<Edge, string>>, times = 1): Input =>
  async ({ page }, edge) => {
    for (let count = 0; count < times; count++) await page.keyboard.press(names[edge])
  }

const INPUTS: Readonly<Record<string, Input>> = {
  'the wheel': async ({ page }, edge) => page.mouse.wheel(0, edge === 'start' ? -700 : 700),
  'PageUp and PageDown': key({ start: 'PageUp', end: 'PageDown' }),
  'Home and End': key({ start: 'Home', end: 'End' }),
  'the arrow keys': key({ start: 'ArrowUp', end: 'ArrowDown' }, 12),
  'a finger': ({ page }, edge) => (edge === 'start' ? swipe(page, 80, 420) : swipe(page, 420, 80)),
  'the scrollbar': dragScrollbar,
}

for (const scroller of KINDS) {
  test(`WIN8: ${Object.keys(INPUTS).join(', ')} lead to both ends (${scroller})`, async ({ page }) => {
    test.slow()
    const shown = await WindowPage.open(page, { scroller, count: COUNT, around: MIDDLE, window: 24 })
    await shown.show(MIDDLE)
    await shown.rest()
    await focusIn(shown)
    for (const [name, scroll] of Object.entries(INPUTS)) {
      for (const [edge, id] of [
        ['start', 1],
        ['end', COUNT],
      ] as const) {
        await expect(async () => {
          await scroll(shown, edge)
          await shown.rest()
          expect(await shown.ids(), `${name} to the ${edge}`).toContain(id)
          await expect(shown.row(id), `${name} to the ${edge}`).toBeInViewport({ timeout: 100 })
        }).toPass({ intervals: [0], timeout: 40_000 })
      }
    }
    expect(shown.wire.overlaps).toEqual([])
    await shown.expectStretch()
  })
}

/** Puts pointer and keys where the rows are. */
async function focusIn(shown: WindowPage): Promise<void> {
  await shown.row(MIDDLE).click()
  await shown.page.mouse.move(100, 300)
}

/** A finger goes from one height to another, and lets go as it goes. */
async function swipe(page: Page, from: number, to: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const steps = 12
  for (let step = 0; step <= steps; step++) {
    const touchPoints = [{ x: 100, y: from + ((to - from) * step) / steps }]
    await session.send('Input.dispatchTouchEvent', { type: step === 0 ? 'touchStart' : 'touchMove', touchPoints })
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}

async function dragScrollbar({ page, scroller }: WindowPage, edge: Edge): Promise<void> {
  const { x, top, bottom, thumb } = await scroller.evaluate((element) => {
    const isPage = element === document.documentElement
    const box = isPage ? new DOMRect(0, 0, innerWidth, innerHeight) : element.getBoundingClientRect()
    const { scrollHeight, clientHeight, scrollTop } = element
    const isReversed = getComputedStyle(element).flexDirection === 'column-reverse'
    const toStart = isReversed ? scrollHeight - clientHeight + scrollTop : scrollTop
    const middle = (toStart + clientHeight / 2) / scrollHeight
    return { x: box.right - 7, top: box.top, bottom: box.bottom, thumb: box.top + middle * box.height }
  })
  await page.mouse.move(x, thumb)
  await page.mouse.down()
  await page.mouse.move(x, edge === 'start' ? top - 50 : bottom + 50, { steps: 8 })
  await page.mouse.up()
}
