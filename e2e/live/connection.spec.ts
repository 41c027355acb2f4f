/**
 * How the browser keeps its connection. Where time matters the page has a clock of its own, and a chance that always
 * makes it wait as long as it may.
 */
import { expect, type Page } from '@playwright/test'
import { newList, push } from '../fixtures/log-list-page.ts'
import { catchErrors } from '../fixtures/logged-errors.ts'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

/** Time after which a connection counts as stable, and not so long that a heartbeat is due. */
const STABLE = 10_000
/** More than the time that goes by until the clock stands still. */
const SOME = 5_000

/** Opens a page for which time goes on only when the test says so. */
async function openStill(page: Page): Promise<Tap> {
  await page.addInitScript(() => {
    Math.random = () => 1
  })
  await page.clock.install()
  const tap = await Tap.on(page)
  await page.goto(newList().url)
  await settled(page)
  await page.evaluate(() => {
    Object.assign(window, { drops: 0 })
    window.live.on('status', (status) => {
      if (status === 'disconnected') Reflect.set(window, 'drops', Reflect.get(window, 'drops') + 1)
    })
  })
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + STABLE)
  return tap
}

/** Resolves when the page knows that its connection was lost so many times. */
async function lost(page: Page, times: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'drops'))).toBe(times)
}

/** Expects that another socket is made after just so many milliseconds. */
async function expectSocketAfter(page: Page, tap: Tap, milliseconds: number): Promise<void> {
  const before = tap.sockets
  await page.clock.runFor(milliseconds - 1)
  await page.evaluate(() => undefined)
  expect(tap.sockets, `sockets before ${milliseconds} ms have gone by`).toBe(before)
  await page.clock.runFor(1)
  await expect.poll(() => tap.sockets).toBe(before + 1)
}

/** Has the next sockets open, and close as soon as something is sent. */
function closeAtOnce(tap: Tap): void {
  tap.meet = (socket) => socket.onMessage(() => void socket.close({ code: 1011 }))
}

