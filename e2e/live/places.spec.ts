/** Streams in other places than at the top of a page, and views inside the page of another. */
import { expect, type Locator, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`/places?${query}`)
  await settled(page)
}

/** Sends an event to the page's own view; resolves when the page shows what it caused. */
async function push(page: Page, name: string, payload: object): Promise<void> {
  await page.evaluate(([name, payload]) => window.live.push(name, payload), [name, payload] as const)
}

/** Ids of the rows of a container. */
function rowsOf(container: Locator): Promise<string[]> {
  return container.locator('> li').evaluateAll((rows) => rows.map((row) => row.id))
}

/** Marks a node, to know it again. */
function mark(element: Locator): Promise<void> {
  return element.evaluate((node) => void Reflect.set(node, 'mark', true))
}

function isMarked(element: Locator): Promise<boolean> {
  return element.evaluate((node) => Reflect.has(node, 'mark'))
}

test('STR14: the rows of a stream in a component stay when the component is sent anew', async ({ page }) => {
  await open(page)
  await mark(page.locator('#panel-a'))
  await push(page, 'insert', { stream: 'panel', id: 'c' })
  await push(page, 'assign', { title: 'Renamed' })
  await expect(page.locator('#panel-box h2')).toHaveText('Renamed in a panel')
  await push(page, 'insert', { stream: 'panel', id: 'd' })
  expect(await rowsOf(page.locator('#panel'))).toEqual(['panel-a', 'panel-b', 'panel-c', 'panel-d'])
  expect(await isMarked(page.locator('#panel-a'))).toBe(true)
})

test.describe('STR15: a stream inside the rows of another', () => {
  test('is in the page over HTTP, and changes by itself', async ({ page }) => {
    const html = await (await page.request.get('/places')).text()
    expect(html).toMatch(/id="threads-one".*id="reply-one-1".*id="threads-two".*id="reply-two-1"/s)
    await open(page)
    await push(page, 'insert', { stream: 'replies-one', id: 'one-2' })
    await push(page, 'delete', { stream: 'replies-two', id: 'two-1' })
    expect(await rowsOf(page.locator('#replies-one'))).toEqual(['reply-one-1', 'reply-one-2'])
    expect(await rowsOf(page.locator('#replies-two'))).toEqual([])
  })

  test('comes with its row, and stays when the row is replaced or moves', async ({ page }) => {
    await open(page)
    await push(page, 'thread', { id: 'three' })
    expect(await rowsOf(page.locator('#replies-three'))).toEqual(['reply-three-1'])
    await mark(page.locator('#reply-three-1'))
    await push(page, 'insert', { stream: 'threads', id: 'three', text: 'changed' })
    await push(page, 'insert', { stream: 'replies-three', id: 'three-2' })
    await expect(page.locator('#threads-three b')).toHaveText('changed')
    expect(await rowsOf(page.locator('#replies-three'))).toEqual(['reply-three-1', 'reply-three-2'])
    expect(await isMarked(page.locator('#reply-three-1'))).toBe(true)
    expect(await rowsOf(page.locator('#threads'))).toEqual(['threads-one', 'threads-two', 'threads-three'])
  })

  test('is as it was after a reconnect', async ({ page }) => {
    await open(page)
    await push(page, 'insert', { stream: 'replies-one', id: 'one-2' })
    await reconnect(page)
    await push(page, 'insert', { stream: 'replies-one', id: 'one-3' })
    expect(await rowsOf(page.locator('#replies-one'))).toEqual(['reply-one-1', 'reply-one-2', 'reply-one-3'])
  })
})

test.describe('STR16: rows of a container that the view hides', () => {
  test('come back when it is shown again, with their nodes and with what happened meanwhile', async ({ page }) => {
    await open(page, 'shown')
    await push(page, 'insert', { stream: 'drawer', id: 'c' })
    await page.getByRole('textbox', { name: 'drawer-b' }).fill('being written')
    await mark(page.locator('#drawer-b'))
    await push(page, 'assign', { isShown: false })
    await expect(page.locator('#drawer')).toHaveCount(0)
    await push(page, 'insert', { stream: 'drawer', id: 'd' })
    await push(page, 'insert', { stream: 'drawer', id: 'b', text: 'changed' })
    await push(page, 'delete', { stream: 'drawer', id: 'a' })
    await push(page, 'assign', { isShown: true })
    expect(await rowsOf(page.locator('#drawer'))).toEqual(['drawer-b', 'drawer-c', 'drawer-d'])
    await expect(page.locator('#drawer-b b')).toHaveText('changed')
    await expect(page.getByRole('textbox', { name: 'drawer-b' })).toHaveValue('being written')
    expect(await isMarked(page.locator('#drawer-b'))).toBe(true)
  })

  test('are there when it is shown for the first time', async ({ page }) => {
    await open(page)
    await push(page, 'insert', { stream: 'drawer', id: 'c' })
    await push(page, 'insert', { stream: 'plain', id: 'c' })
    await push(page, 'assign', { isShown: true })
    expect(await rowsOf(page.locator('#drawer'))).toEqual(['drawer-a', 'drawer-b', 'drawer-c'])
    expect(await rowsOf(page.locator('#plain'))).toEqual(['plain-a', 'plain-b', 'plain-c'])
  })

  test('stay apart from those of another stream that takes over their container', async ({ page }) => {
    await open(page)
    const shared = page.locator('#shared')
    await mark(page.locator('#first-a'))
    await push(page, 'insert', { stream: 'first', id: 'c' })
    await push(page, 'share', {})
    expect(await rowsOf(shared)).toEqual(['second-a', 'second-b'])
    await push(page, 'delete', { stream: 'first', id: 'b' })
    await push(page, 'insert', { stream: 'second', id: 'c' })
    expect(await rowsOf(shared)).toEqual(['second-a', 'second-b', 'second-c'])
    await push(page, 'share', {})
    expect(await rowsOf(shared)).toEqual(['first-a', 'first-c'])
    expect(await isMarked(page.locator('#first-a'))).toBe(true)
  })

  test('are what the view says when the connection was away in between', async ({ page }) => {
    await open(page, 'shown')
    await push(page, 'insert', { stream: 'plain', id: 'c' })
    await push(page, 'assign', { isShown: false })
    await reconnect(page)
    // The view is a new one, which has been told by its address to show them.
    await expect(page.locator('#drawer')).toHaveCount(1)
    await expect.poll(() => rowsOf(page.locator('#drawer'))).toEqual(['drawer-a', 'drawer-b'])
    await expect.poll(() => rowsOf(page.locator('#plain'))).toEqual(['plain-a', 'plain-b'])
  })
})

