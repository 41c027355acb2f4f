/** Real input scrolls through many pages of rows: the rows follow the input, and nothing else moves them. */
import { expect } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { WindowPage } from '../fixtures/window-page.ts'
import * as inputs from '../support/scroll-inputs.ts'
import { expectMotionOfInput, recorderIn } from '../support/scroll-motion.ts'

const PAGES = { up: 30, down: 6 }
/** Rows of a page: few, so that they are scrolled through fast, and more than a frame of any input moves. */
const PAGE_SIZE = 12
const COUNT = 800
const WINDOW = 100

test.use({
  viewport: { width: 800, height: 1_000 },
  hasTouch: true,
  launchOptions: [
    ({ launchOptions }, use) =>
      use({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), inputs.ANIMATED_WHEEL_ARGUMENT],
        // Scrollbars that can be dragged.
        ignoreDefaultArgs: ['--hide-scrollbars'],
      }),
    { scope: 'worker' },
  ],
})

const cases = [
  { input: inputs.wheel(100, 8), directions: ['up'] },
  { input: inputs.wheel(250, 16), directions: ['up', 'down'] },
  { input: inputs.wheel(600, 40), directions: ['up'], throttle: 4 },
  { input: inputs.animatedWheel(600, 3_000), directions: ['up', 'down'] },
  { input: inputs.heldPageKey(10, 33), directions: ['up'] },
  { input: inputs.heldEndKey(10, 33), directions: ['up', 'down'] },
  { input: inputs.scrollbarDrag(3, 16), directions: ['up'] },
  { input: inputs.swipe(600, 16), directions: ['up'] },
] as const

for (const { input, directions, ...options } of cases) {
  const throttle = 'throttle' in options ? options.throttle : 1
  const where = `${directions.join(' and ')}${throttle === 1 ? '' : `, CPU throttled ${throttle} x`}`

  test(`WIN2 WIN8: rows follow the input while ${PAGES.up} pages load: ${input.name} (${where})`, async ({ page }) => {
    test.slow()
    const shown = await WindowPage.open(page, {
      scroller: 'reversed',
      count: COUNT,
      pageSize: PAGE_SIZE,
      window: WINDOW,
    })
    await shown.rest()
    await shown.row(COUNT).click()
    for (const direction of directions) {
      const driver = await recorderIn(page, direction, {
        scroller: '.ancestor',
        rows: '#rows > .row',
        text: ':scope > p',
      })
      await driver.session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
      await expectMotionOfInput(driver, input, PAGES[direction])
    }
    await shown.rest()
    await shown.expectStretch()
    expect(shown.wire.overlaps).toEqual([])
  })
}
