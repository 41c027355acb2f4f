/** Controls of every kind that several people use: what a control shows after it was used here, and changed elsewhere. */
import { randomUUID } from 'node:crypto'
import { expect, type Locator, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

interface Control {
  readonly name: string
  /** Uses the control as a person does. */
  readonly use: (page: Page, value: string) => Promise<void>
  /** What two people make of it, one after the other. */
  readonly values: readonly [here: string, elsewhere: string]
  readonly shows: (page: Page) => Promise<string>
  readonly isText?: boolean
}

const labelled = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const entered = (name: string) => (page: Page) => labelled(page, name).inputValue()
const isChecked = (name: string) => async (page: Page) => String(await labelled(page, name).isChecked())
const click = (name: string) => (page: Page) => labelled(page, name).click()
const chosenOf = (name: string) => (page: Page) =>
  page.locator(`[name=${name}]:checked`).evaluate(({ value }: HTMLInputElement) => value)

/** Moves a slider by keys: Home and End. */
const slide = (page: Page, value: string) => labelled(page, 'level').press(value === '0' ? 'Home' : 'End')
const write = (name: string) => (page: Page, value: string) => labelled(page, name).fill(value)
const text = (name: string, here: string, elsewhere: string): Control => ({
  ...{ name, use: write(name), values: [here, elsewhere], shows: entered(name), isText: true },
})

const CONTROLS: readonly Control[] = [
  ...['box', 'wrapped', 'labelled', 'agree'].map(
    (name): Control => ({ name, use: click(name), values: ['true', 'false'], shows: isChecked(name) }),
  ),
  { name: 'picked', use: (page, value) => click(value)(page), values: ['two', 'three'], shows: chosenOf('picked') },
  { name: 'drink', use: (page, value) => click(value)(page), values: ['milk', 'water'], shows: chosenOf('drink') },
  { name: 'level', use: slide, values: ['0', '100'], shows: entered('level') },
  { name: 'color', use: write('color'), values: ['#ff0000', '#00ff00'], shows: entered('color') },
  {
    name: 'size',
    use: async (page, value) => void (await labelled(page, 'size').selectOption(value)),
    ...{ values: ['medium', 'large'], shows: entered('size') },
  },
  {
    name: 'days',
    use: async (page, value) => void (await labelled(page, 'days').selectOption(value.split(' '))),
    values: ['Mon Wed', 'Tue'],
    shows: (page) =>
      labelled(page, 'days').evaluate((field: HTMLSelectElement) =>
        Array.from(field.selectedOptions, ({ value }) => value).join(' '),
      ),
  },
  text('text', 'written here', 'written elsewhere'),
  text('count', '2', '3'),
  text('day', '2024-02-02', '2024-03-03'),
  text('note', 'written here', 'written elsewhere'),
]

async function expectShown(page: Page, control: Control, value: string, when: string): Promise<void> {
  await expect.poll(() => control.shows(page), { message: `${control.name} ${when}` }).toBe(value)
}

async function openTwo(page: Page, query: string): Promise<Page> {
  const url = `/controls?of=${randomUUID()}&${query}`
  const other = await page.context().newPage()
  for (const each of [page, other]) {
    await each.goto(url)
    await settled(each)
  }
  return other
}

async function patch(page: Page): Promise<void> {
  const round = Number(await page.locator('#state').getAttribute('data-round'))
  await page.getByRole('button', { name: 'Patch' }).dispatchEvent('click')
  await expect(page.locator('#state')).toHaveAttribute('data-round', String(round + 1))
}

for (const query of ['', 'own']) {
  test(`FORM6 FORM12: a control that was used here shows what somebody else makes of it (${query || 'form'})`, async ({
    page,
  }) => {
    const other = await openTwo(page, query)
    for (const control of CONTROLS) {
      const [here, elsewhere] = control.values
      await control.use(page, here)
      await expectShown(other, control, here, 'elsewhere, after it was used here')
      await settled(page)
      await control.use(other, elsewhere)
      await settled(other)
      if (control.isText) {
        // The cursor is in it.
        await expect(page.locator('#state')).toContainText(elsewhere)
        await expectShown(page, control, here, 'with the focus in it')
        await page.locator('summary').focus()
      }
      await expectShown(page, control, elsewhere, 'here, after it was changed elsewhere')
      await expectShown(other, control, elsewhere, 'elsewhere, after it was changed there')
    }
    await patch(page)
    for (const control of CONTROLS) await expectShown(page, control, control.values[1], 'after a later patch')
  })
}

for (const answer of ['Refuse', 'Fail']) {
  test(`FORM12: a control shows what the view renders after the view has refused its event (${answer})`, async ({
    page,
  }) => {
    await page.goto(`/controls?of=${randomUUID()}&own`)
    await settled(page)
    const before = new Map(
      await Promise.all(CONTROLS.map(async (control) => [control, await control.shows(page)] as const)),
    )
    await page.getByRole('button', { name: answer }).click()
    await settled(page)
    for (const control of CONTROLS.filter(({ name, isText }) => !isText && name !== 'days')) {
      await control.use(page, control.values[0])
      await expectShown(page, control, before.get(control)!, 'after it was refused')
    }
    await labelled(page, 'text').fill('refused')
    await settled(page)
    await expect(labelled(page, 'text')).toHaveValue('refused')
    await page.locator('summary').focus()
    await expect(labelled(page, 'text')).toHaveValue(answer === 'Refuse' ? 'first' : 'refused')
  })
}

test('FORM13: details and dialogs follow the view where it changes them, and else the person', async ({ page }) => {
  const other = await openTwo(page, '')
  const [details, dialog] = [page.locator('details'), page.locator('dialog')]
  const openElsewhere = () => other.getByRole('button', { name: 'Open' }).click()
  await page.locator('summary').click()
  await patch(page)
  await expect(details, 'what the person opened').toHaveAttribute('open')
  await openElsewhere()
  await expect(dialog).toHaveAttribute('open')
  await expect(details).toHaveAttribute('open')
  await dialog.evaluate((element: HTMLDialogElement) => element.close())
  await patch(page)
  await expect(dialog, 'what was closed here').not.toHaveAttribute('open')
  await openElsewhere()
  await expect(details).not.toHaveAttribute('open')
  await openElsewhere()
  await expect(details).toHaveAttribute('open')
  await expect(dialog).toHaveAttribute('open')
})

test('FORM5: a patch leaves alone half a number and half a date, with the focus in them or not', async ({ page }) => {
  await page.goto(`/controls?of=${randomUUID()}`)
  await settled(page)
  const halves = [labelled(page, 'half'), labelled(page, 'half a day'), labelled(page, 'count'), labelled(page, 'day')]
  const isHalf = (field: Locator) => field.evaluate(({ validity }: HTMLInputElement) => validity.badInput)
  for (const field of halves) {
    await field.focus()
    await field.press('End')
    await page.keyboard.type((await field.getAttribute('type')) === 'date' ? '12' : '1e')
    if (field === halves[3]) await field.press('Backspace')
    expect(await isHalf(field), `half a value in ${await field.getAttribute('aria-label')}`).toBe(true)
    await patch(page)
    expect(await isHalf(field), 'with the focus in it').toBe(true)
  }
  await page.locator('summary').focus()
  await settled(page)
  await patch(page)
  await patch(page)
  for (const field of halves) expect(await isHalf(field), 'after it was left').toBe(true)
})

test('FORM14: a patch leaves alone what was written into an element with contenteditable', async ({ page }) => {
  await page.goto(`/controls?of=${randomUUID()}`)
  await settled(page)
  const editable = labelled(page, 'editable')
  await patch(page)
  await expect(editable).toHaveText('as rendered 1')
  await editable.click()
  await page.keyboard.press('End')
  await page.keyboard.type(', and more')
  await patch(page)
  await expect(editable).toHaveText('as rendered 1, and more')
  await expect(editable).toHaveAttribute('data-round', '2')
  await page.keyboard.type('!')
  await page.locator('summary').focus()
  await patch(page)
  await expect(editable).toHaveText('as rendered 1, and more!')
  await editable.fill('as rendered 4')
  await page.locator('summary').focus()
  await patch(page)
  await patch(page)
  await expect(editable, 'the view has shown what was written').toHaveText('as rendered 5')
})
