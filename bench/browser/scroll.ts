/** P14: what a reader sees, and what is left in the tab, who wheels through 10,000 messages and back. */
import type { Page } from '@playwright/test'
import type { Context, Figure } from '../measurement.ts'
import { seededDatabase, startRill } from '../rill.ts'
import { grown } from './growth.ts'
import { ask, settled } from './probe.ts'
import { requireRun, storedRows } from './room-check.ts'
import { fillWindow, openRoom, ROOM, requireAtNewest, WINDOW } from './room-tab.ts'

const FAR = 10_000
const FAR_QUICK = 2_000
const WARM_UP = 1_000
/** Messages that the room has beyond that. */
const BEYOND = 500
/** Pixels of one turn of the wheel, about a screen; the next comes as soon as the page has taken the one before. */
const TURN = 720
const TURNS_BETWEEN_LOOKS = 10

export async function measure({ quick, folder, say }: Context): Promise<Figure[]> {
  const far = quick ? FAR_QUICK : FAR
  const database = await seededDatabase(folder, { messages: far + BEYOND })
  const stored = await storedRows(database, ROOM, far + BEYOND)
  await using server = await startRill(database)
  await using tab = await openRoom(server.url, database)
  const { page } = tab
  await fillWindow(page)
  await page.locator('.scroller').hover()
  await ask(page, 'watchFrames')
  const isFrom =
    (distance: number) =>
    async ([first]: readonly string[]) =>
      stored.indexOf(first!) <= stored.length - distance
  const isBack = () => ask(page, 'isAtNewest')
  // A little at first, so that what the compiler of JavaScript keeps is there.
  await wheel(page, -TURN, stored, isFrom(WARM_UP))
  await wheel(page, TURN, stored, isBack)
  await settled(page)
  const before = await tab.holdings()

  say(`up through ${far} messages`)
  await wheel(page, -TURN, stored, isFrom(far))
  const away = await tab.holdings()
  say('and down again')
  await wheel(page, TURN, stored, isBack)
  await settled(page)
  await requireAtNewest(tab, database)
  const after = await tab.holdings()

  const { frames, empty, drift, rows } = await ask(page, 'painted')
  const common = { line: 'P14', unit: '' }
  return [
    { ...common, what: 'frames seen', value: frames },
    { ...common, what: 'rows in the page, at most', value: rows, goal: { atMost: WINDOW } },
    { ...common, what: 'frames with an empty list', value: empty, goal: { atMost: 0 } },
    { ...common, what: 'a row in sight moved by, at most', unit: 'px', value: drift, goal: { atMost: 1 } },
    ...grown('P14', `${far} messages away`, before, away, null),
    ...grown('P14', 'and back', before, after, 1.1),
  ]
}

/** Turns the wheel until the rows are where they should be; holds them against what is stored on the way. */
async function wheel(
  page: Page,
  turn: number,
  stored: readonly string[],
  isThere: (rows: readonly string[]) => Promise<boolean>,
): Promise<void> {
  // Nobody needs as many; a reader who is stuck does not turn for ever.
  const mostTurns = stored.length
  for (let turns = 1; turns <= mostTurns; turns++) {
    await page.mouse.wheel(0, turn)
    if (turns % TURNS_BETWEEN_LOOKS !== 0) continue
    const rows = await ask(page, 'rowIds')
    requireRun(rows, stored)
    if (await isThere(rows)) return
  }
  throw new Error(`The wheel does not lead there; it has come to ${(await ask(page, 'rowIds')).at(-1)}.`)
}
