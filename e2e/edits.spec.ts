/**
 * Editing your own messages: ArrowUp finds the last one, the editor starts from the text that was written, an edit is kept
 * until it is saved, and it does not replace a change that its author has not seen.
 */
import type { Locator, Page } from '@playwright/test'
import { anotherDevice } from './support/another-device.ts'
import { keepStorageBusy } from './support/busy-storage.ts'
import { keptInOutbox } from './support/kept-outbox.ts'
import { composer, lines, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import { RoomDatabase } from './support/room-database.ts'
import type { RillServer } from './support/server.ts'
import { Tap } from './support/tap.ts'
import { expect, settled, test } from './support/test.ts'
import { UnreliableSocket } from './support/unreliable-socket.ts'

test.beforeEach(({ allow }) => allow(/WebSocket connection to/))

function editor(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Edit message' })
}

function bodies(page: Page): Locator {
  return page.locator('#messages > article [data-body]')
}

async function openEditor(page: Page, text: string): Promise<void> {
  await message(page, text).getByRole('button', { name: 'Edit message' }).click()
  await expect(editor(page)).toBeFocused()
}

async function post(page: Page, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await send(page, text)
  await expect(page.locator('#messages > article[id]')).toHaveCount(texts.length)
  await expect(page.locator('#messages > article[data-state]')).toHaveCount(0)
}

function stored(server: RillServer, room: string): string[] {
  const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
  try {
    return database.read().messages.map(({ body }) => body)
  } finally {
    database.close()
  }
}

/** The page and the database agree on these messages, and nothing waits to be sent. */
async function expectExactly(page: Page, server: RillServer, room: string, texts: readonly string[]): Promise<void> {
  await expect(bodies(page)).toHaveText(texts)
  await expect(page.locator('#messages > article[data-state]')).toHaveCount(0)
  await expect.poll(() => keptInOutbox(page), 'what is left in the outbox').toBe(0)
  expect(stored(server, room)).toEqual(texts)
}

/** A room whose socket is in the hands of the test. */
async function unreliableRoom(page: Page, delay = 0): Promise<{ room: string; socket: UnreliableSocket }> {
  const room = await newRoom(page, uniqueName('edits'))
  const socket = await UnreliableSocket.of(page, delay)
  await page.reload()
  await settled(page)
  return { room, socket }
}

async function cut(page: Page, socket: UnreliableSocket): Promise<void> {
  socket.cut()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
}

test.describe('[L64] ArrowUp edits the message that was sent last', () => {
  test('when that is not confirmed yet, and is confirmed while it is edited', async ({ person, server }) => {
    const { page } = await person('Ann')
    const { room } = await unreliableRoom(page, 250)
    await post(page, 'first message')
    await send(page, 'second mesage')
    await composer(page).press('ArrowUp')
    await expect(editor(page)).toHaveValue('second mesage')
    await page.keyboard.type('!')
    await expect(page.locator('#messages > article[data-state]'), 'it is confirmed').toHaveCount(0)
    await expect(editor(page)).toBeFocused()
    await expect(editor(page)).toHaveValue('second mesage!')
    await editor(page).fill('second message')
    await editor(page).press('Enter')
    await expectExactly(page, server, room, ['first message', 'second message'])
    // After five seconds the page gives up waiting for a row to show a change: here that must not help.
    await page.evaluate(() => {
      const later = window.setTimeout
      const unlessLong = (call: () => void, delay = 0) => (delay < 5_000 ? later(call, delay) : 0)
      Object.assign(window, { setTimeout: unlessLong })
    })
    await send(page, 'third')
    await composer(page).press('ArrowUp')
    await editor(page).fill('third, corrected at once')
    await editor(page).press('Enter')
    await expect(message(page, 'third, corrected at once')).toContainText('edited')
    await expect(page.locator('#messages > article[data-state]'), 'its row shows it').toHaveCount(0)
    await expectExactly(page, server, room, ['first message', 'second message', 'third, corrected at once'])
  })

  test('without a connection, after a reload and in another tab', async ({ person, server }) => {
    const { page } = await person('Ann')
    const { room, socket } = await unreliableRoom(page)
    const second = await page.context().newPage()
    const secondSocket = await UnreliableSocket.of(second, 0)
    await openRoom(second, room)
    await post(page, 'confirmed')
    await cut(page, socket)
    await cut(second, secondSocket)
    await send(page, 'pending')
    const correct = async (tab: Page, text: string, next: string) => {
      await expect(message(tab, text)).toHaveCount(1)
      await composer(tab).press('ArrowUp')
      await expect(editor(tab)).toHaveValue(text)
      await editor(tab).fill(next)
      await editor(tab).press('Enter')
      await expect(bodies(tab)).toHaveText(['confirmed', next])
    }
    await correct(page, 'pending', 'pending, 2')
    await correct(second, 'pending, 2', 'pending, 3')
    await page.reload()
    await correct(page, 'pending, 3', 'pending, 4')
    await secondSocket.restore()
    await socket.restore()
    for (const tab of [page, second]) await expectExactly(tab, server, room, ['confirmed', 'pending, 4'])
    await expect(message(page, 'pending, 4'), 'nobody has seen another text of it').not.toContainText('edited')
  })

  test('when that is refused while it is edited: saving tries it again with the new text', async ({
    person,
    server,
  }) => {
    const { page } = await person('Ann')
    const tap = await Tap.on(page)
    const room = await newRoom(page, uniqueName('refused'))
    await post(page, 'fine')
    tap.hold('sent')
    await composer(page).evaluate((field: HTMLTextAreaElement) => {
      field.value = 'half \ud800 a character'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await composer(page).press('Enter')
    await composer(page).press('ArrowUp')
    await editor(page).fill('a whole character')
    tap.release('sent')
    await expect(page.locator('article[data-state="failed"]')).toHaveCount(1)
    await expect(editor(page)).toBeFocused()
    await editor(page).press('Enter')
    await expectExactly(page, server, room, ['fine', 'a whole character'])
  })
})

test.describe('the text to edit is the one that was written', () => {
  /** Does what the browser's translation does: puts other text into elements of its own. */
  const translate = () => {
    for (const body of document.querySelectorAll('[data-body]')) {
      body.innerHTML = `<font><font>Übersetzt: ${body.textContent}</font></font>`
    }
  }

  test('and not what a translation of the page shows', async ({ person, server }) => {
    const { page } = await person('Ann')
    const { room, socket } = await unreliableRoom(page)
    await post(page, 'written, 1', 'written, 2')
    await page.evaluate(translate)
    await openEditor(page, 'written, 2')
    await expect(editor(page), 'of a row that came over the socket').toHaveValue('written, 2')
    await page.keyboard.type('!')
    await editor(page).press('Enter')
    await expect.poll(() => stored(server, room)).toEqual(['written, 1', 'written, 2!'])
    await page.reload()
    await settled(page)
    await page.evaluate(translate)
    await openEditor(page, 'written, 1')
    await expect(editor(page), 'of a row of the first page').toHaveValue('written, 1')
    await editor(page).press('Escape')
    await cut(page, socket)
    await message(page, 'written, 1').getByRole('button', { name: 'Delete message' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    const kept = await page.evaluate(async () => {
      const request = indexedDB.open('rill')
      const database = await new Promise<IDBDatabase>((resolve) => {
        request.onsuccess = () => resolve(request.result)
      })
      const all = database.transaction('outgoing').objectStore('outgoing').getAll()
      return await new Promise((resolve) => {
        all.onsuccess = () => resolve(all.result.map(({ body }) => body))
      })
    })
    expect(kept, 'the text of a deletion that waits').toEqual(['written, 1'])
  })

  test('even where the page was translated before the script ran', async ({ person, server }) => {
    const { page } = await person('Ann')
    const { room, socket } = await unreliableRoom(page)
    await post(page, 'written')
    await page.addInitScript(`document.addEventListener('readystatechange', ${translate}, { once: true })`)
    await page.reload()
    await settled(page)
    await expect(bodies(page)).toHaveText('Übersetzt: written')
    await openEditor(page, 'written')
    await expect(editor(page), 'the server is asked').toHaveValue('written')
    await editor(page).press('Escape')
    socket.cut()
    await page.reload()
    await expect(bodies(page)).toHaveText('Übersetzt: written')
    await openEditor(page, 'written')
    await editor(page).press('End')
    await page.keyboard.type(', changed offline')
    await editor(page).press('Enter')
    await expect(message(page, 'changed offline')).toHaveAttribute('data-state', 'pending')
    await socket.restore()
    await expect(message(page, 'changed offline')).toContainText('Not saved')
    expect(stored(server, room), 'no translation is saved').toEqual(['written'])
    await openEditor(page, 'changed offline')
    const conflict = page.locator('.edit-conflict')
    await expect(conflict.locator('blockquote'), 'the text of the message, beside the edit').toHaveText('written')
    await expect(conflict, 'nobody has changed the message').not.toContainText('changed meanwhile')
  })

  test('and a text that comes after typing has begun is not said to be a change of the message', async ({ person }) => {
    const { page } = await person('Ann')
    const tap = await Tap.on(page)
    const room = await newRoom(page, uniqueName('late text'))
    await post(page, 'written')
    await page.addInitScript(`document.addEventListener('readystatechange', ${translate}, { once: true })`)
    await openRoom(page, room)
    tap.hold('answers')
    await openEditor(page, 'written')
    await page.keyboard.type(', and more')
    await expect.poll(() => tap.heldBack('answers'), 'the answer with the text').toBeGreaterThan(0)
    tap.release('answers')
    const conflict = page.locator('.edit-conflict')
    await expect(conflict.locator('blockquote')).toHaveText('written')
    await expect(conflict).not.toContainText('changed meanwhile')
    await expect(editor(page)).toHaveValue('Übersetzt: written, and more')
    await page.getByRole('button', { name: 'Use this text' }).click()
    await expect(editor(page)).toHaveValue('written')
  })
})

test.describe('[L61] an edit that was begun is kept', () => {
  test('when it is closed by Escape, by another page and by a reload, until it is saved or discarded', async ({
    person,
    server,
  }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('kept'))
    await post(page, 'first', 'second')
    const begin = async (text: string) => {
      await openEditor(page, 'first')
      await editor(page).fill(text)
    }
    const expectKept = async (text: string) => {
      await expect(message(page, 'first')).toContainText('Unsaved edit')
      await expect(message(page, 'second')).not.toContainText('Unsaved edit')
      await openEditor(page, 'first')
      await expect(editor(page)).toHaveValue(text)
      await expect(page.locator('.message-editor')).toContainText('not saved')
    }
    await begin('by Escape')
    await editor(page).press('Escape')
    await expect(editor(page)).toHaveCount(0)
    await expectKept('by Escape')
    await editor(page).fill('by a reload')
    await page.reload()
    await settled(page)
    await expectKept('by a reload')
    await editor(page).fill('by Back')
    await page.goBack()
    await expect(composer(page)).toHaveCount(0)
    await page.goForward()
    await settled(page)
    await expectKept('by Back')
    await editor(page).fill('by another editor')
    await openEditor(page, 'second')
    await expectKept('by another editor')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await expect(editor(page)).toHaveValue('first')
    await editor(page).press('Escape')
    await expect(message(page, 'first')).not.toContainText('Unsaved edit')
    await begin('given up')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(message(page, 'first')).not.toContainText('Unsaved edit')
    await begin('given up in the message')
    await editor(page).press('Escape')
    await message(page, 'first').getByRole('button', { name: 'Discard edit' }).click()
    await openEditor(page, 'first')
    await expect(editor(page)).toHaveValue('first')
    await editor(page).fill('first, saved')
    await editor(page).press('Enter')
    await expectExactly(page, server, room, ['first, saved', 'second'])
    await page.reload()
    await settled(page)
    await expect(message(page, 'first, saved')).not.toContainText('Unsaved edit')
  })

  test('when another tab begins an edit of the same message', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('two edits'))
    await post(page, 'base')
    const second = await page.context().newPage()
    await openRoom(second, room)
    await openEditor(page, 'base')
    await openEditor(second, 'base')
    await editor(page).fill('base, and a long edit')
    await editor(second).press('End')
    await second.keyboard.type(' x')
    await expect(editor(second)).toHaveValue('base x')
    await page.reload()
    await settled(page)
    await openEditor(page, 'base')
    await expect(editor(page)).toHaveValue('base, and a long edit')
    await second.getByRole('button', { name: 'Cancel' }).click()
    await expect(message(second, 'base'), 'the edit of the other tab').toContainText('Unsaved edit')
    await openEditor(second, 'base')
    await expect(editor(second)).toHaveValue('base, and a long edit')
  })

  test('when this person signs out in another tab, until they sign in again', async ({ person }) => {
    const { page, user } = await person('Ann')
    const room = await newRoom(page, uniqueName('signed out'))
    await post(page, 'hello')
    await openEditor(page, 'hello')
    await editor(page).fill('hello, edited for long')
    const second = await page.context().newPage()
    await openRoom(second, '/rooms')
    await second.locator('.user-menu summary').click()
    await second.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await page.getByLabel('Email').fill(user.email)
    await page.getByLabel('Password').fill(user.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toHaveCount(0)
    await openRoom(page, room)
    await expect(message(page, 'hello')).toContainText('Unsaved edit')
    await message(page, 'hello').getByRole('button', { name: 'Continue editing' }).click()
    await expect(editor(page)).toHaveValue('hello, edited for long')
  })

  test('when its message is deleted elsewhere, for the composer, where nothing else is written', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('deleted'))
    await post(page, 'hello')
    const second = await page.context().newPage()
    await openRoom(second, room)
    await composer(page).fill('being written')
    await openEditor(page, 'hello')
    await editor(page).fill('hello, edited for long')
    await message(second, 'hello').getByRole('button', { name: 'Delete message' }).click()
    await second.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(editor(page)).toHaveCount(0)
    await expect(composer(page)).toHaveValue('being written')
    await composer(page).press('Enter')
    await expect(message(page, 'being written')).toHaveCount(1)
    await openRoom(page, room)
    await expect(composer(page)).toHaveValue('hello, edited for long')
  })

  test('though the page is left in the moment in which an edit of an unsent message is saved', async ({
    person,
    server,
  }) => {
    const { page } = await person('Ann')
    const { room, socket } = await unreliableRoom(page)
    await cut(page, socket)
    await send(page, 'with a tpyo')
    await composer(page).press('ArrowUp')
    await editor(page).fill('without a typo')
    const other = await page.context().newPage()
    const otherSocket = await UnreliableSocket.of(other, 0)
    otherSocket.cut()
    await other.goto('/rooms')
    const { over } = await keepStorageBusy(other)
    await editor(page).press('Enter')
    await page.reload()
    await over
    await other.close()
    await expect(bodies(page)).toHaveText(['without a typo'])
    await socket.restore()
    await expectExactly(page, server, room, ['without a typo'])
  })
})

test.describe('[L70] an edit does not replace a change that its author has not seen', () => {
  test('two tabs show both texts, and the person chooses', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('conflict'))
    await post(page, 'hello')
    const second = await page.context().newPage()
    await openRoom(second, room)
    const conflict = page.locator('.edit-conflict')
    const changeBoth = async (from: string, here: string, there: string) => {
      await openEditor(page, from)
      await editor(page).fill(here)
      await openEditor(second, from)
      await editor(second).fill(there)
      await editor(second).press('Enter')
      await expect(conflict.locator('blockquote')).toHaveText(there)
      await expect(editor(page)).toHaveValue(here)
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(conflict).toContainText('Not saved')
      expect(stored(server, room)).toEqual([there])
    }
    await changeBoth('hello', 'hello, here', 'hello, there')
    await page.getByRole('button', { name: 'Use this text' }).click()
    await expect(editor(page)).toHaveValue('hello, there')
    await expect(conflict).toBeHidden()
    await editor(page).press('Enter')
    await expectExactly(page, server, room, ['hello, there'])
    const long = lines(1, 40).join('\n')
    await changeBoth('hello, there', 'mine', long)
    const theirs = page.getByLabel('What the message says now')
    await theirs.focus()
    await page.keyboard.press('End')
    await expect.poll(() => theirs.evaluate(({ scrollTop }) => scrollTop), 'the keyboard scrolls it').toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Keep my text' }).click()
    await expectExactly(page, server, room, ['mine'])
    await changeBoth('mine', 'my part', 'your part')
    await editor(page).fill('my part and your part')
    await editor(page).press('Enter')
    await expectExactly(page, server, room, ['my part and your part'])
    await expect(bodies(second)).toHaveText(['my part and your part'])
  })

  test('an editor in which nothing was written shows the new text', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('untouched'))
    await post(page, 'hello')
    const second = await page.context().newPage()
    await openRoom(second, room)
    await openEditor(page, 'hello')
    await openEditor(second, 'hello')
    await editor(second).fill('hello, there')
    await editor(second).press('Enter')
    await expect(editor(page)).toHaveValue('hello, there')
    await expect(page.locator('.edit-conflict')).toBeHidden()
  })

  test('one that waited for a connection is refused, and shown beside what the message says', async ({
    person,
    server,
    browser,
  }) => {
    const { page, user } = await person('Ann')
    const { room, socket } = await unreliableRoom(page)
    await post(page, 'hello')
    await using device = await anotherDevice(browser, server, user)
    await openRoom(device.page, room)
    await cut(page, socket)
    await openEditor(page, 'hello')
    await editor(page).fill('hello, offline')
    await editor(page).press('Enter')
    await openEditor(page, 'hello, offline')
    await editor(page).fill('hello, offline twice')
    await editor(page).press('Enter')
    await openEditor(device.page, 'hello')
    await editor(device.page).fill('hello, elsewhere')
    await editor(device.page).press('Enter')
    await expect.poll(() => stored(server, room)).toEqual(['hello, elsewhere'])
    await socket.restore()
    const refused = page.locator('article[data-state="failed"]')
    await expect(refused).toContainText('Not saved: This message was changed')
    await page.reload()
    await settled(page)
    await refused.getByRole('button', { name: 'Compare' }).click()
    await expect(editor(page)).toHaveValue('hello, offline twice')
    await expect(page.locator('.edit-conflict blockquote')).toHaveText('hello, elsewhere')
    expect(stored(server, room)).toEqual(['hello, elsewhere'])
    await page.getByRole('button', { name: 'Keep my text' }).click()
    await expectExactly(page, server, room, ['hello, offline twice'])
  })
})

test('the editor says what its keys do, and nothing of them on a touch screen, where Enter breaks the line', async ({
  person,
  browser,
  server,
}) => {
  const { page, user } = await person('Ann')
  const room = await newRoom(page, uniqueName('touch'))
  await post(page, 'hello')
  await openEditor(page, 'hello')
  await expect(page.locator('.message-editor')).toContainText('Enter saves')
  await using phone = await anotherDevice(browser, server, user, { hasTouch: true, isMobile: true })
  await openRoom(phone.page, room)
  await message(phone.page, 'hello').tap()
  await message(phone.page, 'hello').getByRole('button', { name: 'Edit message' }).tap()
  await expect(phone.page.getByText('Enter saves')).toBeHidden()
  await editor(phone.page).press('Enter')
  await expect(editor(phone.page)).toHaveValue('hello\n')
})
