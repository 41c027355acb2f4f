import type { BrowserContextOptions, Locator, Page } from '@playwright/test'
import { composer, lines, message, newRoom, openRoom, post, send, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'
import { UnreliableSocket } from './support/unreliable-socket.ts'

const TOOLBAR = '#messages > article > .message-actions'

/** Texts of the messages whose actions are seen. */
function withSeenActions(page: Page): Promise<string[]> {
  return page
    .locator(TOOLBAR)
    .evaluateAll((toolbars) =>
      toolbars
        .filter((toolbar) => toolbar.checkVisibility({ opacityProperty: true }))
        .map((toolbar) => toolbar.parentElement!.querySelector('[data-body]')!.textContent!.slice(0, 20)),
    )
}

/** Moves the mouse to a place of a message, in pixels from its upper edge or, below zero, from its lower edge. */
async function pointAt(page: Page, target: Locator, y: number): Promise<void> {
  const box = (await target.boundingBox())!
  await page.mouse.move(box.x + 200, y < 0 ? box.y + box.height + y : box.y + y, { steps: 3 })
}

/** Pixels by which the actions of a message stand above the upper edge of the list, or below its lower edge. */
function outOfSight(target: Locator): Promise<number> {
  return target.locator('.message-actions').evaluate((toolbar) => {
    const view = document.querySelector('.scroller')!.getBoundingClientRect()
    const { top, bottom } = toolbar.getBoundingClientRect()
    return Math.max(view.top - top, bottom - view.bottom)
  })
}

test.describe('with a mouse', () => {
  test('[L90] the actions stay in sight in a message longer than the screen and at the upper edge', async ({
    person,
  }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('tall'))
    const room = new URL(page.url()).pathname
    await post(page, room, ['above', Array(60).fill('a line').join('\n')])
    await openRoom(page, room)
    const tall = message(page, 'a line')
    await pointAt(page, tall, -10)
    await expect.poll(() => withSeenActions(page), { message: 'the tall message shows its actions' }).toHaveLength(1)
    expect(await outOfSight(tall)).toBeLessThanOrEqual(0)
    await tall.getByRole('button', { name: 'Copy link' }).click()
    await expect(page.locator('#flash')).not.toBeEmpty()
    await post(page, room, lines(1, 45))
    await openRoom(page, room)
    const cut = message(page, /^line 10$/)
    await cut.hover()
    // So far that its upper edge is cut by the edge of the list.
    const distance = await cut.evaluate((row) => {
      return row.getBoundingClientRect().top - document.querySelector('.scroller')!.getBoundingClientRect().top
    })
    await page.mouse.wheel(0, distance + 6)
    await expect
      .poll(() => cut.evaluate((row) => Math.round(row.getBoundingClientRect().top)), { message: 'the row is cut' })
      .toBeLessThan(60)
    await pointAt(page, cut, -6)
    await expect.poll(() => withSeenActions(page), { message: 'the cut row shows its actions' }).toEqual(['line 10'])
    expect(await outOfSight(cut)).toBeLessThanOrEqual(0)
  })

  test('[L90] one message at a time shows its actions, whatever was clicked and wherever the keyboard is', async ({
    person,
  }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('one'))
    for (const text of ['one', 'two', 'three']) await send(page, text)
    await expect(page.locator('article[data-state]')).toHaveCount(0)
    await message(page, 'one').locator('[data-body]').click()
    expect(await withSeenActions(page)).toEqual(['one'])
    await message(page, 'three').locator('[data-body]').hover()
    expect(await withSeenActions(page)).toEqual(['three'])
    await message(page, 'two').getByRole('button', { name: 'Copy link' }).click()
    await message(page, 'one').locator('[data-body]').hover()
    expect(await withSeenActions(page), 'after a click on an action of another message').toEqual(['one'])
    await message(page, 'three').focus()
    await page.keyboard.press('ArrowUp')
    expect(await withSeenActions(page), 'the keyboard points while the mouse rests').toEqual(['two'])
    await page.locator('.room-header').hover()
    expect(await withSeenActions(page), 'where the keyboard is they stay').toEqual(['two'])
  })

  test('[L42] [L90] the actions of a message that is being sent leave the note of the one above to be seen', async ({
    person,
  }) => {
    const { page } = await person('Ann')
    const socket = await UnreliableSocket.of(page, 0)
    await newRoom(page, uniqueName('two pending'))
    socket.cut()
    for (const text of ['first', 'second']) await send(page, text)
    await message(page, 'second').hover()
    const [note, toolbar] = [
      message(page, 'first').locator('.delivery'),
      message(page, 'second').locator('.message-actions'),
    ]
    const [left, right] = [(await note.boundingBox())!, (await toolbar.boundingBox())!]
    expect(left.x + left.width).toBeLessThanOrEqual(right.x)
    await socket.restore()
    await settled(page)
  })
})

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } } satisfies BrowserContextOptions

