/** Search, from the field to the message. */
import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { withBrokenSearch } from './support/broken-search.ts'
import { composer, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import type { RillServer } from './support/server.ts'
import { Tap } from './support/tap.ts'
import { expect, settled, test } from './support/test.ts'

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search messages' })
const hits = (page: Page) => page.getByRole('list', { name: 'Messages that match' }).locator('.hit')

async function search(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
}

/** A word that stands in no other message. */
function rareWord(): string {
  return `w${crypto.randomUUID().replaceAll('-', '')}`
}

/** Has a room hold so many messages that are found by a word, numbered from 1, and waits until they are indexed. */
async function fillRoom({ databasePath }: RillServer, path: string, word: string, count: number): Promise<void> {
  const database = new Database(databasePath, { timeout: 5_000 })
  const insert = database.prepare('insert into messages (room_id, author_id, body, created_at) values (?, 1, ?, 0)')
  const roomId = Number(path.replace('/rooms/', ''))
  database.transaction(() => {
    for (let number = 1; number <= count; number++) insert.run(roomId, `${word} number ${number}`)
  })()
  const pending = database.prepare('select count(*) from search_pending').pluck()
  await expect.poll(() => pending.get(), { message: 'messages that wait for the search index' }).toBe(0)
  database.close()
}

const scroller = (page: Page) => page.locator('.search-scroller')

/** The numbers of the hits that are in the page, in their order. */
const numbers = (page: Page) =>
  hits(page).evaluateAll((all) => all.map((hit) => Number(/number (\d+)/.exec(hit.textContent)![1])))

const topOf = (locator: Locator) => locator.evaluate((element) => element.getBoundingClientRect().top)

/** Scrolls by screens until this is the case. */
async function scrollUntil(page: Page, screens: number, isThere: () => Promise<boolean>): Promise<void> {
  await expect(async () => {
    await scroller(page).evaluate((element, by) => element.scrollBy(0, by * element.clientHeight), screens)
    expect(await isThere()).toBe(true)
  }).toPass({ intervals: [20] })
}

test('what was said is found, marked, and led to', async ({ person }) => {
  const { page } = await person('Sara')
  const word = rareWord()
  const path = await newRoom(page, uniqueName('Archive'))
  await send(page, `Remember ${word}, please`)
  await expect(message(page, word).locator('xpath=self::*[@id]')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await search(page, word.toUpperCase())
  await expect(hits(page)).toHaveCount(1)
  await expect(page).toHaveURL(new RegExp(`/search\\?q=${word.toUpperCase()}$`))
  await expect(hits(page).locator('mark')).toHaveText(word)
  await hits(page).getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`${path}\\?message=\\d+$`))
  await expect(message(page, word)).toHaveAttribute('data-target', '')
  await page.goBack()
  await expect(hits(page)).toHaveCount(1)
  await expect(field(page)).toHaveValue(word.toUpperCase())
})

test('ASYNC9 [S33]: while a search is on its way a skeleton of ten rows stands in for its hits', async ({ person }) => {
  const { page } = await person('Saul')
  const word = rareWord()
  await newRoom(page, uniqueName('Slow'))
  await send(page, word)
  await expect(message(page, word).locator('xpath=self::*[@id]')).toBeVisible()
  const skeleton = page.locator('[aria-busy="true"] .skeleton > *')
  const tap = await Tap.on(page)
  tap.hold('sent')
  await page.goto(`/search?q=${word}`)
  await expect(skeleton).toHaveCount(10)
  await expect(skeleton.last()).toBeVisible()
  await expect(hits(page)).toHaveCount(0)
  tap.release('sent')
  await expect(hits(page)).toHaveCount(1)
  await expect(skeleton).toHaveCount(0)
})

test('back and forward go from search to search, and the field with them', async ({ person }) => {
  const { page } = await person('Sven')
  await page.goto('/search')
  await settled(page)
  await expect(page.getByText('Find what was said')).toBeVisible()
  await search(page, 'xyzzyplugh')
  await expect(page.getByText('No messages match “xyzzyplugh”')).toBeVisible()
  await search(page, '"?!"')
  await expect(page.getByText('There is no word to search for')).toBeVisible()
  await page.goBack()
  await expect(page.getByText('No messages match “xyzzyplugh”')).toBeVisible()
  await expect(field(page)).toHaveValue('xyzzyplugh')
})

test('older results come as one scrolls, newer ones as one returns, and the page holds a window of them', async ({
  person,
  server,
}) => {
  const { page } = await person('Sina')
  const word = rareWord()
  await fillRoom(server, await newRoom(page, uniqueName('Long')), word, 450)
  await page.goto(`/search?q=${word}`)
  await expect(hits(page).first()).toContainText('number 450')
  await expect(hits(page).first()).toBeInViewport()
  await expect(page.getByRole('status').filter({ hasText: '30+ results' })).toBeVisible()
  const seen = new Set<number>()
  const look = async () => {
    const present = await numbers(page)
    expect(present).toEqual(Array.from(present, (_, index) => present[0]! - index))
    expect(present.length).toBeLessThan(360)
    for (const number of present) seen.add(number)
    return present
  }
  await scrollUntil(page, 2, async () => (await look()).at(-1) === 1)
  expect(seen.size).toBe(450)
  await scrollUntil(page, -2, async () => (await look())[0] === 450)
})

/** Whether the history knows where the reader is now. To be called in the page. */
function isPlaceTakenDown(): boolean {
  const { row, top } = history.state?.bookmark ?? {}
  const shown = document.getElementById(row)?.getBoundingClientRect().top ?? Number.NaN
  const edge = document.querySelector('.search-scroller')!.getBoundingClientRect().top
  return Math.abs(shown - edge - top) < 1
}

