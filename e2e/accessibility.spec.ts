import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { withBrokenSearch } from './support/broken-search.ts'
import { composer, distanceToEnd, message, newRoom, openRoom, send, uniqueName, wheel } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

/** A theme changes only the colours, a width only the rest. */
const LOOKS = [
  { name: 'light, 1280 px', colorScheme: 'light', width: 1280, only: null },
  { name: 'light, 390 px', colorScheme: 'light', width: 390, only: null },
  { name: 'dark', colorScheme: 'dark', width: 1280, only: ['color-contrast'] },
] as const

/** Looks at a page in each of its looks; leaves it in the last. */
async function expectNoFindings(page: Page, state: string): Promise<void> {
  // Once for all looks: sending half a megabyte takes longer than an analysis.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  for (const { name, colorScheme, width, only } of LOOKS) {
    // A button on its way from the colours of one theme to the other's has neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    await animationsEnded(page)
    expect(await axeFindings(page, only), `${state}, ${name}`).toEqual([])
  }
}

/** Runs these rules of axe, or all of them; resolves with each rule that is broken, and the elements that break it. */
function axeFindings(page: Page, rules: readonly string[] | null): Promise<string[]> {
  return page.evaluate(
    async (values) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') }
      const { violations } = await axe.run(document, {
        // Otherwise axe describes every element that passes, too.
        resultTypes: ['violations'],
        ...(values && { runOnly: { type: 'rule', values } }),
      })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    },
    rules as string[] | null,
  )
}

/** Resolves when nothing is on its way to how it will look; what moves for ever is left out. */
async function animationsEnded(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map((each) => each.finished))
  })
}

test('[L99] [L102] no findings by axe in a room', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page, '/rooms')
  await expectNoFindings(page, 'list of rooms')
  await openRoom(page, '/rooms/2')
  await expectNoFindings(page, 'room')
  await newRoom(page, uniqueName('empty'))
  await expectNoFindings(page, 'empty room')
  await send(page, 'https://a.example is a link')
  await expect(message(page, 'a.example')).not.toHaveAttribute('data-state')
  await message(page, 'a.example').focus()
  await expectNoFindings(page, 'message actions')
  await composer(page).press('ArrowUp')
  await expectNoFindings(page, 'editing')
  await page.keyboard.press('Escape')
  await message(page, 'a.example').getByRole('button', { name: 'Delete message' }).click({ force: true })
  await expectNoFindings(page, 'question')
})

test('[L99] [L102] no findings by axe on the page of bots and in what a bot wrote', async ({ person, request }) => {
  const { page } = await person('Ann')
  await openRoom(page, '/bots')
  await expectNoFindings(page, 'no bot yet')
  await page.getByRole('textbox', { name: 'Name' }).fill('Relay')
  await page.getByRole('button', { name: 'Create bot' }).click()
  const token = await page.locator('#bot-token-text').innerText()
  await expectNoFindings(page, 'token')
  await page.getByRole('button', { name: 'Revoke Relay' }).click()
  await expectNoFindings(page, 'question')
  const room = await newRoom(page, uniqueName('written'))
  const headers = { authorization: `Bearer ${token}` }
  await request.post(`${room}/messages`, { headers, data: { body: 'of a bot' } })
  await expect(message(page, 'of a bot').locator('.badge')).toBeVisible()
  await expectNoFindings(page, 'message of a bot')
})

test('[L99] [L102] no findings by axe in the search', async ({ person, server }) => {
  const { page } = await person('Ann')
  await openRoom(page, '/search')
  await expectNoFindings(page, 'nothing searched for')
  await openRoom(page, '/search?q=the')
  await expect(page.locator('.hit').first()).toBeVisible()
  await expectNoFindings(page, 'results')
  await openRoom(page, '/search?q=qqqq')
  await expect(page.getByText('No messages match')).toBeVisible()
  await expectNoFindings(page, 'nothing found')
  await withBrokenSearch(server.databasePath, async () => {
    await openRoom(page, '/search?q=kettle')
    await expect(page.getByText('The search failed.')).toBeVisible()
    await expectNoFindings(page, 'search that failed')
  })
})

