import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { composer, newRoom, uniqueName } from './support/room.ts'
import { RoomDatabase } from './support/room-database.ts'
import { expect, settled, test } from './support/test.ts'

/** The largest sum of layout shifts that counts as a page that does not move. */
const STEADY = 0.02

interface ShiftWindow {
  readonly shifts: { readonly value: number; readonly moved: readonly string[] }[]
}

/** Opens a page on a slow processor and says by how much it moved until it was live and every row had its local time. */
async function shiftOf(page: Page, path: string): Promise<{ readonly sum: number; readonly moved: readonly string[] }> {
  await page.addInitScript(() => {
    const record: ShiftWindow = { shifts: [] }
    Object.assign(window, { record })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as unknown as { value: number; sources: { node: Node | null }[] }
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : '?'))
        record.shifts.push({ value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await page.goto(path)
  await settled(page)
  await expect(page.locator('#messages time:not([lang])'), 'times that are not local yet').toHaveCount(0)
  const shifts = await page.evaluate(async () => {
    // Two frames: the observer hears of a frame after it was painted.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    return (window as unknown as { record: ShiftWindow }).record.shifts
  })
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.flatMap(({ moved }) => moved) }
}

const READERS: Readonly<Record<string, BrowserContextOptions>> = {
  'a wide screen': { viewport: { width: 1280, height: 800 }, timezoneId: 'Europe/Berlin' },
  'a phone': { viewport: { width: 390, height: 844 }, timezoneId: 'Pacific/Kiritimati', locale: 'de-DE' },
}

test.describe('a room that is opened on a slow processor', () => {
  for (const [name, options] of Object.entries(READERS)) {
    test(`[L1] [L37] looks from its first paint on as it will look, on ${name}`, async ({
      browser,
      person,
      baseURL,
    }) => {
      const { page } = await person(uniqueName('Reader of a long name'))
      const context: BrowserContext = await browser.newContext({
        ...options,
        baseURL: baseURL!,
        storageState: await page.context().storageState(),
      })
      const opened = await context.newPage()
      const { sum, moved } = await shiftOf(opened, '/rooms/1')
      expect(await opened.locator('.day-separator').count(), 'days that are separated').toBeGreaterThan(0)
      expect(sum, `moved: ${moved}`).toBeLessThan(STEADY)
      await context.close()
    })
  }
})

const PHONES: Readonly<Record<string, BrowserContextOptions>> = {
  'a phone': { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'a wide screen': { viewport: { width: 1280, height: 800 } },
}

/** Tops of the rows in sight, by their ids. Layout shifts say nothing of rows that the scroller puts back in place. */
function topsInSight(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('#messages > article')]
    const tops = rows.map((row) => [row.id, row.getBoundingClientRect().top] as const)
    return Object.fromEntries(tops.filter(([, top]) => top > 60 && top < innerHeight))
  })
}

/** Half a day away from the server's days. */
const ZONE = 'Etc/GMT-12'

/** Drafts that make the composer higher: some lines, and a text so long that the characters left are counted below it. */
const DRAFTS: Readonly<Record<string, string>> = {
  'no draft': '',
  'a draft of some lines': Array.from({ length: 6 }, (_, line) => `line ${line}`).join('\n'),
  'a draft near the limit': 'words '.repeat(650),
}

for (const [name, options] of Object.entries(PHONES)) {
  test(`[L1] [L37] [L75] no row moves when the script comes after the first paint, on ${name}`, async ({
    browser,
    person,
    server,
    baseURL,
  }) => {
    const { page, user } = await person(uniqueName('Ann'))
    const room = await newRoom(page, uniqueName('first paint'))
    const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
    const author = await database.userOf(user.email)
    // Texts of many lengths: some of them wrap at one width and not at another that is 20 px wider.
    // In the reader's zone the last rows are of another day, which begins in the middle of a group.
    const evening = Date.UTC(2026, 10, 20, 12, -35)
    const body = (index: number) => `${index}${' abc'.repeat(5 + (index % 20))}`
    await database.fill(
      Array.from({ length: 40 }, (_, index) => ({ author, body: body(index), at: evening + index * 60_000 })),
    )
    database.close()
    const expectNoMoveElsewhere = async (check: (opened: Page) => Promise<void>) => {
      const storageState = await page.context().storageState()
      const context = await browser.newContext({ ...options, timezoneId: ZONE, baseURL: baseURL!, storageState })
      const opened = await context.newPage()
      await expectNoMove(opened, room)
      await check(opened)
      await context.close()
    }
    for (const [what, draft] of Object.entries(DRAFTS)) {
      await test.step(what, async () => {
        await composer(page).fill(draft)
        await expectNoMoveElsewhere(async (opened) => {
          await expect(composer(opened)).toHaveValue(draft)
          await expect(opened.locator('article:not([data-head]) > .day-separator'), 'a day in a group').toBeInViewport()
          await expect(opened.locator('#messages > article').last(), 'the newest row').toBeInViewport({ ratio: 1 })
        })
      })
    }
    await test.step('unsaved edits', async () => {
      await page.reload()
      await settled(page)
      for (const back of [1, 3]) {
        await page.locator('#messages > article').nth(-back).getByRole('button', { name: 'Edit message' }).click()
        await page.getByRole('textbox', { name: 'Edit message' }).fill(`begun, ${back} from the end`)
        await page.keyboard.press('Escape')
      }
      await expectNoMoveElsewhere(async (opened) => {
        const marks = opened.getByText('Unsaved edit')
        await expect(marks).toHaveCount(2)
        for (const mark of await marks.all()) await expect(mark).toBeInViewport({ ratio: 1 })
      })
    })
  })
}

/** Opens a room whose large script comes after the first paint, and checks that it moves no row. */
async function expectNoMove(page: Page, room: string): Promise<void> {
  const { promise: isPainted, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/assets/main-*.js', async (route) => {
    await isPainted
    await route.continue()
  })
  await page.goto(room, { waitUntil: 'commit' })
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length), 'first paint')
    .toBe(1)
  const before = await topsInSight(page)
  expect(Object.keys(before).length, 'rows in sight').toBeGreaterThan(4)
  release()
  await settled(page)
  await expect(page.locator('#messages time:not([lang])'), 'times that are not local yet').toHaveCount(0)
  expect(await topsInSight(page)).toEqual(before)
}
