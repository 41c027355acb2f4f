import type { Page } from '@playwright/test'
import { composer, lines, message, newRoom, openRoom, post, send, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

const LONG = Array.from({ length: 2_000 }, (_, line) => `l${line % 10}`).join('\n')
/** Long enough to be folded; a browser takes seconds to fill a field with many more lines. */
const FOLDED = Array.from({ length: 300 }, (_, line) => `l${line % 10}`).join('\n')

function heightOf(page: Page, text: string): Promise<number> {
  return message(page, text).evaluate((row) => row.getBoundingClientRect().height)
}

/** Pixels from the upper edge of the screen to the text of a message. */
function topOf(page: Page, text: string): Promise<number> {
  return message(page, text)
    .locator('[data-body]')
    .evaluate((body) => body.getBoundingClientRect().top)
}

test('[L89] a message of 2,000 lines shows its beginning; a button shows all of it and keeps the reader’s place', async ({
  person,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('long'))
  await post(page, room, ['before', LONG])
  await openRoom(page, room)
  const row = message(page, 'l0')
  const showAll = row.getByRole('button', { name: 'Show all' })
  await expect(showAll).toHaveAttribute('aria-expanded', 'false')
  expect(await heightOf(page, 'l0')).toBeLessThan(700)

  const before = await topOf(page, 'l0')
  await showAll.click()
  const showLess = row.getByRole('button', { name: 'Show less' })
  await expect(showLess).toHaveAttribute('aria-expanded', 'true')
  await expect(showLess, 'the button stays in sight').toBeInViewport()
  expect(Math.abs((await topOf(page, 'l0')) - before), 'the text that was read stays').toBeLessThanOrEqual(1)
  expect(await heightOf(page, 'l0')).toBeGreaterThan(20_000)
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, 9_000)
  await expect.poll(() => topOf(page, 'l0'), { message: 'the wheel moves on in the text' }).toBeLessThan(-8_000)
  await showLess.press('Enter')
  await expect(showAll).toBeFocused()
  await expect(showAll, 'the end of the message is in sight').toBeInViewport()
  expect(await heightOf(page, 'l0')).toBeLessThan(700)
})

test('[L89] it also holds for your own unsent message, after edits, in history, and by keyboard', async ({
  person,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('long everywhere'))
  await send(page, FOLDED)
  await expect(page.getByRole('button', { name: 'Show all' })).toHaveCount(1)
  await expect(page.locator('article[data-state]')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Show all' })).toHaveCount(1)

  await composer(page).press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('button', { name: 'Show all' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Show less' })).toBeFocused()

  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('short')
  await page.keyboard.press('Enter')
  await expect(message(page, 'short')).toContainText('edited')
  await expect(page.locator('.show-all')).toHaveCount(0)
  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill(FOLDED)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Show all' })).toHaveCount(1)
  await expect(page.locator('article[data-state]')).toHaveCount(0)
  expect(await heightOf(page, 'l0')).toBeLessThan(700)

  await post(page, room, lines(1, 70))
  await openRoom(page, room)
  await page.mouse.move(600, 400)
  await expect(async () => {
    await page.mouse.wheel(0, -2_000)
    await expect(message(page, 'l0')).toHaveCount(1, { timeout: 500 })
  }, 'the page of history with the long message').toPass()
  await expect(message(page, 'l0').getByRole('button', { name: 'Show all' })).toHaveCount(1)
  expect(await heightOf(page, 'l0')).toBeLessThan(700)
  await settled(page)
})
