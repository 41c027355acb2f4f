/** What becomes of fields that only the view of before a reconnect rendered: added rows, later steps of a form. */
import { expect, type Page } from '@playwright/test'
import type { FastifyInstance } from 'fastify'
import { openWithInbox } from '../fixtures/inbox.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name })

async function reconnect(page: Page, app: FastifyInstance): Promise<void> {
  for (const socket of app.liveSockets) socket.close(1012, 'retry after 0')
  await expect(page.locator('html'), 'the connection is lost').toHaveAttribute('data-live', 'disconnected')
  await settled(page)
}

async function addRows(page: Page): Promise<void> {
  for (const [index, text] of ['one', 'two'].entries()) {
    await button(page, 'Add').click()
    await field(page, `Item ${index + 1}`).fill(text)
  }
  await expect(page.locator('#told')).toHaveText('one|two')
}

async function fillSecondStep(page: Page): Promise<void> {
  await button(page, 'Next').click()
  await field(page, 'Agree').check()
  await field(page, 'Mail').check()
  await field(page, 'Size').selectOption('Large')
  await field(page, 'Day').fill('2024-05-06')
  await field(page, 'Second').fill('written in the second step')
  await field(page, 'Second').press('Control+Home')
  await settled(page)
}

async function expectSecondStep(page: Page): Promise<void> {
  await expect(field(page, 'Second')).toHaveValue('written in the second step')
  await expect(field(page, 'Agree')).toBeChecked()
  await expect(field(page, 'Mail')).toBeChecked()
  await expect(field(page, 'Size')).toHaveValue('Large')
  await expect(field(page, 'Day')).toHaveValue('2024-05-06')
}

test('FORM9 FORM15: a view that is made anew is told of rows that only the one before rendered', async ({
  page,
  fixtureApp,
}) => {
  const inbox = await openWithInbox(page, '/steps', 'rebuild')
  await addRows(page)
  const before = inbox.events.length
  await reconnect(page, fixtureApp)
  expect(inbox.events.slice(before)).toEqual([{ name: 'rows', payload: { item: ['one', 'two'], _target: 'item' } }])
  await expect(field(page, 'Item 1')).toHaveValue('one')
  await expect(field(page, 'Item 2')).toHaveValue('two')
  await expect(field(page, 'Item 2')).toBeFocused()
})

test('FORM15: rows that are added again hold what was written into them, and the view is told', async ({
  page,
  fixtureApp,
}) => {
  await openWithInbox(page, '/steps')
  await addRows(page)
  await reconnect(page, fixtureApp)
  await expect(field(page, 'Item 1')).toHaveCount(0)
  await button(page, 'Add').click()
  await expect(field(page, 'Item 1')).toHaveValue('one')
  await expect(page.locator('#told')).toHaveText('one')
  await button(page, 'Add').click()
  await expect(field(page, 'Item 2')).toHaveValue('two')
  await expect(page.locator('#told')).toHaveText('one|two')
  await button(page, 'Add').click()
  await expect(field(page, 'Item 3')).toHaveValue('')
})

test('FORM15: a later step holds what was written into it when the view comes back to it', async ({
  page,
  fixtureApp,
}) => {
  await openWithInbox(page, '/steps')
  await fillSecondStep(page)
  await reconnect(page, fixtureApp)
  await expect(field(page, 'First')).toHaveValue('')
  await button(page, 'Next').click()
  await expectSecondStep(page)
})

test('FORM15: a later step that the view resumes has its cursor back, too', async ({ page, fixtureApp }) => {
  const inbox = await openWithInbox(page, '/steps', 'rebuild')
  await fillSecondStep(page)
  await reconnect(page, fixtureApp)
  await expectSecondStep(page)
  expect(inbox.events.find(({ name }) => name === 'resume')?.payload).toMatchObject({
    ...{ step: '2', second: 'written in the second step', agree: 'on', way: 'mail', size: 'Large', day: '2024-05-06' },
  })
  await page.keyboard.type('as ')
  await expect(field(page, 'Second')).toHaveValue('as written in the second step')
})

test('FORM15: what was written for one item is not put into the form of another', async ({ page, fixtureApp }) => {
  await openWithInbox(page, '/steps')
  const edit = (title: string) => page.evaluate((title) => window.live.push('edit', title), title)
  await edit('Bread')
  await field(page, 'Done').check()
  await field(page, 'Title').fill('Rye bread')
  await settled(page)
  await reconnect(page, fixtureApp)
  await edit('Milk')
  await expect(field(page, 'Title')).toHaveValue('Milk')
  await expect(field(page, 'Done')).not.toBeChecked()
})
