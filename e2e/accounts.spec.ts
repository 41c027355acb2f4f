import { uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

const PASSWORD = 'a password for tests'

test('signing up, out and in again leads where you were going', async ({ page, allow }) => {
  allow(/422|401/)
  const email = `${crypto.randomUUID()}@rill.example`
  await page.goto('/rooms/2')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill(uniqueName('Cleo'))
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('too short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('alert')).toHaveText('A password has at least 12 characters.')
  await expect(page.getByLabel('Password'), 'the focus is in the first wrong field').toBeFocused()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('A password has at least 12 characters.')
  await expect(page.getByLabel('Email')).toHaveValue(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/rooms\/2$/)
  await settled(page)
  await page.locator('.user-menu summary').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('Wrong email or password.')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/rooms$/)
  await page.goto('/sign-in')
  await expect(page, 'who is signed in needs no form for it').toHaveURL(/\/rooms$/)
})
