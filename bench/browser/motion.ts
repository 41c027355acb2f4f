/** P14: real input of every kind scrolls through hundreds of history pages; counts those that move the row in sight. */

import * as inputs from '../../e2e/support/scroll-inputs.ts'
import { judge } from '../../e2e/support/scroll-judge.ts'
import type { Context, Figure } from '../measurement.ts'
import { seededDatabase, startRill } from '../rill.ts'
import { ask } from './probe.ts'
import { openRoom } from './room-tab.ts'

const MESSAGES = 60_000
const PAGES = 500
const PAGES_QUICK = 30
const RECORDED = { scroller: '.scroller', rows: '#messages > article[id]', text: ':scope > [data-body]' }
/** In the middle of the messages, and clear of the sidebar. */
const POINTER = { x: 700, y: 350 }

const INPUTS: readonly inputs.ScrollInput[] = [
  inputs.wheel(100, 8),
  inputs.wheel(250, 16),
  inputs.wheel(600, 40),
  inputs.animatedWheel(850, 3_000),
  inputs.heldPageKey(20, 33),
  inputs.heldEndKey(20, 33),
  inputs.scrollbarDrag(3, 16),
  inputs.swipe(360, 16),
]

export async function measure({ quick, folder, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES })
  await using server = await startRill(database)
  const figures: Figure[] = []
  for (const input of INPUTS) {
    say(input.name)
    figures.push(...(await measureInput(server.url, database, input, quick ? PAGES_QUICK : PAGES)))
  }
  return figures
}

/** One input in a tab of its own, upwards from the newest message. */
async function measureInput(
  server: string,
  database: string,
  input: inputs.ScrollInput,
  pages: number,
): Promise<Figure[]> {
  await using tab = await openRoom(server, database, {
    arguments: [inputs.ANIMATED_WHEEL_ARGUMENT],
    hasScrollbars: true,
    isAnimated: true,
    hasTouch: true,
  })
  const { page } = tab
  await page.locator(RECORDED.scroller).focus()
  await page.mouse.move(POINTER.x, POINTER.y)
  await ask(page, 'recordMotion', RECORDED)
  const driver = new inputs.ScrollDriver(page, await page.context().newCDPSession(page), 'up', POINTER)
  const frames = await inputs.scrollThrough(driver, input, pages)
  const { loads, jumpingLoads, moved } = judge(frames, 'up', input.step)
  if (tab.problems.length > 0) throw new Error(`In the page: ${tab.problems.join('; ')}`)
  const common = { line: 'P14', unit: '' }
  const jumps = { ...common, what: `${input.name}: pages of ${loads} that moved the row in sight`, value: jumpingLoads }
  const distance = { ...common, what: `${input.name}: motion beside the input`, unit: 'px' }
  return [
    { ...jumps, goal: { atMost: 0 } },
    ...(driver.requested > 0 ? [{ ...distance, value: Math.abs(moved - driver.requested), goal: { atMost: 1 } }] : []),
  ]
}
