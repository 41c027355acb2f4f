/** The wheel scrolls through history in Firefox: no page that loads moves the row in sight. */

import { openRoom } from '../support/room.ts'
import type { MotionFrame } from '../support/scroll-frames.ts'
import { judge } from '../support/scroll-judge.ts'
import { recordMotion } from '../support/scroll-record.ts'
import { expect, test } from '../support/test.ts'

const PAGES = 15
const RECORDED = { scroller: '.scroller', rows: '#messages > article[id]', text: ':scope > [data-body]' }

test.use({ viewport: { width: 1_280, height: 800 }, serverOptions: { messages: 4_000 } })

test(`messages follow the wheel while ${PAGES} pages of history load`, async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  await page.mouse.move(700, 350)
  await page.evaluate(recordMotion, RECORDED)
  const loads = () => page.evaluate(() => motion!.loads('first'))
  await expect(async () => {
    for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, -250)
    expect(await loads()).toBeGreaterThanOrEqual(PAGES)
  }, `${PAGES} pages of history`).toPass({ intervals: [0], timeout: 90_000 })
  await page.evaluate(() => motion!.waitForRest())
  const frames: readonly MotionFrame[] = await page.evaluate(() => motion!.frames)
  expect(judge(frames, 'up', null).faults, 'motion beside the input').toEqual([])
})
