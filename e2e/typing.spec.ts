/** What is typed while no field has the focus, with real keys and a real input method. */
import type { CDPSession, Page } from '@playwright/test'
import { composer, distanceToEnd, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import { expect, type Person, settled, test } from './support/test.ts'

const PLACES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'a message': (page) => page.locator('#messages > article [data-body]').first().click(),
  'the pane': (page) => page.locator('.scroller').click({ position: { x: 10, y: 10 } }),
  'the name of the room': (page) => page.getByRole('heading', { level: 1 }).click(),
}

/** Ways to bring text in, each by one person's keyboard. */
const WAYS: Readonly<Record<string, (page: Page, cdp: CDPSession) => Promise<string>>> = {
  characters: async (page) => {
    await page.keyboard.type('hello there')
    return 'hello there'
  },
  'a capital': async (page) => {
    await page.keyboard.press('Shift+H')
    return 'H'
  },
  'an input method': async (_page, cdp) => {
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', windowsVirtualKeyCode: 229 })
    await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
    await cdp.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    await cdp.send('Input.insertText', { text: '日本' })
    return '日本'
  },
  'a dead key': async (_page, cdp) => {
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Dead', windowsVirtualKeyCode: 186 })
    await cdp.send('Input.insertText', { text: 'é' })
    return 'é'
  },
  'a paste': async (page, cdp) => {
    await page.evaluate(() => navigator.clipboard.writeText('from elsewhere'))
    const key = { key: 'v', code: 'KeyV', windowsVirtualKeyCode: 86, modifiers: 2 }
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key, commands: ['paste'] })
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    return 'from elsewhere'
  },
}

async function inRoomWith(person: (name: string) => Promise<Person>, text: string): Promise<Page> {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('typing'))
  await send(page, text)
  await expect(message(page, text)).not.toHaveAttribute('data-state')
  return page
}

test('the composer takes what is typed after a click on a message, the pane or the name of the room', async ({
  person,
}) => {
  const page = await inRoomWith(person, 'something to click')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const cdp = await page.context().newCDPSession(page)
  for (const [place, click] of Object.entries(PLACES)) {
    for (const [way, bring] of Object.entries(WAYS)) {
      await composer(page).fill('')
      await click(page)
      await expect(composer(page), `the focus is on ${place}`).not.toBeFocused()
      const text = await bring(page, cdp)
      await expect(composer(page), `${way}, after a click on ${place}`).toHaveValue(text)
    }
  }
})

test('the composer takes what is typed on a button and on a link, which Space and Enter still press', async ({
  person,
}) => {
  const page = await inRoomWith(person, 'look at https://example.org/')
  const cdp = await page.context().newCDPSession(page)
  const row = message(page, 'look at')
  const controls = {
    'a button in the header': page.locator('.room-header button, .room-header summary, .user-menu summary').first(),
    'a button of a message': row.getByRole('button', { name: 'Copy link' }),
    'a link in a message': row.getByRole('link', { name: 'example.org' }),
    'a link to a room': page.locator('.room-list a').first(),
  }
  for (const [place, control] of Object.entries(controls)) {
    for (const way of ['characters', 'an input method', 'a dead key']) {
      await composer(page).fill('')
      await control.focus()
      const text = await WAYS[way]!(page, cdp)
      await expect(composer(page), `${way}, on ${place}`).toHaveValue(text)
    }
  }
  await composer(page).fill('')
  for (const key of ['Space', 'Enter']) {
    await row.getByRole('button', { name: 'Delete message' }).focus()
    await page.keyboard.press(key)
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  }
  await expect(composer(page)).toHaveValue('')
})

test('an open editor takes what is typed outside of any field', async ({ person }) => {
  const page = await inRoomWith(person, 'mine')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const cdp = await page.context().newCDPSession(page)
  await composer(page).press('ArrowUp')
  const editor = page.getByRole('textbox', { name: 'Edit message' })
  await expect(editor).toBeFocused()
  const places: typeof PLACES = {
    'the name of the room': PLACES['the name of the room']!,
    'the pane': PLACES['the pane']!,
    'a button of the editor': (page) => page.getByRole('button', { name: 'Save' }).focus(),
    'a link': (page) => page.locator('.room-list a').first().focus(),
  }
  for (const [place, click] of Object.entries(places)) {
    for (const [way, bring] of Object.entries(WAYS)) {
      await editor.fill('')
      await click(page)
      await expect(editor, `the focus is on ${place}`).not.toBeFocused()
      const text = await bring(page, cdp)
      await expect(editor, `${way}, after a click on ${place}`).toHaveValue(text)
    }
  }
  await expect(composer(page)).toHaveValue('')
  await composer(page).click()
  await page.keyboard.type('the next message')
  await expect(composer(page), 'the composer has the focus').toHaveValue('the next message')
})

test('the composer takes nothing from a field, a menu or a question, and no shortcut', async ({ person }) => {
  const page = await inRoomWith(person, 'mine')
  const expectLeftAlone = async (what: string) => {
    await page.keyboard.press('x')
    await expect(composer(page), what).toHaveValue('')
  }
  await page.locator('#messages > article [data-body]').first().click()
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Space')
  await expect(composer(page), 'a shortcut and the space').toHaveValue('')
  await page.locator('.user-menu summary').click()
  await expectLeftAlone('the open menu')
  await page.getByRole('heading', { level: 1 }).click()
  await message(page, 'mine').getByRole('button', { name: 'Delete message' }).click()
  await expectLeftAlone('a question')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await message(page, 'mine').getByRole('button', { name: 'Edit message' }).click()
  await expectLeftAlone('the editor')
  await expect(page.getByRole('textbox', { name: 'Edit message' })).toHaveValue('minex')
})

test('Control with V and K works on a Russian keyboard', async ({ person }) => {
  const page = await inRoomWith(person, 'something to click')
  const cdp = await page.context().newCDPSession(page)
  const press = async (key: string, letter: string) => {
    const event = { key, code: `Key${letter}`, windowsVirtualKeyCode: letter.charCodeAt(0), modifiers: 2 }
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event })
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }
  await PLACES['the name of the room']!(page)
  await expect(composer(page)).not.toBeFocused()
  await press('м', 'V')
  await expect(composer(page)).toBeFocused()
  await press('л', 'K')
  await expect(page).toHaveURL(/\/search/)
})

test('page keys in the empty composer and on the name of the room scroll the messages', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  await settled(page)
  const scrolled = async (what: string, isSo: (distance: number) => boolean) =>
    await expect.poll(async () => isSo(await distanceToEnd(page)), what).toBe(true)
  await composer(page).focus()
  await page.keyboard.press('PageUp')
  await scrolled('PageUp in the empty composer', (distance) => distance > 200)
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('PageDown')
  await scrolled('PageDown in the empty composer', (distance) => distance < 2)
  await page.keyboard.press('Control+Home')
  await scrolled('Control+Home in the empty composer', (distance) => distance > 600)
  await page.keyboard.press('Control+End')
  await scrolled('Control+End in the empty composer', (distance) => distance < 2)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('PageUp')
  await scrolled('PageUp on the name of the room', (distance) => distance > 200)
  await page.keyboard.press('PageDown')
  await scrolled('PageDown on the name of the room', (distance) => distance < 2)
  await composer(page).fill('a text')
  await page.keyboard.press('PageUp')
  await scrolled('PageUp in a text', (distance) => distance < 2)
})
