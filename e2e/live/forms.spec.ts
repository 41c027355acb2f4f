/** Forms: what they tell the view, what becomes of a submit, and that what was written is not lost. */
import { expect, type Page } from '@playwright/test'
import type { FastifyInstance } from 'fastify'
import { type Inbox, openWithClock, openWithInbox } from '../fixtures/inbox.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** Settles once everything has been rendered anew so many times. */
async function rendered(page: Page, round: number): Promise<void> {
  await expect(page.locator('#round')).toHaveText(String(round))
}

/** Has the view render everything anew, without the focus going anywhere. */
async function patch(page: Page): Promise<void> {
  // What a field says when it is left renders everything, too.
  await settled(page)
  const round = Number(await page.locator('#round').textContent())
  await page.locator('#patch').dispatchEvent('click')
  await rendered(page, round + 1)
}

function drop(app: FastifyInstance, retryAfter = 0): void {
  for (const socket of app.liveSockets) socket.close(1012, `retry after ${retryAfter}`)
}

/** Settles once the view is a new one, which has rendered nothing yet but its first page. */
async function rejoined(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  await settled(page)
}

const fieldOf = (page: Page, label: string) => page.getByLabel(label, { exact: true })

test.describe('FORM1: a change', () => {
  test('sends what the form says, and which field it was', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Size').selectOption('large')
    await rendered(page, 1)
    expect(inbox.events).toEqual([{ name: 'check', payload: { name: '', size: 'large', note: '', _target: 'size' } }])
  })

  test('of a field that stands alone sends that field', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Lone').fill('x')
    await rendered(page, 1)
    expect(inbox.events).toEqual([{ name: 'lone', payload: { lone: 'x', of: 'lone', value: 'x', _target: 'lone' } }])
  })

  test('is not sent for each letter of a word that is composed, but for the word', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Lone').focus()
    const session = await page.context().newCDPSession(page)
    await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    await session.send('Input.insertText', { text: '日本' })
    await expect.poll(() => inbox.latest('lone')).toMatchObject({ lone: '日本' })
    expect(inbox.events.map(({ payload }) => (payload as { lone: string }).lone)).not.toContain('に')
  })
})

test('FORM2: a name that several fields give values to has a list; files and what is unchecked are left out', async ({
  page,
}) => {
  const inbox = await openWithInbox(page, '/forms')
  await fieldOf(page, 'Photo').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
  await fieldOf(page, 'Days').selectOption(['Tue'])
  await fieldOf(page, 'Salt').check()
  await fieldOf(page, 'Milk').check()
  await expect.poll(() => inbox.names.length).toBe(3)
  const first = { toppings: ['oil'], drink: 'tea', heat: '50' }
  expect(inbox.events.map(({ payload }) => payload)).toEqual([
    { ...first, days: ['Tue'], _target: 'days' },
    { ...first, toppings: ['salt', 'oil'], days: ['Tue'], _target: 'toppings' },
    { ...first, toppings: ['salt', 'oil'], days: ['Tue'], drink: 'milk', _target: 'drink' },
  ])
})

test('FORM2: a submit sends the button that was used too', async ({ page }) => {
  const inbox = await openWithInbox(page, '/forms')
  await fieldOf(page, 'Name').fill('Ann')
  await page.getByRole('button', { name: 'Keep' }).click()
  await settled(page)
  expect(inbox.latest('order')).toMatchObject({ name: 'Ann', size: 'small', note: '', do: 'keep' })
})

test.describe('FORM3: a change that still waits', () => {
  test('is sent before the submit of its form', async ({ page }) => {
    const inbox = await openWithClock(page, '/forms')
    await fieldOf(page, 'Name').pressSequentially('Ann')
    await fieldOf(page, 'Name').press('Enter')
    await rendered(page, 2)
    expect(inbox.names).toEqual(['check', 'order'])
    expect(inbox.latest('check')).toMatchObject({ name: 'Ann', _target: 'name' })
  })

  test('is sent when its field is left, and with live-debounce="blur" not before', async ({ page }) => {
    const inbox = await openWithClock(page, '/forms')
    await fieldOf(page, 'Note').pressSequentially('soon')
    await page.clock.runFor(10_000)
    await patch(page)
    expect(inbox.names).toEqual(['patch'])
    await fieldOf(page, 'Name').pressSequentially('Ann')
    await fieldOf(page, 'Lone').focus()
    await rendered(page, 3)
    const targets = inbox.events.slice(1).map(({ payload }) => (payload as { _target: string })._target)
    expect(targets).toEqual(['note', 'name'])
  })
})

