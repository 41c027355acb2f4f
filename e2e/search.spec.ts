/** Search, from the field to the message. */
import type { Page } from '@playwright/test'
import { composer, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
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

test('older results come as one scrolls, from the newest at the top to the last', async ({ person, server }) => {
  const { page } = await person('Sina')
  const word = rareWord()
  const path = await newRoom(page, uniqueName('Long'))
  for (let index = 1; index <= 75; index++) {
    const form = { body: `${word} number ${index}` }
    const answer = await page.request.post(`${path}/messages`, {
      form,
      headers: { origin: server.url },
      maxRedirects: 0,
    })
    expect(answer.status()).toBe(303)
  }
  await page.goto(`/search?q=${word}`)
  await expect(hits(page).first()).toContainText('number 75')
  await expect(hits(page).first()).toBeInViewport()
  await expect(async () => {
    await page.locator('.search-scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight))
    await expect(hits(page)).toHaveCount(75, { timeout: 500 })
  }).toPass()
  expect(await hits(page).evaluateAll((all) => new Set(all.map((hit) => hit.id)).size)).toBe(75)
  await expect(hits(page).last()).toContainText('number 1')
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
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await expect(hits(page)).toHaveCount(30)
    await page.getByRole('link', { name: 'Older results' }).click()
    await expect(hits(page)).toHaveCount(2)
    await hits(page).first().getByRole('link').click()
    await expect(page).toHaveURL(/\/rooms\/1\?message=\d+$/)
  })
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
  await page.keyboard.press('Meta+k')
  await expect(field(page)).toBeFocused()
})
