/** Expects rows to move with the input that scrolls them and with nothing else. */
import { expect, type Page } from '@playwright/test'
import type { Recorded } from './scroll-frames.ts'
import { type Direction, ScrollDriver, type ScrollInput, scrollThrough } from './scroll-inputs.ts'
import { judge } from './scroll-judge.ts'
import { recordMotion } from './scroll-record.ts'

/** Begins to record a page; answers with what scrolls it, with the pointer over the scroller. */
export async function recorderIn(page: Page, direction: Direction, recorded: Recorded): Promise<ScrollDriver> {
  const session = await page.context().newCDPSession(page)
  const box = (await page.locator(recorded.scroller).boundingBox())!
  const at = { x: Math.round(box.x + Math.min(box.width / 2, 300)), y: Math.round(box.y + box.height / 2) }
  await page.mouse.move(at.x, at.y)
  await page.evaluate(recordMotion, recorded)
  return new ScrollDriver(page, session, direction, at)
}

/** Scrolls until so many pages have loaded. Where the input says how far, the rows must have moved just so far. */
export async function expectMotionOfInput(driver: ScrollDriver, input: ScrollInput, pages: number): Promise<void> {
  const frames = await scrollThrough(driver, input, pages)
  const { loads, faults, moved } = judge(frames, driver.direction, input.step)
  const around = faults.slice(0, 3).map(({ frame }) => frames.slice(Math.max(0, frame - 3), frame + 3))
  expect(faults, `what moved rows apart from the input, and the frames around it: ${JSON.stringify(around)}`).toEqual(
    [],
  )
  expect(loads, 'pages that have loaded').toBeGreaterThanOrEqual(pages)
  if (driver.requested > 0) {
    expect(Math.abs(moved - driver.requested), `pixels between motion and input after ${moved}`).toBeLessThanOrEqual(1)
  }
}