test.describe('FORM4: a form in flight', () => {
  const order = (page: Page) => page.locator('#order button').first()

  test('is not submitted twice, and its buttons rest', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Name').fill('Ann')
    const answer = inbox.hold('order')
    await fieldOf(page, 'Name').press('Enter')
    await fieldOf(page, 'Name').press('Enter')
    await page.locator('#order').evaluate((form: HTMLFormElement) => form.requestSubmit())
    await expect(order(page)).toHaveText('Ordering ...')
    await expect(page.getByRole('button', { name: 'Keep' })).toBeDisabled()
    await expect(page.locator('#order')).toHaveAttribute('data-live-busy')
    answer()
    await rendered(page, 2)
    await expect(order(page)).toBeEnabled()
    expect(inbox.names).toEqual(['check', 'order'])
  })

  test('has its buttons back as they were, also when they were patched meanwhile', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Name').fill('Ann')
    await rendered(page, 1)
    const patched = inbox.hold('lone')
    const answer = inbox.hold('order')
    await fieldOf(page, 'Lone').fill('x')
    await order(page).focus()
    await order(page).click()
    patched()
    await rendered(page, 2)
    await expect(order(page)).toHaveText('Ordering ...')
    await expect(order(page)).toBeDisabled()
    answer()
    await rendered(page, 3)
    await expect(order(page)).toBeEnabled()
    await expect(order(page)).toBeFocused()
    await expect(order(page)).toHaveAttribute('value', 'order')
    expect(await order(page).innerHTML()).toBe('<b>Order</b> 3')
  })

  test('has its buttons back when it is refused, and when the connection is lost', async ({ page, fixtureApp }) => {
    const inbox = await openWithInbox(page, '/forms')
    await order(page).click()
    await settled(page)
    await expect(order(page)).toBeEnabled()
    expect(await order(page).innerHTML()).toBe('<b>Order</b> 0')
    const answer = inbox.hold('order')
    await order(page).click()
    await expect.poll(() => inbox.names.length).toBe(2)
    drop(fixtureApp, 60_000)
    await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
    await expect(order(page)).toBeEnabled()
    expect(await order(page).innerHTML()).toBe('<b>Order</b> 0')
    answer()
  })
})

test.describe('FORM5: a patch leaves alone', () => {
  test('what was written, and the cursor in it', async ({ page }) => {
    await openWithInbox(page, '/forms')
    const note = fieldOf(page, 'Note')
    await note.fill('being written')
    await note.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(2, 5))
    await patch(page)
    await expect(page.locator('#order')).toHaveClass('round-1')
    await expect(note).toHaveValue('being written')
    await expect(note).toBeFocused()
    expect(
      await note.evaluate(({ selectionStart, selectionEnd }: HTMLTextAreaElement) => [selectionStart, selectionEnd]),
    ).toEqual([2, 5])
    await fieldOf(page, 'Ignored').fill('elsewhere')
    await patch(page)
    await expect(fieldOf(page, 'Ignored')).toHaveValue('elsewhere')
  })

  test('what was chosen, of boxes, radio buttons and lists', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await choose(page)
    await patch(page)
    await patch(page)
    await expectChosen(page)
  })

  test('what was written in a row, when the row is replaced', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await fieldOf(page, 'Row 2').fill('in a row')
    await fieldOf(page, 'Name').focus()
    await page.evaluate(() => window.live.push('rows', null))
    await rendered(page, 1)
    await expect(fieldOf(page, 'Row 2')).toHaveValue('in a row')
  })

  test('what was written, where other fields come before its own', async ({ page }) => {
    await openWithInbox(page, '/forms')
    const name = fieldOf(page, 'Name')
    await name.fill('An')
    await expect(fieldOf(page, 'Nickname')).toBeVisible()
    await expect(fieldOf(page, 'Nickname')).toHaveValue('')
    await expect(name).toHaveValue('An')
    await expect(name).toBeFocused()
    await name.pressSequentially('n')
    await expect(page.locator('#echo')).toHaveText('Ann small')
  })
})