test.describe('where a browser says that it cannot hover', () => {
  test('[L92] a button shows that there are actions; they cover no message, and another tap puts them away', async ({
    browser,
    person,
    baseURL,
  }) => {
    const { page: desktop } = await person('Ann')
    const room = await newRoom(desktop, uniqueName('touch'))
    await post(desktop, room, ['one', 'two', 'three'])
    const context = await browser.newContext({
      ...PHONE,
      baseURL: baseURL!,
      storageState: await desktop.context().storageState(),
    })
    const page = await context.newPage()
    await openRoom(page, room)
    const more = message(page, 'two').getByRole('button', { name: 'Message actions' })
    const { width, height } = (await more.boundingBox())!
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
    expect(await withSeenActions(page)).toEqual([])
    for (const target of [more, message(page, 'one').locator('[data-body]')]) {
      await target.tap()
      await expect.poll(() => withSeenActions(page), { message: 'actions after a tap' }).toHaveLength(1)
      const seen = page.locator(TOOLBAR).filter({ visible: true })
      const sheet = (await seen.boundingBox())!
      const view = (await page.locator('.scroller').boundingBox())!
      expect(sheet.y, 'the actions stand below the list').toBeGreaterThanOrEqual(view.y + view.height - 1)
      for (const button of await seen.getByRole('button').all()) {
        const box = (await button.boundingBox())!
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44)
      }
    }
    await page.locator('.room-header').tap()
    expect(await withSeenActions(page)).toEqual([])
    await message(page, 'three').locator('[data-body]').tap()
    await message(page, 'three').getByRole('button', { name: 'Edit message' }).tap()
    await expect(page.getByRole('textbox', { name: 'Edit message' })).toBeFocused()
    await context.close()
  })

  test('[L92] the first click of a mouse on an action counts all the same', async ({ browser, person, baseURL }) => {
    const { page: desktop } = await person('Ann')
    const room = await newRoom(desktop, uniqueName('no hover'))
    await post(desktop, room, ['one', 'two'])
    const context = await browser.newContext({
      ...PHONE,
      baseURL: baseURL!,
      storageState: await desktop.context().storageState(),
    })
    const page = await context.newPage()
    await openRoom(page, room)
    expect(await page.evaluate(() => matchMedia('(hover: none)').matches)).toBe(true)
    await pointAt(page, message(page, 'two'), 10)
    expect(await withSeenActions(page), 'the message under the mouse shows its actions').toEqual(['two'])
    expect(await outOfSight(message(page, 'two')), 'the actions stand in the list').toBeLessThanOrEqual(0)
    const box = (await message(page, 'two').getByRole('button', { name: 'Delete message' }).boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect(page.getByRole('dialog')).toBeVisible()
    await context.close()
  })
})

test('[L91] links in messages are no tab stops; the arrows lead from the actions to them', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('links'))
  await post(page, room, ['see https://a.example/ and https://b.example/', 'last'])
  await openRoom(page, room)
  await composer(page).focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowUp')
  await expect(message(page, 'see')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(composer(page), 'the list is one tab stop').toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('link', { name: 'https://b.example/' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(message(page, 'see')).toBeFocused()
  await composer(page).focus()
  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('changed to https://c.example/')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'https://c.example/' })).toHaveAttribute('tabindex', '-1')
})

test('[L92] every icon button has a tooltip that says what it is called', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('tooltips'))
  await post(page, room, ['mine'])
  for (const path of [room, '/search', '/rooms/new']) {
    await openRoom(page, path)
    const names = await page
      .locator('.icon-button')
      .evaluateAll((buttons) =>
        buttons.map((button) => ({ name: button.getAttribute('aria-label'), tooltip: button.getAttribute('title') })),
      )
    expect(names.length).toBeGreaterThan(1)
    for (const { name, tooltip } of names) expect(tooltip).toBe(name)
  }
})
