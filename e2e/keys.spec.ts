/** Keys of an input method are its own, and Escape does one thing at a time. Keys come from the browser, not from scripts. */
import type { CDPSession, Page } from '@playwright/test'
import { composer, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import { expect, test } from './support/test.ts'

/** Presses a key as an input method has the browser report it: with the key code 229. */
async function pressInMethod(session: CDPSession, key: string, modifiers = 0): Promise<void> {
  const event = { key, code: key, windowsVirtualKeyCode: 229, modifiers }
  await session.send('Input.dispatchKeyEvent', { ...event, type: 'rawKeyDown' })
  await session.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' })
}

const CONTROL = 2

function editor(page: Page) {
  return page.getByRole('textbox', { name: 'Edit message' })
}

test('EVENT3: no key of an input method does anything else, and the same keys do without one', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('input method'))
  for (const text of ['one', 'two']) await send(page, text)
  await expect(message(page, 'two')).not.toHaveAttribute('data-state')
  const session = await page.context().newCDPSession(page)
  const menu = page.locator('.user-menu')
  const row = message(page, 'two')

  /** What a key does once it is the page's shows that the same key did nothing before. */
  const check = async (what: string, key: string, unchanged: () => Promise<void>, changed: () => Promise<void>) => {
    await test.step(what, async () => {
      const [name, modifiers] = key.startsWith('Control+') ? [key.slice('Control+'.length), CONTROL] : [key, 0]
      await pressInMethod(session, name, modifiers)
      await unchanged()
      await page.keyboard.press(key)
      await changed()
    })
  }

  await composer(page).focus()
  await check(
    'ArrowUp in the composer opens no editor',
    'ArrowUp',
    () => expect(editor(page)).toHaveCount(0),
    () => expect(editor(page)).toBeFocused(),
  )
  await editor(page).fill('two, edited')
  await check(
    'Enter in the editor saves nothing',
    'Enter',
    () => expect(editor(page)).toHaveValue('two, edited'),
    () => expect(message(page, 'two, edited')).toContainText('edited'),
  )
  await composer(page).press('ArrowUp')
  await editor(page).fill('two, edited again')
  await check(
    'Escape in the editor does not close it',
    'Escape',
    () => expect(editor(page)).toHaveValue('two, edited again'),
    () => expect(editor(page)).toHaveCount(0),
  )
  await composer(page).fill('three')
  await check(
    'Enter in the composer sends nothing',
    'Enter',
    () => expect(composer(page)).toHaveValue('three'),
    () => expect(message(page, 'three')).toHaveCount(1),
  )
  await row.focus()
  await page.keyboard.press('Enter')
  await check(
    'ArrowRight does not go along the buttons',
    'ArrowRight',
    () => expect(row.getByRole('button', { name: 'Edit message' })).toBeFocused(),
    () => expect(row.getByRole('button', { name: 'Delete message' })).toBeFocused(),
  )
  await check(
    'Escape does not leave the buttons',
    'Escape',
    () => expect(row.getByRole('button', { name: 'Delete message' })).toBeFocused(),
    () => expect(row).toBeFocused(),
  )
  await pressInMethod(session, 'Process')
  await expect(composer(page), 'takes what an input method types where nothing else does').toBeFocused()
  await menu.locator('summary').click()
  await check(
    'Escape does not close the menu',
    'Escape',
    () => expect(menu).toHaveAttribute('open'),
    () => expect(menu).not.toHaveAttribute('open'),
  )
  await check(
    'Ctrl+K does not open the search',
    'Control+k',
    () => expect(page).toHaveURL(room),
    () => expect(page).toHaveURL(/\/search/),
  )
})

test('Escape closes the menu first, then the editor, and one of them at a time', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('order'))
  await send(page, 'hello')
  await openRoom(page, room)
  const menu = page.locator('.user-menu')
  await composer(page).press('ArrowUp')
  await editor(page).fill('hello, you')
  await menu.locator('summary').click()
  await expect(menu).toHaveAttribute('open')
  await page.keyboard.press('Escape')
  await expect(menu).not.toHaveAttribute('open')
  await expect(editor(page)).toHaveValue('hello, you')
  await page.keyboard.press('Escape')
  await expect(editor(page)).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('searchbox')
  await field.fill('hello')
  await page.keyboard.press('Escape')
  await expect(field).toHaveValue('')
})