test.describe('FORM6: a patch changes', () => {
  test('a field that nobody has been at', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await page.evaluate(() => window.live.push('set', { name: 'Bob', size: 'medium', note: 'set' }))
    await rendered(page, 1)
    await expect(fieldOf(page, 'Name')).toHaveValue('Bob')
    await expect(fieldOf(page, 'Size')).toHaveValue('medium')
    await expect(fieldOf(page, 'Note')).toHaveValue('set')
    for (let round = 2; round <= 3; round++) await patch(page)
    await expect(fieldOf(page, 'Heat')).toHaveValue('90')
    await expect(fieldOf(page, 'Water')).toBeChecked()
  })

  test('a field that shows what the view knows, unless the focus is in it', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await fieldOf(page, 'Size').selectOption('large')
    await rendered(page, 1)
    await fieldOf(page, 'Name').fill('Ann')
    await rendered(page, 2)
    await page.evaluate(() => window.live.push('set', { name: 'Bob', size: 'medium' }))
    await rendered(page, 3)
    await expect(fieldOf(page, 'Size')).toHaveValue('medium')
    await expect(fieldOf(page, 'Name')).toHaveValue('Ann')
  })
})

test.describe('FORM7: a submit', () => {
  test('that is answered without error leaves the fields as the view renders them', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await fieldOf(page, 'Size').selectOption('large')
    await fieldOf(page, 'Name').fill('Ann')
    await fieldOf(page, 'Name').press('Enter')
    await expect(fieldOf(page, 'Name')).toHaveValue('')
    await expect(fieldOf(page, 'Size')).toHaveValue('small')
    await choose(page)
    await page.locator('#choices').evaluate((form: HTMLFormElement) => form.requestSubmit())
    await expect(fieldOf(page, 'Salt')).not.toBeChecked()
    await expect(fieldOf(page, 'Oil')).toBeChecked()
    await expect(fieldOf(page, 'Water')).toBeChecked()
    await expect(fieldOf(page, 'Days')).toHaveValues([])
  })

  test('leaves alone what is written while it is on its way', async ({ page }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Name').fill('Ann')
    const answer = inbox.hold('order')
    await fieldOf(page, 'Name').press('Enter')
    await fieldOf(page, 'Name').press('a')
    answer()
    await settled(page)
    await expect(fieldOf(page, 'Name')).toHaveValue('Anna')
  })

  test('that is refused leaves everything as it was', async ({ page }) => {
    await openWithInbox(page, '/forms')
    await fieldOf(page, 'Note').fill('for whom')
    await page.getByRole('button', { name: /^Order/ }).click()
    await rendered(page, 1)
    await settled(page)
    await patch(page)
    await expect(fieldOf(page, 'Note')).toHaveValue('for whom')
  })
})

test.describe('FORM8: what was written stays', () => {
  test('when the connection is lost, and what is written meanwhile too', async ({ page, fixtureApp, allow }) => {
    allow(/ERR_INTERNET_DISCONNECTED/)
    const inbox = await openWithInbox(page, '/forms')
    await writeEverywhere(page, inbox)
    await page.evaluate(() => document.addEventListener('live:refused', () => console.error('refused')))
    await page.context().setOffline(true)
    drop(fixtureApp)
    await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
    await fieldOf(page, 'Note').fill('written offline')
    await page.context().setOffline(false)
    await settled(page)
    await expectWritten(page)
    await expect(fieldOf(page, 'Note')).toHaveValue('written offline')
    await expect(page.locator('#echo')).toHaveText('Ann large written offline')
  })

  test('when the view crashes', async ({ page, fixtureApp }) => {
    const inbox = await openWithInbox(page, '/forms')
    await writeEverywhere(page, inbox)
    fixtureApp.log.level = 'silent'
    await page.evaluate(() => window.live.push('crash', null).catch(() => undefined))
    fixtureApp.log.level = 'error'
    await rejoined(page)
    await expectWritten(page)
  })
})