test('[L99] [L102] no findings by axe in trouble', async ({ person, server, allow }) => {
  allow(/404|409|ERR_CONNECTION_REFUSED/)
  const { page } = await person('Ann')
  await openRoom(page, '/rooms/new')
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expectNoFindings(page, 'form with an error')
  await page.goto('/rooms/99999')
  await expectNoFindings(page, 'unknown room')
  await newRoom(page, uniqueName('trouble'))
  await composer(page).evaluate((field: HTMLTextAreaElement) => {
    field.value = 'half \ud800 a character'
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await composer(page).press('Enter')
  await expect(page.locator('article[data-state="failed"]')).toBeVisible()
  await expectNoFindings(page, 'failed message')
  await send(page, 'to be edited')
  await send(page, 'to be deleted')
  await expect(message(page, 'to be deleted')).not.toHaveAttribute('data-state')
  await server.kill()
  await expect(page.getByText('Reconnecting')).toBeVisible()
  await expectNoFindings(page, 'reconnecting')
  await send(page, 'pending')
  await message(page, 'to be deleted').getByRole('button', { name: 'Delete message' }).click({ force: true })
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await message(page, 'to be edited').getByRole('button', { name: 'Edit message' }).click({ force: true })
  await page.getByRole('textbox', { name: 'Edit message' }).fill('edited')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('article[data-state="pending"]')).toHaveCount(3)
  await expectNoFindings(page, 'pending message, edit and deletion')
  await server.start()
  await settled(page)
})

test('[L99] sign-in and sign-up have no findings by axe', async ({ page }) => {
  for (const path of ['/sign-in', '/sign-up']) {
    await page.goto(path)
    await expectNoFindings(page, path)
  }
})

test('[L91] the list is one tab stop; arrows go between messages and along the actions', async ({ person }) => {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('keyboard'))
  for (const text of ['one', 'two', 'three']) await send(page, text)
  await expect(message(page, 'three')).not.toHaveAttribute('data-state')
  await page.keyboard.press('Shift+Tab')
  await expect(message(page, 'three')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(message(page, 'two')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(message(page, 'two').getByRole('button', { name: 'Edit message' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(message(page, 'two').getByRole('button', { name: 'Delete message' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(message(page, 'two')).toHaveCount(0)
  await expect(message(page, 'three'), '[L100] the focus goes to a neighbour').toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(composer(page)).toBeFocused()
})

test('[L100] the focus stays in the list when somebody deletes the message that has it; the skip link moves nothing', async ({
  person,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(ann.page, uniqueName('focus'))
  for (const text of ['one', 'two', 'three']) await send(ann.page, text)
  await openRoom(bob.page, room)
  await expect(message(bob.page, 'three')).toBeVisible()
  await message(bob.page, 'two').focus()
  await message(ann.page, 'two').getByRole('button', { name: 'Delete message' }).click()
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(message(bob.page, 'three')).toBeFocused()
  await openRoom(bob.page, '/rooms/1')
  await wheel(bob.page, -900)
  await expect.poll(() => distanceToEnd(bob.page), 'scrolled up').toBeGreaterThan(800)
  await bob.page.locator('.skip-link').focus()
  await bob.page.keyboard.press('Enter')
  await expect(composer(bob.page)).toBeFocused()
  expect(await distanceToEnd(bob.page)).toBeGreaterThan(800)
})

test('[L96] [L97] a new message of somebody else is announced; your own and history are not', async ({ person }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  await openRoom(ann.page)
  const announcements = ann.page.locator('#announcements')
  await openRoom(bob.page)
  await send(ann.page, 'my own')
  await expect(message(bob.page, 'my own').last()).toBeVisible()
  await expect(announcements).toBeEmpty()
  await send(bob.page, 'listen')
  await expect(announcements).toHaveText('Bob: listen')
  for (const text of ['a', 'b', 'c']) await send(bob.page, text)
  await expect(announcements).toHaveText(/^\d new messages$/)
})
