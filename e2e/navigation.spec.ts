import type { Page } from '@playwright/test'
import { openStore } from '../db/open.ts'
import {
  composer,
  distanceToEnd,
  FAR,
  lines,
  message,
  messageIds,
  newRoom,
  openRoom,
  post,
  send,
  uniqueName,
  wheel,
} from './support/room.ts'
import { Tap } from './support/tap.ts'
import { expect, settled, test } from './support/test.ts'

test('changing the room keeps the page, the socket and every draft, and stops the old room', {
  tag: '@focus-among-windows',
}, async ({ person }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  let sockets = 0
  ann.page.on('websocket', () => sockets++)
  await openRoom(ann.page)
  await openRoom(bob.page)
  await ann.page.evaluate(() => Object.assign(window, { samePage: true }))
  await composer(ann.page).fill('a draft for the first room')
  await ann.page.getByRole('link', { name: 'sre-team' }).click()
  await expect(ann.page.getByRole('heading', { level: 1, name: 'sre-team' })).toBeVisible()
  await expect(ann.page).toHaveURL(/\/rooms\/2$/)
  await expect(ann.page).toHaveTitle('sre-team · Rill')
  await expect(ann.page.getByRole('link', { name: 'sre-team' })).toHaveAttribute('aria-current', 'page')
  await expect(composer(ann.page)).toHaveValue('')
  await expect(composer(ann.page)).toBeFocused()
  const text = uniqueName('for the first room')
  await send(bob.page, text)
  await expect(message(bob.page, text)).not.toHaveAttribute('data-state')
  await composer(ann.page).fill('a draft for the second room')
  await expect(message(ann.page, text)).toHaveCount(0)
  await ann.page.goBack()
  await expect(ann.page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await expect(message(ann.page, text)).toHaveCount(1)
  await expect(composer(ann.page)).toHaveValue('a draft for the first room')
  await ann.page.goForward()
  await expect(composer(ann.page)).toHaveValue('a draft for the second room')
  expect(await ann.page.evaluate(() => 'samePage' in window)).toBe(true)
  expect(sockets).toBe(1)
  await ann.page.reload()
  await settled(ann.page)
  await expect(composer(ann.page)).toHaveValue('a draft for the second room')
})

/** The first message in sight, and where it stands. In one step, for another page may take the place of this one. */
function topRow(page: Page): Promise<{ id: string; top: number }> {
  return page.evaluate(() => {
    const scroller = document.querySelector('.scroller')!
    const { top } = scroller.getBoundingClientRect()
    const row = Array.from(scroller.querySelectorAll('article[id]')).find(
      (each) => each.getBoundingClientRect().bottom > top,
    )!
    return { id: row.id, top: row.getBoundingClientRect().top }
  })
}

/** The reader is at this place, to 1 px: a browser may lay rows out, or scroll, at parts of a pixel. */
async function expectAt(page: Page, place: { id: string; top: number }): Promise<void> {
  const pixelsAway = async () => {
    const { id, top } = await topRow(page)
    return id === place.id ? Math.abs(top - place.top) : Infinity
  }
  await expect.poll(pixelsAway, `pixels between ${place.id} and where it was`).toBeLessThanOrEqual(1)
}

/** The message that this entry of the history leads back to. */
function bookmarked(page: Page): Promise<string | null> {
  return page.evaluate(() => (history.state?.bookmark?.row as string | undefined) ?? null)
}

/** Where the reader is, once that is taken down. */
async function takenDown(page: Page): Promise<{ id: string; top: number }> {
  let place = await topRow(page)
  const isTakenDown = async () => {
    place = await topRow(page)
    return (await bookmarked(page)) === place.id
  }
  await expect.poll(isTakenDown, 'the place in the history').toBe(true)
  return place
}

test('[L22] [L23] WIN13: back, forward and reload lead to where you were reading', async ({ person, server }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('long'))
  const id = Number(room.split('/').at(-1))
  const store = openStore({ path: server.databasePath })
  const author = (await store.messages.newest(1, 1)).messages[0]!.author
  for (let index = 0; index < 400; index++) {
    await store.messages.create({ roomId: id, author, clientId: null, body: `line ${index}`, at: index })
  }
  await store.close()
  await openRoom(page, room)
  for (let step = 0; step < 4; step++) {
    const first = (await messageIds(page))[0]!
    await wheel(page, -FAR)
    await expect.poll(async () => (await messageIds(page))[0]).toBeLessThan(first)
  }
  const before = await takenDown(page)
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await settled(page)
  expect(await distanceToEnd(page), 'another room opens at its newest').toBeLessThanOrEqual(1)
  await page.goBack()
  await expectAt(page, before)
  await page.reload()
  await settled(page)
  await expectAt(page, before)
  await page.goForward()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  expect(await distanceToEnd(page)).toBeLessThanOrEqual(1)
  await page.locator('.scroller').evaluate((scroller) => scroller.scrollBy({ top: -700, behavior: 'instant' }))
  const ahead = await takenDown(page)
  await page.goBack()
  await expectAt(page, before)
  await page.goForward()
  await expectAt(page, ahead)
})

test('WIN13: a place that is still being found is not replaced by where the page opens', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('slowly found'))
  await post(page, room, lines(1, 120))
  const tap = await Tap.on(page)
  await openRoom(page, room)
  const [firstOfNewest] = await messageIds(page)
  await page.mouse.move(600, 400)
  const isFarBack = async () => {
    const row = await bookmarked(page)
    if (row && Number(row.replace('messages-', '')) < firstOfNewest! - 5) return true
    await page.mouse.wheel(0, -1_500)
    return false
  }
  await expect.poll(isFarBack, 'a message that is not on the newest page').toBe(true)
  const before = await takenDown(page)
  await page.clock.install()
  tap.hold('received')
  await page.reload()
  // Longer than a reader has to rest for a place to be taken down.
  await page.clock.runFor(1_000)
  expect(await bookmarked(page)).toBe(before.id)
  tap.release('received')
  await settled(page)
  await expectAt(page, before)
})

