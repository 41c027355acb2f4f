import type { Page } from '@playwright/test'
import { message, newRoom, openRoom, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

/** Makes a bot on the page of bots, which is open; answers with its token. */
async function makeBot(page: Page, name: string): Promise<string> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create bot' }).click()
  const panel = page.getByRole('group', { name: `The token of ${name}` })
  return await panel.locator('code').innerText()
}

test('a bot is made, posts live into the room of others as a bot, and is revoked', async ({ person, request }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(bob.page, uniqueName('bots'))
  const post = (token: string, body: string) =>
    request.post(`${room}/messages`, { headers: { authorization: `Bearer ${token}` }, data: { body } })

  await openRoom(ann.page, '/rooms/1')
  await ann.page.locator('.user-menu summary').click()
  await ann.page.getByRole('link', { name: 'Bots', exact: true }).click()
  await expect(ann.page.getByRole('heading', { level: 1, name: 'Bots', exact: true })).toBeVisible()
  await settled(ann.page)
  await expect(ann.page.locator('.user-menu')).not.toHaveAttribute('open')
  await expect(ann.page.getByText('You have no bot yet.')).toBeVisible()

  const token = await makeBot(ann.page, 'Build relay')
  await expect(ann.page.getByRole('list', { name: 'Your bots' })).toContainText('Build relay')
  await expect(ann.page.getByRole('textbox', { name: 'Name' })).toHaveValue('')
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await ann.page.getByRole('button', { name: 'Copy' }).click()
  await expect(ann.page.locator('#flash')).toHaveText('Copied.')
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(token)
  await ann.page.reload()
  await settled(ann.page)
  await expect(ann.page.locator('.bot-name')).toHaveText('Build relay')
  expect(await ann.page.content()).not.toContain(token)

  expect((await post(token, 'the build is green')).status()).toBe(201)
  await expect(message(bob.page, 'the build is green').locator('header b')).toHaveText('Build relay bot')
  await expect(message(bob.page, 'the build is green').locator('.badge')).toBeVisible()
  await expect(bob.page.locator('#announcements')).toHaveText('Build relay bot: the build is green')

  await ann.page.getByRole('button', { name: 'Revoke Build relay' }).click()
  const question = ann.page.getByRole('dialog', { name: 'Revoke Build relay?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await ann.page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect((await post(token, 'it still counts')).status()).toBe(201)
  await ann.page.getByRole('button', { name: 'Revoke Build relay' }).click()
  await question.getByRole('button', { name: 'Revoke' }).click()
  await expect(ann.page.getByText('You have no bot yet.')).toBeVisible()
  await expect(ann.page.getByRole('heading', { level: 1, name: 'Bots', exact: true })).toBeFocused()
  expect((await post(token, 'too late')).status()).toBe(401)
  await bob.page.reload()
  await expect(message(bob.page, 'the build is green')).toBeVisible()
  await expect(message(bob.page, 'too late')).toHaveCount(0)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a bot is made and revoked with plain forms', async ({ page }) => {
    await page.goto('/sign-up?return=/bots')
    await page.getByLabel('Name').fill('Nora')
    await page.getByLabel('Email').fill(`${crypto.randomUUID()}@rill.example`)
    await page.getByLabel('Password').fill('a password for tests')
    await page.getByRole('button', { name: 'Create account' }).click()
    expect(await makeBot(page, 'Relay')).toMatch(/^rill_bot_/)
    await expect(page.getByRole('button', { name: 'Copy' })).toBeHidden()
    await page.getByRole('link', { name: 'Back to your bots' }).click()
    await page.getByRole('button', { name: 'Revoke Relay' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(page.getByText('You have no bot yet.')).toBeVisible()
  })
})
