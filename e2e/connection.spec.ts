import type { Page } from '@playwright/test'
import {
  composer,
  distanceToEnd,
  edit,
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
import { expect, type Person, settled, test } from './support/test.ts'
import { UnreliableSocket } from './support/unreliable-socket.ts'

/** Chromium's errors for a socket or request without a server, which the tests here stop. */
const NO_SERVER =
  /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|WebSocket connection to/

interface Given {
  readonly person: (name: string) => Promise<Person>
  readonly allow: (pattern: RegExp) => void
}

/** Somebody alone in a room, to whom it is no surprise that the server is gone. */
async function inNewRoom(
  { person, allow }: Given,
  prefix: string,
): Promise<{ page: Page; name: string; room: string }> {
  allow(NO_SERVER)
  const { page } = await person('Ann')
  const name = uniqueName(prefix)
  return { page, name, room: await newRoom(page, name) }
}

/** So many messages are not confirmed yet, and none was refused. */
async function expectPending(page: Page, count: number): Promise<void> {
  await expect(page.locator('article[data-state="pending"]')).toHaveCount(count)
  await expect(page.locator('article[data-state]')).toHaveCount(count)
}

async function expectDisconnected(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
}

test('[L57] a message that is posted between page and join appears once', async ({ person }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(ann.page, uniqueName('between'))
  await send(ann.page, 'there before')
  await expect(message(ann.page, 'there before')).not.toHaveAttribute('data-state')
  const tap = await Tap.on(bob.page)
  tap.hold('sent')
  await bob.page.goto(room)
  await send(ann.page, 'posted meanwhile')
  await edit(ann.page, 'there before', 'edited meanwhile')
  await expect(message(ann.page, 'edited meanwhile')).toContainText('edited')
  await expect(message(bob.page, 'there before')).toHaveCount(1)
  tap.release('sent')
  await settled(bob.page)
  await expect(bob.page.locator('#messages [data-body]')).toHaveText(['edited meanwhile', 'posted meanwhile'])
})

test.describe('when the server is gone for a while', () => {
  test('[L22] [L55] [L56] [L61] what happened meanwhile is applied, rows and place and draft stay', async ({
    person,
    server,
    allow,
  }) => {
    allow(NO_SERVER)
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('away'))
    await post(ann.page, room, lines(0, 69))
    await expect(message(ann.page, 'line 69')).toBeVisible()
    await openRoom(bob.page, room)
    await wheel(bob.page, -FAR)
    await expect.poll(async () => (await messageIds(bob.page)).length).toBe(70)
    await composer(bob.page).fill('being written')
    await wheel(bob.page, FAR)
    await expect.poll(() => distanceToEnd(bob.page), 'scrolled to the end').toBeLessThan(1)
    await wheel(bob.page, -400)
    await expect.poll(() => distanceToEnd(bob.page), 'scrolled up a little').toBeCloseTo(400, 0)
    const before = await messageIds(bob.page)
    // Bob's browser alone loses its connection; Ann goes on.
    await bob.page.context().setOffline(true)
    await bob.page.evaluate(() => window.dispatchEvent(new Event('offline')))
    await server.kill()
    await server.start()
    await settled(ann.page)
    await post(ann.page, room, lines(70, 74))
    await edit(ann.page, 'line 68', 'line 68, edited')
    await edit(ann.page, 'line 73', 'line 73, new and edited')
    await message(ann.page, 'line 67').getByRole('button', { name: 'Delete message' }).click()
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(message(ann.page, 'line 67')).toHaveCount(0)
    await expect(message(ann.page, 'line 74')).toBeVisible()
    await expect(message(bob.page, 'line 67')).toHaveCount(1)
    await bob.page.context().setOffline(false)
    await settled(bob.page)
    await expect(message(bob.page, 'line 67')).toHaveCount(0)
    await expect(message(bob.page, 'line 68, edited')).toHaveCount(1)
    await expect(message(bob.page, 'line 73, new and edited')).toHaveCount(1)
    const after = await messageIds(bob.page)
    expect(after.length).toBe(before.length + 5 - 1)
    expect(after).toEqual(await messageIds(ann.page))
    expect(await distanceToEnd(bob.page)).toBeGreaterThan(300)
    await expect(composer(bob.page)).toHaveValue('being written')
  })

  test('[L53] [L54] a person is told, and what is sent meanwhile goes out once on return', async ({
    person,
    server,
    allow,
  }) => {
    const { page } = await inNewRoom({ person, allow }, 'queue')
    await server.kill()
    await expectDisconnected(page)
    await expect(page.getByRole('status').filter({ hasText: 'Reconnecting' })).toBeVisible()
    await send(page, 'sent into the void')
    await send(page, 'and another')
    await expectPending(page, 2)
    await server.start()
    await settled(page)
    await expectPending(page, 0)
    await expect(page.locator('#messages [data-body]')).toHaveText(['sent into the void', 'and another'])
    await expect(page.getByText('Reconnecting')).toHaveCount(0)
    await page.reload()
    await expect(page.locator('#messages [data-body]')).toHaveText(['sent into the void', 'and another'])
  })
})

