/** Two small applications, written as the guide to views says: a shared counter, and a list of things to do. */
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** Two people who look at the same page. */
async function twoPages(context: BrowserContext, path: string): Promise<[Page, Page]> {
  const pages = [await context.newPage(), await context.newPage()] as [Page, Page]
  for (const page of pages) await open(page, path)
  return pages
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

function unique(): string {
  return crypto.randomUUID()
}

/** The connection goes; what `meanwhile` does happens before it comes back. */
async function away(page: Page, meanwhile: () => Promise<void>): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  await meanwhile()
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await settled(page)
}

test.describe('VIEW2 PUB1: a shared counter', () => {
  const count = (page: Page) => page.locator('#count')
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  test('shows everybody the same number, also who was away', async ({ context }) => {
    const [ann, ben] = await twoPages(context, `/counter?name=${unique()}`)
    await press(ann, 'Add one')
    await press(ben, 'Add one')
    for (const page of [ann, ben]) await expect(count(page)).toHaveText('2')
    await away(ben, () => press(ann, 'Take one away'))
    await expect(count(ben)).toHaveText('1')
  })

  test('asks before it is reset, without asking the server', async ({ context }) => {
    const [ann, ben] = await twoPages(context, `/counter?name=${unique()}`)
    await press(ann, 'Add one')
    await press(ann, 'Reset')
    await expect(ann.getByText('Really?')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Yes, reset' })).toBeFocused()
    await press(ben, 'Add one')
    await expect(count(ann)).toHaveText('2')
    await expect(ann.getByText('Really?')).toBeVisible()
    await press(ann, 'Yes, reset')
    await expect(ann.getByText('Really?')).toBeHidden()
    for (const page of [ann, ben]) await expect(count(page)).toHaveText('0')
  })
})

test.describe('STR8 JOIN2 FORM1: a list of things to do', () => {
  const field = (page: Page) => page.getByRole('textbox', { name: 'What is to be done' })
  const todos = (page: Page) => page.locator('#todos > .row label')

  async function add(page: Page, text: string): Promise<void> {
    await field(page).fill(text)
    await field(page).press('Enter')
    await settled(page)
  }

  test('is the same for everybody, and keeps what is being written', async ({ context }) => {
    const [ann, ben] = await twoPages(context, `/todos?list=${unique()}`)
    await expect(ann.getByText('Nothing is to be done.')).toBeVisible()
    await field(ben).fill('being written')
    await add(ann, 'Milk')
    await expect(field(ann)).toHaveValue('')
    await expect(todos(ben)).toHaveText(['Milk'])
    await expect(ben.getByText('Nothing is to be done.')).toBeHidden()
    await expect(field(ben)).toHaveValue('being written')
    await todos(ben).click()
    await expect(ann.getByRole('checkbox', { name: 'Milk' })).toBeChecked()
    await expect(ann.getByRole('status')).toHaveText('0 to do')
    await ann.getByRole('button', { name: 'Delete Milk' }).click()
    await expect(todos(ben)).toHaveCount(0)
  })

  test('says what is wrong, and keeps it to be put right', async ({ page }) => {
    await open(page, `/todos?list=${unique()}`)
    await field(page).fill('   ')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByRole('alert')).toHaveText('Say what is to be done.')
    await add(page, 'Tea')
    await expect(page.getByRole('alert')).toHaveText('')
    await expect(todos(page)).toHaveText(['Tea'])
  })

  test('shows what is open, at an address of its own, and catches up with what it has missed', async ({ context }) => {
    const [ann, ben] = await twoPages(context, `/todos?list=${unique()}`)
    for (const text of ['One', 'Two']) await add(ann, text)
    await todos(ann).first().click()
    await ben.getByRole('link', { name: 'Open' }).click()
    await expect(ben).toHaveURL(/show=open$/)
    await expect(todos(ben)).toHaveText(['Two'])
    await away(ben, async () => {
      await add(ann, 'Three')
      await todos(ann).first().click()
      await ann.getByRole('button', { name: 'Delete Two' }).click()
      await settled(ann)
    })
    await expect(todos(ben)).toHaveText(['One', 'Three'])
    await expect(ben.getByRole('status')).toHaveText('2 to do')
    await ben.goBack()
    await expect(todos(ben)).toHaveText(['One', 'Three'])
  })
})
