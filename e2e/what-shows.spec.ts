import type { Page } from '@playwright/test'
import { composer, message, newRoom, openRoom, post, send, uniqueName } from './support/room.ts'
import { expect, test } from './support/test.ts'

/** Whether the link to the current room is in sight within the list of rooms. */
function seesCurrentRoom(page: Page): Promise<boolean> {
  return page.locator('.room-list [aria-current]').evaluate((link) => {
    const view = link.closest('.room-list')!.getBoundingClientRect()
    const { top, bottom } = link.getBoundingClientRect()
    return top >= view.top && bottom <= view.bottom
  })
}

test('[L111] the current room is in sight in a long list of rooms, after a load and after going there', async ({
  person,
}) => {
  const { page } = await person('Ann')
  await page.setViewportSize({ width: 1280, height: 240 })
  const headers = { origin: (await page.goto('/rooms'))!.url().replace(/\/rooms$/, '') }
  for (let index = 0; index < 4; index++) {
    await page.request.post('/rooms', { form: { name: uniqueName(`zz ${index}`) }, headers, maxRedirects: 0 })
  }
  await openRoom(page, '/rooms')
  const links = page.locator('.room-list a')
  const [first, last] = [await links.first().getAttribute('href'), await links.last().getAttribute('href')]
  await openRoom(page, last!)
  expect(await seesCurrentRoom(page)).toBe(true)
  await openRoom(page, first!)
  expect(await seesCurrentRoom(page)).toBe(true)
  await page.goBack()
  await expect(page.locator('.room-list a').last()).toHaveAttribute('aria-current', 'page')
  expect(await seesCurrentRoom(page)).toBe(true)
})

test('[L35] a day is named once when messages fail before others arrive', async ({ person }) => {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('failed'))
  await composer(page).evaluate((field: HTMLTextAreaElement) => {
    // The driver would mend half a character.
    field.value = 'half \ud800 a character'
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await composer(page).press('Enter')
  await expect(page.locator('article[data-state="failed"]')).toHaveCount(1)
  await send(page, 'whole')
  await expect(message(page, 'whole')).not.toHaveAttribute('data-state')
  await expect(page.locator('.day-separator')).toHaveText(['Today'])
  await expect(page.locator('#messages > article[data-head]')).toHaveCount(1)
})

test.describe('a reader of another language', () => {
  const DAY = 24 * 3_600_000
  for (const [locale, yesterday] of [
    ['de-DE', 'Gestern'],
    ['ja-JP', '昨日'],
  ] as const) {
    test(`[L37] [L38] is told days and times in it: ${locale}`, async ({ browser, person, baseURL }) => {
      const { page: other } = await person('Ann')
      const room = await newRoom(other, uniqueName(locale))
      await post(other, room, ['sent now'])
      const storageState = await other.context().storageState()
      const zone = { locale, timezoneId: 'Europe/Berlin' }
      const context = await browser.newContext({ ...zone, baseURL: baseURL!, storageState })
      const page = await context.newPage()
      await openRoom(page, room)
      const language = new RegExp(`^${locale.slice(0, 2)}`)
      const time = message(page, 'sent now').locator('header time')
      await expect(time).toHaveAttribute('lang', language)
      const sent = new Date((await time.getAttribute('datetime'))!)
      const day = page.locator('.day-separator span')
      await page.clock.setFixedTime(sent.getTime() + DAY)
      await openRoom(page, room)
      await expect(day).toHaveText(yesterday)
      await expect(day).toHaveAttribute('lang', language)
      await page.clock.setFixedTime(sent.getTime() + 400 * DAY)
      await openRoom(page, room)
      const long = { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone.timezoneId } as const
      await expect(day).toHaveText(new Intl.DateTimeFormat(locale, long).format(sent))
      await context.close()
    })
  }
})

test('FORM16: [L100] a refused form leads to its first wrong field, which says what is wrong', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page, '/rooms/new')
  const name = page.getByRole('textbox', { name: 'Name' })
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(name).toBeFocused()
  await expect(name).toHaveAttribute('aria-invalid', 'true')
  await expect(name).toHaveAccessibleDescription(/\S/)
  await name.fill(uniqueName('good'))
  const description = page.getByRole('textbox', { name: 'Description' })
  await description.evaluate((field: HTMLInputElement) => field.removeAttribute('maxlength'))
  await description.fill('x'.repeat(281))
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(description).toBeFocused()
  await expect(description).toHaveAccessibleDescription(/\S/)
})
