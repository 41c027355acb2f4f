/** P14: real input of every kind scrolls through hundreds of history pages; counts those that move the row in sight. */

import type { MotionFrame } from '../../e2e/support/scroll-frames.ts'
import * as inputs from '../../e2e/support/scroll-inputs.ts'
import { type Judgement, judge } from '../../e2e/support/scroll-judge.ts'
import type { Context, Figure } from '../measurement.ts'
import { seededDatabase, startRill } from '../rill.ts'
import { ask } from './probe.ts'
import { openRoom } from './room-tab.ts'
import type { Tab } from './tab.ts'

const MESSAGES = 60_000
const PAGES = 500
const PAGES_QUICK = 30
/** History pages that are still loaded at the turn, and so do not count on the way down. */
const PAGES_KEPT = 10
const RECORDED = { scroller: '.scroller', rows: '#messages > article[id]', text: ':scope > [data-body]' }

const COMPUTER = { name: '', viewport: { width: 1_280, height: 800 }, pointer: { x: 700, y: 350 } }
const PHONE = { name: ' on 390 x 800', viewport: { width: 390, height: 800 }, pointer: { x: 195, y: 400 } }

interface Case {
  readonly input: inputs.ScrollInput
  readonly screen: typeof COMPUTER
  /** A selector of the element that has the focus when the scrolling begins. */
  readonly focus: string
}

const IN_LIST = { screen: COMPUTER, focus: RECORDED.scroller }

const CASES: readonly Case[] = [
  { ...IN_LIST, input: inputs.wheel(100, 8) },
  { ...IN_LIST, input: inputs.wheel(250, 16) },
  { ...IN_LIST, input: inputs.wheel(600, 40) },
  { ...IN_LIST, input: inputs.animatedWheel(100, inputs.AT_ONCE) },
  { ...IN_LIST, input: inputs.animatedWheel(250, inputs.AT_ONCE) },
  { ...IN_LIST, input: inputs.animatedWheel(600, inputs.AT_ONCE) },
  { ...IN_LIST, input: inputs.animatedWheel(650, 3_000) },
  { ...IN_LIST, input: inputs.animatedWheel(650, 12_500) },
  { ...IN_LIST, input: inputs.heldPageKey(20, 33) },
  { ...IN_LIST, input: inputs.heldEndKey(20, 33) },
  { ...IN_LIST, input: inputs.scrollbarDrag(3, 16) },
  { ...IN_LIST, input: inputs.swipe(500, 8) },
  { ...IN_LIST, screen: PHONE, input: inputs.swipe(500, 8) },
]

/** Each tab goes through these, one after another. */
const LEGS = [1, 4].flatMap((throttle) => (['up', 'down'] as const).map((direction) => ({ direction, throttle })))

type Leg = (typeof LEGS)[number]

export async function measure({ quick, pages, only, folder, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES })
  await using server = await startRill(database)
  const figures: Figure[] = []
  for (const each of CASES) {
    const legs = legsOf(each, only)
    if (legs.length === 0) continue
    await using tab = await openRoom(server.url, database, {
      ...{ arguments: [inputs.ANIMATED_WHEEL_ARGUMENT], hasScrollbars: true, isAnimated: true, hasTouch: true },
      viewport: each.screen.viewport,
    })
    await begin(tab, each)
    for (const leg of legs) {
      const name = nameOf(each, leg)
      say(name)
      const found = await measureLeg(tab, each, leg, pages ?? (quick ? PAGES_QUICK : PAGES))
      for (const { what, value, unit } of found) say(`  ${what}: ${value} ${unit}`)
      figures.push(...found.map((figure) => ({ ...figure, what: `${name}: ${figure.what}` })))
    }
    if (tab.problems.length > 0) throw new Error(`In the page: ${tab.problems.join('; ')}`)
  }
  if (figures.length === 0) throw new Error(`No case of browser-motion has "${only}" in its name.`)
  return figures
}

/** The legs whose name contains `only`. The way down begins where the way up has led, so it brings that with it. */
function legsOf(each: Case, only: string | null): readonly Leg[] {
  const isWanted = (leg: Leg) => only === null || nameOf(each, leg).includes(only)
  return LEGS.filter((leg) => isWanted(leg) || (leg.direction === 'up' && isWanted({ ...leg, direction: 'down' })))
}

function nameOf({ input, screen }: Case, { direction, throttle }: Leg): string {
  return `${input.name}${screen.name}, ${direction}, CPU ${throttle} x`
}

/** Puts focus and pointer where the input goes. */
async function begin({ page }: Tab, { focus, screen }: Case): Promise<void> {
  await page.locator(focus).focus()
  await page.mouse.move(screen.pointer.x, screen.pointer.y)
}

async function measureLeg(tab: Tab, each: Case, leg: Leg, pages: number): Promise<Figure[]> {
  // Going down, there are only the pages that the way up has passed.
  const count = leg.direction === 'up' ? pages : pages - PAGES_KEPT
  const [frames, requested] = await record(tab, each, leg, (driver) => inputs.scrollThrough(driver, each.input, count))
  return figuresOf(judge(frames, leg.direction, each.input.step), requested)
}

async function record(
  { page }: Tab,
  { screen }: Case,
  { direction, throttle }: Leg,
  scroll: (driver: inputs.ScrollDriver) => Promise<readonly MotionFrame[]>,
) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await ask(page, 'recordMotion', RECORDED)
  const driver = new inputs.ScrollDriver(page, session, direction, screen.pointer)
  const frames = await scroll(driver)
  await session.detach()
  return [frames, driver.requested] as const
}

/** `requested`: pixels that the rows were to move in all; 0 where the input does not say. */
function figuresOf({ loads, jumpingLoads, faults, moved, worstRatio }: Judgement, requested: number) {
  const figure = (what: string, unit: string, value: number, atMost: number): Figure => ({
    ...{ line: 'P14', what, unit, value, goal: { atMost } },
  })
  const reversals = faults.filter(({ what }) => what === 'a reversal')
  const largest = faults.reduce((most, { excess }) => Math.max(most, excess), 0)
  return [
    figure(`pages of ${loads} that moved the row in sight`, '', jumpingLoads, 0),
    figure('jumps', '', faults.length - reversals.length, 0),
    figure('reversals', '', reversals.length, 0),
    figure('largest jump or reversal', 'px', largest, 1),
    ...(worstRatio > 0 ? [figure('a frame against its neighbours', 'times', worstRatio, 2)] : []),
    ...(requested > 0 ? [figure('motion beside the input', 'px', Math.abs(moved - requested), 1)] : []),
  ]
}