test.describe('FORM9: after the view was made anew', () => {
  test('each form that was changed says so again, as it asks for', async ({ page, fixtureApp }) => {
    const inbox = await openWithInbox(page, '/forms')
    await writeEverywhere(page, inbox)
    const before = inbox.events.length
    drop(fixtureApp)
    await rejoined(page)
    expect(inbox.events.slice(before)).toEqual([
      { name: 'check', payload: { name: 'Ann', size: 'large', note: '', _target: 'size' } },
      { name: 'recover_choices', payload: expect.objectContaining({ toppings: ['salt'], drink: 'milk' }) },
      { name: 'lone', payload: { lone: 'alone', of: 'lone', value: 'alone', _target: 'lone' } },
    ])
    await expect(page.locator('#echo')).toHaveText('Ann large')
  })

  test('a form that was submitted, or changed back, has nothing to say', async ({ page, fixtureApp }) => {
    const inbox = await openWithInbox(page, '/forms')
    await fieldOf(page, 'Name').fill('Ann')
    await fieldOf(page, 'Name').press('Enter')
    await expect(fieldOf(page, 'Name')).toHaveValue('')
    await settled(page)
    const before = inbox.events.length
    drop(fixtureApp)
    await rejoined(page)
    expect(inbox.events.slice(before)).toEqual([])
  })
})

test('FORM9: what was written before the page was live is told to the view', async ({ page }) => {
  const { promise: held, resolve: letThrough } = Promise.withResolvers<void>()
  await page.routeWebSocket(/\/live/, async (socket) => {
    const waiting: (string | Buffer)[] = []
    socket.onMessage((data) => void waiting.push(data))
    await held
    const server = socket.connectToServer()
    socket.onMessage((data) => server.send(data))
    for (const data of waiting) server.send(data)
  })
  await page.goto('/forms?inbox=early')
  await fieldOf(page, 'Name').fill('Early')
  letThrough()
  await expect(page.locator('#echo')).toHaveText('Early small')
})

test('FORM10: a form that is reset shows what the view renders, and says so', async ({ page }) => {
  const inbox = await openWithInbox(page, '/forms')
  await fieldOf(page, 'Note').fill('never mind')
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect.poll(() => inbox.latest('check')).toEqual({ name: '', size: 'small', note: '', _target: '' })
  await expect(fieldOf(page, 'Note')).toHaveValue('')
})

test('FORM11: what was written into one page is not in the next', async ({ page }) => {
  await openWithInbox(page, '/forms')
  await fieldOf(page, 'Lone').fill('here')
  await fieldOf(page, 'Untouched').fill('here')
  await page.locator('#away').click()
  await expect(page).toHaveURL(/away/)
  await settled(page)
  await expect(fieldOf(page, 'Lone')).toHaveValue('')
  await expect(fieldOf(page, 'Untouched')).toHaveValue('as it was')
})

async function choose(page: Page): Promise<void> {
  await fieldOf(page, 'Salt').check()
  await fieldOf(page, 'Oil').uncheck()
  await fieldOf(page, 'Milk').check()
  await fieldOf(page, 'Days').selectOption(['Mon', 'Wed'])
  await fieldOf(page, 'Heat').fill('70')
  await settled(page)
}

async function expectChosen(page: Page): Promise<void> {
  await expect(fieldOf(page, 'Salt')).toBeChecked()
  await expect(fieldOf(page, 'Oil')).not.toBeChecked()
  await expect(fieldOf(page, 'Milk')).toBeChecked()
  await expect(fieldOf(page, 'Days')).toHaveValues(['Mon', 'Wed'])
  await expect(fieldOf(page, 'Heat')).toHaveValue('70')
}

/** Into every kind of field, and so that the view knows what is in the form that it knows. */
async function writeEverywhere(page: Page, inbox: Inbox): Promise<void> {
  await choose(page)
  await fieldOf(page, 'Name').fill('Ann')
  await fieldOf(page, 'Size').selectOption('large')
  await fieldOf(page, 'Lone').fill('alone')
  await fieldOf(page, 'Ignored').fill('ignored')
  await fieldOf(page, 'Row 1').fill('in a row')
  await expect.poll(() => inbox.names).toContain('ignored')
  await settled(page)
  await expect(page.locator('#echo')).toHaveText('Ann large')
}

async function expectWritten(page: Page): Promise<void> {
  await expectChosen(page)
  const written = { Name: 'Ann', Size: 'large', Lone: 'alone', Ignored: 'ignored', 'Row 1': 'in a row' }
  for (const [label, value] of Object.entries(written)) await expect(fieldOf(page, label)).toHaveValue(value)
}
