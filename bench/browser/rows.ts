/** P13: what rows cost that come into a full window, beside the same rows put into a page without a script. */
import type { Context, Figure } from '../measurement.ts'
import { seededDatabase, startRill } from '../rill.ts'
import { People } from './people.ts'
import { ask, type Edge, settled, until } from './probe.ts'
import { requireRun, storedRows } from './room-check.ts'
import { fillWindow, openRoom, PAGE_ROWS, ROOM, requireAtNewest } from './room-tab.ts'
import type { Tab, Work } from './tab.ts'

const MESSAGES = 3_000
const SECONDS_OF_WARMTH = 2
/** So slow that each row has a frame of its own. */
const SINGLY = { perSecond: 10, seconds: 5 }
const STEADILY = { perSecond: 20, seconds: 60, quickSeconds: 10 }
const PAGES = 10
/** Screens from the beginning of the rows at which no page is asked for yet. */
const FAR_ENOUGH = 1.5

export async function measure({ quick, folder, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES })
  await using server = await startRill(database)
  await using tab = await openRoom(server.url, database)
  const people = await People.signIn(server.url, database, [2, 3, 4, 5, 6, 7, 8])
  const post = async (perSecond: number, seconds: number) => {
    const ids = await people.post(ROOM, perSecond, seconds)
    await until(async () => (await ask(tab.page, 'rowIds')).at(-1) === `messages-${ids.at(-1)}`)
    await settled(tab.page)
    return ids.length
  }
  await fillWindow(tab.page)
  await post(SINGLY.perSecond, SECONDS_OF_WARMTH)
  await ask(tab.page, 'takeLongTasks')

  say('one row at a time')
  const single = await appended(tab, () => post(SINGLY.perSecond, SINGLY.seconds))
  await requireAtNewest(tab, database)
  say('a steady stream')
  const steady = await workOf(tab, () => post(STEADILY.perSecond, quick ? STEADILY.quickSeconds : STEADILY.seconds))
  await requireAtNewest(tab, database)
  say('pages of history')
  const pages = await prepended(tab, await storedRows(database, ROOM, MESSAGES))
  return [
    ...figures('one row at the end of 300', single.work, single.floor, 1.25),
    ...figures(`the same at ${STEADILY.perSecond} a second`, steady, single.floor, null),
    ...figures(`${PAGE_ROWS} rows before 300`, pages.work, pages.floor, 1.2),
    {
      ...{ line: 'P13', what: 'tasks over 50 ms', unit: '' },
      ...{ value: await ask(tab.page, 'takeLongTasks'), goal: { atMost: 0 } },
    },
  ]
}

interface Compared {
  readonly work: Work
  readonly floor: Work
}

/** Rows that come at the end, each of which takes the first out. */
async function appended(tab: Tab, post: () => Promise<number>): Promise<Compared> {
  const before = await ask(tab.page, 'withoutScript')
  let count = 0
  const work = await workOf(tab, async () => {
    count = await post()
    return count
  })
  const rows = await ask(tab.page, 'rowsHtml', 'end', count)
  const groups = rows.map((row) => [row])
  return { work, floor: await bareWork(tab, before, 'end', groups) }
}

/** Pages that come before the first row while a reader is near it; each takes as many of the last out. */
async function prepended(tab: Tab, stored: readonly string[]): Promise<Compared> {
  const { page } = tab
  const groups: string[][] = []
  const works: Work[] = []
  const goNear = async () => {
    await ask(page, 'scrollToScreensFromStart', FAR_ENOUGH)
    await settled(page)
  }
  const load = async () => {
    await ask(page, 'load', 'start')
    await settled(page)
    return 1
  }
  // The compiler of JavaScript has seen it before it counts.
  for (let time = 1; time <= 2; time++) {
    await goNear()
    await load()
  }
  const before = await ask(page, 'withoutScript')
  for (let time = 1; time <= PAGES; time++) {
    await goNear()
    works.push(await workOf(tab, load))
    groups.push(await ask(page, 'rowsHtml', 'start', PAGE_ROWS))
    requireRun(await ask(page, 'rowIds'), stored)
  }
  return { work: mean(works), floor: await bareWork(tab, before, 'start', groups) }
}

/** What the same rows cost in a page in which no script runs but the one that puts them there. */
async function bareWork(tab: Tab, html: string, edge: Edge, groups: readonly (readonly string[])[]): Promise<Work> {
  await using bare = await tab.bare(html)
  const pause = 1_000 / SINGLY.perSecond
  const warmUp = groups.slice(0, Math.ceil(groups.length / 10))
  await ask(bare.page, 'changeRows', edge, warmUp, pause)
  const counted = groups.slice(warmUp.length)
  return await workOf(bare, async () => {
    await ask(bare.page, 'changeRows', edge, counted, pause)
    return counted.length
  })
}

/** The work of one operation of those that `operate` counts. */
async function workOf(tab: Tab, operate: () => Promise<number>): Promise<Work> {
  const before = await tab.work()
  const count = await operate()
  const after = await tab.work()
  const each = (part: keyof Work) => (after[part] - before[part]) / count
  return { script: each('script'), style: each('style'), layout: each('layout') }
}

function mean(works: readonly Work[]): Work {
  const of = (part: keyof Work) => works.reduce((sum, work) => sum + work[part], 0) / works.length
  return { script: of('script'), style: of('style'), layout: of('layout') }
}

function figures(what: string, work: Work, floor: Work, goal: number | null): Figure[] {
  const total = ({ script, style, layout }: Work) => script + style + layout
  const common = { line: 'P13', unit: 'ms' }
  return [
    {
      ...common,
      what,
      value: total(work),
      floor: total(floor),
      ...(goal !== null && { goal: { atMostFloors: goal } }),
    },
    ...(['script', 'style', 'layout'] as const).map((part) => ({
      ...{ ...common, what: `${what}: ${part}`, value: work[part], floor: floor[part] },
    })),
  ]
}