test.describe('EMBED1: a view inside another', () => {
  const inside = '/places?shown'
  const query = `embedded=${encodeURIComponent(inside)}`

  /** Sends an event to the view inside, as a click in it would. */
  const events = (page: Page) => page.locator('#inside')

  test('is in the page over HTTP, and joins without anything being sent again', async ({ page }) => {
    const frames: string[] = []
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void frames.push(String(payload))))
    const html = await (await page.request.get(`/places?${query}`)).text()
    expect(html).toMatch(/id="inside".*data-live-page.*id="drawer-a"/s)
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    expect(frames.filter((frame) => !/^\[\d+,\["ok",\d+,"[^"]+"\]\]$/.test(frame))).toEqual([])
  })

  test('has rows, ids and components of its own, though they are called the same', async ({ page }) => {
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await push(page, 'insert', { stream: 'panel', id: 'outer' })
    await push(page, 'assign', { title: 'Outside' })
    const panels = page.locator('#panel')
    expect(await rowsOf(panels.first())).toEqual(['panel-a', 'panel-b', 'panel-outer'])
    expect(await rowsOf(panels.last())).toEqual(['panel-a', 'panel-b'])
    await expect(page.locator('#panel-box h2').first()).toHaveText('Outside in a panel')
    await expect(page.locator('#panel-box h2').last()).toHaveText('Places in a panel')
  })

  test('is told apart from the view around it, without a warning', async ({ page }) => {
    const warnings: string[] = []
    page.on('console', (message) => void (message.type() === 'warning' && warnings.push(message.text())))
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    const inner = await page.locator('#inside #shared').elementHandle()
    await push(page, 'assign', { isShown: true, title: 'Outside' })
    await push(page, 'share', {})
    await push(page, 'assign', { isShown: false })
    expect(await page.locator('#inside').getByRole('heading', { level: 1 }).textContent()).toBe('Places')
    expect(await inner!.evaluate((element) => element === document.querySelector('#inside #shared'))).toBe(true)
    expect(warnings).toEqual([])
  })

  test('hears the clicks in it, and the view around it does not', async ({ page }) => {
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await page.getByRole('button', { name: 'Rename' }).last().click()
    await expect(page.locator('#panel-box h2').last()).toHaveText('Renamed in a panel')
    await expect(page.locator('#panel-box h2').first()).toHaveText('Places in a panel')
  })

  test('comes by a patch, goes by a patch, and leaves the server', async ({ page }) => {
    const tap = await Tap.on(page)
    await open(page)
    await push(page, 'embed', { embedded: inside })
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    expect(await rowsOf(events(page).locator('#drawer'))).toEqual(['drawer-a', 'drawer-b'])
    await push(page, 'assign', { title: 'Outside' })
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await push(page, 'embed', {})
    await expect(events(page)).toHaveCount(0)
    await expect.poll(() => tap.sent.filter(([, , kind]) => kind === 'leave').length).toBe(1)
    const [channel, ref] = tap.sent.find(([, , kind]) => kind === 'leave')!
    expect(channel).not.toBe(0)
    await expect.poll(() => tap.received.map((frame) => JSON.stringify(frame))).toContain(`[${channel},["ok",${ref}]]`)
    await push(page, 'embed', { embedded: inside })
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
  })

  test('is another view when its address is another', async ({ page }) => {
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await page.locator('#inside').getByRole('button', { name: 'Rename' }).click()
    await expect(page.locator('#inside h1')).toHaveText('Renamed')
    await push(page, 'embed', { embedded: '/places' })
    await expect(page.locator('#inside h1')).toHaveText('Places')
    await expect(page.locator('#inside #drawer')).toHaveCount(0)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await page.locator('#inside').getByRole('button', { name: 'Rename' }).click()
    await expect(page.locator('#inside h1')).toHaveText('Renamed')
  })

  test('goes on after a reconnect', async ({ page }) => {
    await open(page, query)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await page.getByRole('button', { name: 'Rename' }).last().click()
    await reconnect(page)
    await expect(events(page)).toHaveAttribute('data-live', 'connected')
    await page.getByRole('button', { name: 'Rename' }).last().click()
    await expect(page.locator('#panel-box h2').last()).toHaveText('Renamed in a panel')
  })
})

test('EMBED2: a view that is not to be had leaves the view around it alone', async ({ page }) => {
  await open(page, `embedded=${encodeURIComponent('/nowhere')}`)
  await expect(page.locator('#inside')).toHaveAttribute('data-live', 'refused')
  await push(page, 'assign', { title: 'Outside' })
  await expect(page.locator('h1')).toHaveText('Outside')
})

/** The network goes and comes back; resolves when the page is live again. */
async function reconnect(page: Page): Promise<void> {
  const status = page.locator('html')
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
  await expect(status).toHaveAttribute('data-live', 'disconnected')
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await settled(page)
}
