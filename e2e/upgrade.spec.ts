/** A new version of the server takes the place of an old one, and pages of the old one go over to it. */
import type { Page } from '@playwright/test'
import type { ClientMessage, Frame } from '../server/live/protocol.ts'
import { composer, message, newRoom, send, uniqueName } from './support/room.ts'
import { test as base, expect, settled } from './support/test.ts'
import { UpgradableServer } from './support/upgradable-server.ts'

/** What a page that may be loaded anew is loaded anew within, in milliseconds. */
const LONG = 10_000

const test = base.extend<object, { readonly upgradable: UpgradableServer }>({
  upgradable: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const server = await UpgradableServer.launch()
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' },
  ],

  baseURL: ({ upgradable }, use) => use(upgradable.url),
})

test.beforeEach(({ allow }) => allow(/WebSocket connection to|ERR_CONNECTION_REFUSED/))

/** Somebody whose page has a clock that can be put forward. */
async function inNewRoom(page: Page): Promise<void> {
  await page.clock.install()
  await newRoom(page, uniqueName('upgrade'))
}

async function expectScript(page: Page, script: string): Promise<void> {
  await expect(page.locator(`script[src$="${script}"]`)).toBeAttached()
  await settled(page)
}

/** Something keeps the page from being loaded anew, however much time goes by. */
async function expectToStay(page: Page, upgrade: () => Promise<string>): Promise<string> {
  await page.evaluate(() => Object.assign(window, { isOld: true }))
  const script = await upgrade()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'connected', { timeout: LONG })
  for (let look = 0; look < 5; look++) await page.clock.runFor(LONG / 5)
  expect(await page.evaluate(() => Reflect.get(window, 'isOld'))).toBe(true)
  return script
}

test('CONN10: a page of the old version is loaded anew, and the draft stays', async ({ person, upgradable }) => {
  const { page } = await person('Ann')
  await inNewRoom(page)
  await composer(page).fill('half a sentence')
  const script = await upgradable.upgrade()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'connected', { timeout: LONG })
  await page.clock.runFor(LONG / 2)
  await expectScript(page, script)
  await expect(composer(page)).toHaveValue('half a sentence')
})

test('CONN10: it is not while a message is being edited', async ({ person, upgradable }) => {
  const { page } = await person('Ann')
  await inNewRoom(page)
  await send(page, 'as it was')
  await settled(page)
  await message(page, 'as it was').getByRole('button', { name: 'Edit message' }).click()
  await page.getByRole('textbox', { name: 'Edit message' }).fill('as it is')
  const script = await expectToStay(page, () => upgradable.upgrade())
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(message(page, 'as it is')).toHaveCount(1)
  await settled(page)
  await page.clock.runFor(LONG / 2)
  await expectScript(page, script)
  await expect(page.locator('#messages [data-body]')).toHaveText(['as it is'])
})

test('CONN10: it is not while a form holds what was written', async ({ person, upgradable }) => {
  const { page } = await person('Ann')
  await page.clock.install()
  await page.goto('/rooms/new')
  await settled(page)
  await page.getByRole('textbox', { name: 'Name' }).fill(uniqueName('not yet'))
  const script = await expectToStay(page, () => upgradable.upgrade())
  await page.getByRole('textbox', { name: 'Name' }).fill('')
  await page.clock.runFor(LONG / 2)
  await expectScript(page, script)
})

test('CONN10: it is not while a message is unsent', async ({ person, upgradable }) => {
  const { page } = await person('Ann')
  let losesMessages = true
  let drop = async () => {}
  await page.routeWebSocket(/\/live\?/, (socket) => {
    const server = socket.connectToServer()
    drop = () => socket.close({ code: 3000 })
    socket.onMessage((data) => {
      const [, , kind, name] = JSON.parse(String(data)) as ClientMessage
      if (!(losesMessages && kind === 'event' && name === 'send_message')) server.send(data)
    })
  })
  await inNewRoom(page)
  await send(page, 'on its way')
  const script = await expectToStay(page, () => upgradable.upgrade())
  await expect(page.locator('article[data-state="pending"]')).toHaveText(/on its way/)
  losesMessages = false
  await drop()
  await expect(message(page, 'on its way')).not.toHaveAttribute('data-state')
  await settled(page)
  await page.clock.runFor(LONG / 2)
  await expectScript(page, script)
  await expect(message(page, 'on its way')).toHaveCount(1)
})

test('CONN10: between servers of two versions it is loaded anew once', async ({ person }) => {
  const { page } = await person('Ann')
  let loads = 0
  page.on('load', () => loads++)
  await page.routeWebSocket(/\/live\?/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((data) => socket.send(withOtherBuild(String(data))))
  })
  await page.clock.install()
  await page.goto('/rooms')
  await settled(page)
  await page.clock.runFor(LONG)
  await expect.poll(() => loads).toBe(2)
  await settled(page)
  await page.clock.runFor(LONG * 3)
  await settled(page)
  expect(loads).toBe(2)
})

/** The frame, its answer to a join being that of a server of another version. */
function withOtherBuild(text: string): string {
  const [channel, ...operations] = JSON.parse(text) as Frame
  const others = operations.map((operation) =>
    operation[0] === 'ok' && typeof operation[2] === 'string' ? ['ok', operation[1], 'another build'] : operation,
  )
  return JSON.stringify([channel, ...others])
}