test('WIN13: back and reload lead to where you were among the results', async ({ person, server }) => {
  const { page } = await person('Sten')
  const word = rareWord()
  const path = await newRoom(page, uniqueName('Deep'))
  await fillRoom(server, path, word, 200)
  await page.goto(`/search?q=${word}`)
  await expect(hits(page)).not.toHaveCount(0)
  const hit = hits(page).filter({ hasText: /number 90$/ })
  await scrollUntil(page, 1, async () => (await hit.count()) === 1)
  await hit.scrollIntoViewIfNeeded()
  await settled(page)
  await expect.poll(() => page.evaluate(isPlaceTakenDown)).toBe(true)
  const top = await topOf(hit)
  const stands = async () => Math.abs((await topOf(hit)) - top)
  await hit.getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`${path}\\?message=`))
  await expect(message(page, /number 90$/)).toBeVisible()
  await page.goBack()
  await expect(hit).toBeInViewport()
  await expect.poll(stands).toBeLessThanOrEqual(1)
  await page.reload()
  await expect(hit).toBeInViewport()
  await expect.poll(stands).toBeLessThanOrEqual(1)
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await settled(page)
  await expect(hit).toBeInViewport()
  await expect.poll(stands).toBeLessThanOrEqual(1)
})

test('parts of words of languages without blanks, other accents and emoji are found and marked', async ({ person }) => {
  const { page } = await person('Shin')
  await newRoom(page, uniqueName('Tokyo'))
  const body = `明日は東京へ 회의자료 ΌΛΟΥΣ ${'tiếng Việt'.normalize('NFD')} 👍🏽 ${rareWord()}`
  await send(page, body)
  await expect(message(page, '東京').locator('xpath=self::*[@id]')).toBeVisible()
  await page.goto('/search')
  await settled(page)
  await search(page, '東京 자료 ολους viet 👍')
  await expect(hits(page).first().locator('mark')).toHaveText([
    '東京',
    '자료',
    'ΌΛΟΥΣ',
    'Việt'.normalize('NFD'),
    '👍🏽',
  ])
})

test('a search that fails says so and can be tried again', async ({ person, server }) => {
  const { page } = await person('Stig')
  const word = rareWord()
  await newRoom(page, uniqueName('Trouble'))
  await send(page, word)
  await expect(message(page, word).locator('xpath=self::*[@id]')).toBeVisible()
  await withBrokenSearch(server.databasePath, async () => {
    await page.goto(`/search?q=${word}`)
    await expect(page.getByText('The search failed.')).toBeVisible()
  })
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(hits(page)).toHaveCount(1)
})

test('a search that is on its way when the connection breaks ends once it is back', async ({ person }) => {
  const { page } = await person('Sol')
  const word = rareWord()
  await newRoom(page, uniqueName('Away'))
  await send(page, word)
  await expect(message(page, word).locator('xpath=self::*[@id]')).toBeVisible()
  await page.goto(`/search?q=${word}`)
  await expect(hits(page)).toHaveCount(1)
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await settled(page)
  await expect(hits(page)).toHaveCount(1)
  await search(page, `${word}x`)
  await expect(page.getByText('No messages match')).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the form leads to the results, page after page', async ({ page, server }) => {
    const word = rareWord()
    const account = { name: 'Nojs', email: `${word}@rill.example`, password: 'a password for tests' }
    const headers = { origin: server.url }
    await page.request.post('/sign-up', { form: account, headers, maxRedirects: 0 })
    for (let index = 1; index <= 32; index++) {
      await page.request.post('/rooms/1/messages', { form: { body: `${word} ${index}` }, headers, maxRedirects: 0 })
    }
    await page.goto('/search')
    await field(page).fill(word)
    // A search reads at most 20 messages that are not indexed yet; the rest is found when you press Search again.
    await expect(async () => {
      await page.getByRole('button', { name: 'Search', exact: true }).click()
      await expect(hits(page)).toHaveCount(30, { timeout: 1_000 })
    }).toPass()
    await page.getByRole('link', { name: 'Older results' }).click()
    await expect(hits(page)).toHaveCount(2)
    await hits(page).first().getByRole('link').click()
    await expect(page).toHaveURL(/\/rooms\/1\?message=\d+$/)
  })
})

test('on a touch screen the keyboard goes away when a search begins', async ({ browser, baseURL, person }) => {
  const { page: pointed } = await person('Sana')
  const context = await browser.newContext({
    ...{ baseURL: baseURL!, hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } },
    storageState: await pointed.context().storageState(),
  })
  const page = await context.newPage()
  await page.goto('/search')
  await settled(page)
  await search(page, 'the')
  await expect(hits(page)).not.toHaveCount(0)
  await expect(scroller(page)).toBeFocused()
  await context.close()
})

test('on a Mac Control and K stay with the text', async ({ person }) => {
  const { page } = await person('Sid')
  await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { value: 'MacIntel' }))
  await openRoom(page)
  await composer(page).focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('a')
  await expect(composer(page)).toHaveValue('a')
  await page.keyboard.press('Meta+k')
  await expect(field(page)).toBeFocused()
})

test('the way to search is in every page, and on a phone', async ({ person }) => {
  const { page } = await person('Suki')
  await page.setViewportSize({ width: 390, height: 700 })
  await page.goto('/rooms')
  await settled(page)
  await page.getByRole('link', { name: 'Search' }).click()
  await expect(field(page)).toBeFocused()
  await page.getByRole('link', { name: 'Rooms' }).click()
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible()
  await openRoom(page)
  await composer(page).focus()
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await field(page).fill('tea')
  await page.getByRole('link', { name: 'Rooms' }).focus()
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('tea')
})