test('[L53] a browser without a network says Offline, and no more when it is back', async ({ person, server }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  const status = page.locator('#connection')
  // Firefox lets an open socket through while it emulates a missing network.
  server.suspend()
  await page.context().setOffline(true)
  await expect(status).toHaveText('Offline')
  await page.context().setOffline(false)
  server.resume()
  await expect(status).toBeEmpty()
})

test('[L53] header and message agree while a socket without a network has yet to be found dead', async ({ person }) => {
  const { page } = await person('Ann')
  const socket = await UnreliableSocket.of(page, 0)
  await newRoom(page, uniqueName('mute'))
  socket.deafen()
  await page.context().setOffline(true)
  await send(page, 'into the void')
  // The heartbeat is given up after 10 s.
  await expect(page.locator('#connection')).toHaveText('Offline', { timeout: 5_000 })
  await expect(message(page, 'into the void')).toContainText('Will be sent when you are back online', {
    timeout: 5_000,
  })
  await page.context().setOffline(false)
  socket.drop()
  await expectPending(page, 0)
  await expect(page.locator('#connection')).toBeEmpty()
})

test('[L53] every live page says that it is reconnecting, where it can be seen', async ({ person }) => {
  const { page } = await person('Ann')
  await page.context().routeWebSocket(/\/live/, (socket) => void socket.close({ code: 3000 }))
  const paths = ['/rooms', '/rooms/new', '/rooms/1', '/bots', '/search']
  await Promise.all(
    paths.map(async (path) => {
      const tab = await page.context().newPage()
      await tab.goto(path)
      const status = tab.getByRole('status').filter({ hasText: 'Reconnecting' })
      await expect(status, path).toBeInViewport()
    }),
  )
})

test('[L53] a browser that takes itself for offline says nothing of it while its socket works', async ({ person }) => {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('not offline'))
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false })
    window.dispatchEvent(new Event('offline'))
  })
  await send(page, 'over the working socket')
  await expectPending(page, 0)
  await expect(page.locator('#connection')).toBeEmpty()
})

test('[L54] a message that waits for a connection says that it will be sent', async ({ person, server, allow }) => {
  const { page } = await inNewRoom({ person, allow }, 'waits')
  await server.kill()
  await expectDisconnected(page)
  await send(page, 'waits')
  await expect(message(page, 'waits')).toContainText('Will be sent when you are back online')
  await server.start()
  await expectPending(page, 0)
})

test('what is sent while the server is gone outlives a click on another room and a reload', async ({
  person,
  server,
  allow,
}) => {
  const { page, name, room } = await inNewRoom({ person, allow }, 'outlives')
  await server.kill()
  await expectDisconnected(page)
  await send(page, 'before the click')
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expectPending(page, 1)
  await server.start()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await page.getByRole('link', { name }).click()
  await expect(message(page, 'before the click')).toHaveCount(1)
  await expectPending(page, 0)

  await page.routeWebSocket(/\/live/, () => {})
  // Nor over HTTP, which a page asks when its socket has not answered for 6 s.
  await page.route('**/healthz', () => {})
  await page.reload()
  await send(page, 'before the reload')
  await expectPending(page, 1)
  await page.unrouteAll()
  const second = await page.context().newPage()
  await openRoom(second, room)
  await expect(message(second, 'before the reload')).toHaveCount(1)
  await expectPending(second, 0)
})