/** The tab is looked at, or not any more. */
async function show(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

test('CONN1 CONN3: the waits grow, also when the socket opens and closes at once', async ({ page }) => {
  const tap = await openStill(page)
  closeAtOnce(tap)
  await tap.close()
  for (const [index, wait] of [250, 500, 1_000, 2_000, 4_000, 4_000].entries()) {
    await lost(page, index + 1)
    await expectSocketAfter(page, tap, wait)
  }
})

test('CONN3: only a connection that has lasted has the waits begin anew', async ({ page }) => {
  const tap = await openStill(page)
  closeAtOnce(tap)
  await tap.close()
  await lost(page, 1)
  await expectSocketAfter(page, tap, 250)
  await lost(page, 2)
  tap.meet = (socket) => tap.connect(socket)
  await expectSocketAfter(page, tap, 500)
  await settled(page)
  await page.clock.runFor(4_000)
  await tap.close()
  await lost(page, 3)
  await expectSocketAfter(page, tap, 1_000)
  await settled(page)
  await page.clock.runFor(5_000)
  await tap.close()
  await lost(page, 4)
  await expectSocketAfter(page, tap, 250)
})

test('CONN2: it is tried at once when somebody looks at the tab, or the network is back', async ({ page }) => {
  const tap = await openStill(page)
  closeAtOnce(tap)
  await tap.close()
  await lost(page, 1)
  await show(page, 'hidden')
  await page.evaluate(() => undefined)
  expect(tap.sockets).toBe(1)
  await show(page, 'visible')
  await lost(page, 2)
  expect(tap.sockets).toBe(2)
  await show(page, 'hidden')
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await lost(page, 3)
  expect(tap.sockets).toBe(3)
  await show(page, 'visible')
  await lost(page, 4)
  await expectSocketAfter(page, tap, 2_000)
})

test('CONN4: a server that ends says how long to wait', async ({ page }) => {
  const tap = await openStill(page)
  await tap.close(1012, 'retry after 3000')
  await lost(page, 1)
  await expectSocketAfter(page, tap, 3_000 + 250)
  await settled(page)
})

test.describe('CONN5: a socket on which nothing comes any more is given up', () => {
  test('when a heartbeat has no answer', async ({ page }) => {
    const tap = await openStill(page)
    tap.clear()
    tap.hold('received')
    await page.clock.runFor(25_000 - STABLE - SOME)
    expect(tap.sent).toEqual([])
    await page.clock.runFor(SOME)
    await expect.poll(() => tap.sent.map(([, , kind]) => kind)).toEqual(['heartbeat'])
    await page.clock.runFor(10_000)
    await lost(page, 1)
    tap.release('received')
    await page.clock.runFor(250)
    await expect.poll(() => tap.sockets).toBe(2)
    await settled(page)
  })

  test('sooner when somebody looks at the tab', async ({ page }) => {
    const tap = await openStill(page)
    tap.hold('sent')
    await show(page, 'visible')
    await expect.poll(() => tap.heldBack('sent')).toBe(1)
    await page.clock.runFor(9_999)
    await expect(page.locator('html')).toHaveAttribute('data-live', 'connected')
    await page.clock.runFor(1)
    await lost(page, 1)
  })

  test('when it does not open', async ({ page }) => {
    const tap = await openStill(page)
    tap.meet = () => new Promise(() => {})
    await tap.close()
    await lost(page, 1)
    await expectSocketAfter(page, tap, 250)
    await expectSocketAfter(page, tap, 10_000 + 500)
  })

  test('but not when it is answered', async ({ page }) => {
    const tap = await openStill(page)
    for (let step = 1; step <= 20; step++) {
      await page.clock.runFor(5_000)
      // Comes after the answer to a heartbeat that was sent before.
      await push(page, 'note', step)
    }
    expect(tap.sent.filter(([, , kind]) => kind === 'heartbeat')).toHaveLength(4)
    await expect(page.locator('html')).toHaveAttribute('data-live', 'connected')
    expect(tap.sockets).toBe(1)
  })
})

test('CONN7: what has no answer when the connection goes is told so', async ({ page }) => {
  const tap = await Tap.on(page)
  await page.goto(newList().url)
  await settled(page)
  tap.hold('sent')
  const answers = [push(page, 'note', 'lost'), push(page, 'note', 'lost too')]
  await expect.poll(() => tap.heldBack('sent')).toBe(2)
  await tap.close()
  expect(await Promise.all(answers)).toEqual(['disconnected', 'disconnected'])
})

test('CONN7: what is asked of a connection that is closing is told so once the page knows that it is lost', async ({
  page,
}) => {
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url)
        Object.assign(window, { socket: this })
      }
    }
  })
  await page.goto(newList().url)
  await settled(page)
  const told = await page.evaluate(async () => {
    ;(Reflect.get(window, 'socket') as WebSocket).close()
    const before = window.live.status
    const code = await window.live.push('note', 'too late').catch((error) => error.code)
    return [before, code, window.live.status]
  })
  expect(told).toEqual(['connected', 'disconnected', 'disconnected'])
  await settled(page)
})

for (const [code, what] of [
  [4401, 'without a session'],
  [4426, 'of another version'],
] as const) {
  test(`CONN8: a page ${what} is loaded anew, once`, async ({ page }) => {
    let loads = 0
    page.on('load', () => loads++)
    const tap = await Tap.on(page)
    tap.meet = (socket) => socket.onMessage(() => void socket.close({ code }))
    await page.goto(newList().url)
    await expect.poll(() => loads).toBe(2)
    const sockets = tap.sockets
    await expect.poll(() => tap.sockets, 'the page tries again by itself').toBeGreaterThan(sockets + 2)
    expect(loads).toBe(2)
  })
}

test('CONN9: a view that crashes as soon as it has joined is joined again with growing waits', async ({
  page,
  fixtureApp,
}) => {
  using caught = catchErrors(fixtureApp)
  const tap = await openStill(page)
  tap.clear()
  for (const [index, wait] of [250, 500, 1_000, 2_000].entries()) {
    await push(page, 'crash')
    await lost(page, index + 1)
    await page.clock.runFor(wait - 1)
    expect(await push(page, 'note'), 'the view has ended').toBe('disconnected')
    await page.clock.runFor(1)
    await settled(page)
  }
  expect(tap.sent.filter(([, , kind]) => kind === 'join')).toHaveLength(4)
  expect(caught.errors).toHaveLength(4)
  expect(tap.sockets).toBe(1)
})