test('WIN13: who leaves at the first loaded message finds its text where it was', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('first loaded'))
  await post(page, room, lines(0, 89))
  let isHistoryAway = true
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((data) => {
      if (!(isHistoryAway && String(data).includes('"older_messages"'))) server.send(data)
    })
  })
  await openRoom(page, room)
  const text = page.locator('#messages > article[id]').first().locator('[data-body]')
  const body = (await text.textContent())!
  await expect(page.locator('#messages > article[id]').first().locator('.day-separator')).toHaveCount(1)
  await page.locator('.scroller').focus()
  await page.keyboard.press('Home')
  await expect(text).toBeInViewport()
  await expect.poll(() => page.evaluate(() => history.state?.bookmark ?? null)).not.toBeNull()
  const before = (await text.boundingBox())!.y
  isHistoryAway = false
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await page.goBack()
  const again = message(page, new RegExp(`^${body}$`)).locator('[data-body]')
  await expect(again).toBeInViewport()
  await expect
    .poll(async () => Math.abs((await again.boundingBox())!.y - before), 'pixels between its text then and now')
    .toBeLessThanOrEqual(1)
  await expect(page.locator('#messages > article[id]').first()).not.toContainText(body)
})

test('NAV12 [L23]: a question about a message and an open menu do not go along to another room', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  await page.getByRole('link', { name: 'sre-team' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'sre-team' })).toBeVisible()
  const text = uniqueName('to be asked about')
  await send(page, text)
  await settled(page)
  await message(page, text).hover()
  await message(page, text).getByRole('button', { name: 'Delete message' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
  await composer(page).fill('the composer takes text')
  await composer(page).fill('')
  await page.locator('.user-menu summary').click()
  await expect(page.locator('.user-menu')).toHaveAttribute('open')
  await page.goForward()
  await expect(message(page, text)).toHaveCount(1)
  await expect(page.locator('.user-menu')).not.toHaveAttribute('open')
})

test('[L24] of twenty fast clicks the last one wins', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  for (let click = 0; click < 20; click++) {
    await page.getByRole('link', { name: click % 2 ? 'weekend-plans' : 'sre-team' }).click({ noWaitAfter: true })
  }
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await settled(page)
  await expect(page).toHaveURL(/\/rooms\/1$/)
  await expect(page.getByRole('log')).toHaveAccessibleName('Messages in weekend-plans')
  const text = uniqueName('after the clicks')
  await send(page, text)
  await expect(message(page, text)).toHaveCount(1)
})

test('a modified click opens another tab', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'sre-team' }).click({ modifiers: ['ControlOrMeta'] }),
  ])
  await expect(tab.getByRole('heading', { level: 1, name: 'sre-team' })).toBeVisible()
  await expect(page).toHaveURL(/\/rooms\/1$/)
})

test('[L110] a room that somebody makes is in everybody’s list; a name that is taken is said beside the field', async ({
  person,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  await openRoom(bob.page)
  const name = uniqueName('fresh')
  await newRoom(ann.page, name)
  await expect(bob.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name })).toBeVisible()
  await ann.page.getByRole('link', { name: 'New room' }).click()
  await ann.page.getByRole('textbox', { name: 'Name' }).fill(name.toUpperCase())
  await ann.page.getByRole('textbox', { name: 'Description' }).fill('typed and kept')
  await ann.page.getByRole('button', { name: 'Create room' }).click()
  await expect(ann.page.getByRole('alert')).toHaveText('There is a room of this name already.')
  await expect(ann.page.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true')
  await expect(ann.page.getByRole('textbox', { name: 'Description' })).toHaveValue('typed and kept')
})

test('[L82] names and descriptions of any length leave everything in its place', async ({ person }) => {
  const { page } = await person('N'.repeat(80))
  const name = uniqueName('L'.repeat(70))
  await page.goto('/rooms/new')
  await settled(page)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('textbox', { name: 'Description' }).fill('a very long description '.repeat(11))
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  for (const width of [320, 390, 768, 1280]) {
    await page.setViewportSize({ width, height: 700 })
    await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
    const overflowing = await page.evaluate(() =>
      ['.room', '.room-header', '.room-list', '.composer', '.sidebar'].filter((selector) => {
        const { scrollWidth, clientWidth } = document.querySelector(selector)!
        return scrollWidth > clientWidth
      }),
    )
    expect(overflowing, `${width} px`).toEqual([])
  }
})

test('an unknown room is a page with a way back', async ({ person, allow }) => {
  allow(/404/)
  const { page } = await person('Ann')
  for (const path of ['/rooms/99999', '/rooms/none']) {
    await page.goto(path)
    await expect(page.getByText('This room does not exist.')).toBeVisible()
    await page.getByRole('link', { name: 'Back to the rooms' }).click()
    await expect(page).toHaveURL(/\/rooms$/)
  }
})

test('[L104] a phone shows the list or the room', async ({ person }) => {
  const { page } = await person('Ann')
  await page.setViewportSize({ width: 390, height: 760 })
  await page.goto('/')
  await settled(page)
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible()
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expect(composer(page)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeHidden()
  await page.getByRole('link', { name: 'Rooms', exact: true }).click()
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible()
})