test('a message sent in the moment in which the server ends goes out when it is back', async ({
  person,
  server,
  allow,
}) => {
  const { page } = await inNewRoom({ person, allow }, 'closing')
  const stopped = server.stop()
  for (let index = 0; index < 20; index++) await send(page, `line ${index}`)
  await stopped
  await server.start()
  await settled(page)
  await expectPending(page, 0)
  await expect(page.locator('#messages [data-body]')).toHaveText(
    Array.from({ length: 20 }, (_, index) => `line ${index}`),
  )
})

test('a click on a room while the connection is closing leads there on the next one', async ({ person }) => {
  const { page } = await person('Ann')
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url)
        Object.assign(window, { socket: this })
      }
    }
  })
  await openRoom(page, '/rooms')
  await page.evaluate(() => {
    ;(Reflect.get(window, 'socket') as WebSocket).close()
    document.querySelector<HTMLElement>('.room-list a')!.click()
  })
  await expect(composer(page)).toBeVisible()
  await settled(page)
})

test('a message sent while the page is changing to another one arrives', async ({ person }) => {
  const { page } = await person('Ann')
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((data) => void setTimeout(() => socket.send(data), 300))
  })
  const name = uniqueName('changing')
  await newRoom(page, name)
  await composer(page).fill('sent on the way out')
  await page.locator('.brand').click()
  await composer(page).press('Enter')
  await expect(page).toHaveURL(/\/rooms$/)
  await page.getByRole('link', { name }).click()
  await expect(message(page, 'sent on the way out')).toHaveCount(1)
  await expectPending(page, 0)
})

test('[L47] a message whose answer is lost is there once after the retry', async ({ person, allow }) => {
  allow(NO_SERVER)
  const { page } = await person('Ann')
  let losses = 1
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    let sent = false
    socket.onMessage((data) => {
      sent ||= String(data).includes('send_message')
      server.send(data)
    })
    server.onMessage((data) => {
      if (sent && losses > 0) {
        losses--
        void socket.close({ code: 3000 })
        void server.close()
      } else socket.send(data)
    })
  })
  await newRoom(page, uniqueName('lost answer'))
  await send(page, 'only once')
  await expect.poll(() => losses).toBe(0)
  await settled(page)
  await expectPending(page, 0)
  await expect(message(page, 'only once')).toHaveCount(1)
})

test('signing out in one tab closes the pages of the others', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  const second = await page.context().newPage()
  await openRoom(second, '/rooms')
  await second.locator('.user-menu summary').click()
  await second.getByRole('button', { name: 'Sign out' }).click()
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('JOIN12: a sidebar that changed is sent at the next join, and not again at the one after that', async ({
  person,
}) => {
  const { page } = await person('Ann')
  const other = await person('Ben')
  const tap = await Tap.on(page)
  await page.goto('/rooms/1')
  await settled(page)
  const name = uniqueName('new in the sidebar')
  await newRoom(other.page, name)
  await expect(page.getByRole('link', { name })).toBeVisible()
  const rowsSentAtJoin = async () => {
    tap.clear()
    await tap.close()
    await expect.poll(() => tap.operations.at(-1)?.[0], 'the answer to the join').toBe('ok')
    await settled(page)
    await expect(page.getByRole('link', { name })).toBeVisible()
    return tap.operations.filter(([kind]) => kind === 'r' || kind === 'i').length
  }
  expect(await rowsSentAtJoin(), 'the rows as they are now').toBeGreaterThan(0)
  for (const join of ['second', 'third']) expect(await rowsSentAtJoin(), `rows at the ${join} join`).toBe(0)
})
