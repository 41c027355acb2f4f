/** Networks that let HTTP through and WebSockets not: everything works over HTTP until the socket is back. */
import type { Page } from '@playwright/test'
import { Firewall, type Treatment } from './support/firewall.ts'
import { edit, lines, message, messageIds, newRoom, post, remove, send, uniqueName } from './support/room.ts'
import { test as base, expect, settled } from './support/test.ts'

const test = base.extend<{ firewall: Firewall }>({
  firewall: [
    async ({ server, allow }, use) => {
      // The browser reports each WebSocket that cannot be opened.
      allow(/WebSocket connection to/)
      const firewall = await Firewall.before(server.url)
      await use(firewall)
      await firewall.close()
    },
    // Set up before the pages, so that it ends after them.
    { auto: true },
  ],
})

const WAYS: readonly { readonly way: string; readonly treatment: Treatment }[] = [
  { way: 'refuses', treatment: 'refuse' },
  { way: 'swallows', treatment: 'swallow' },
  { way: 'accepts and then mutes', treatment: 'mute' },
]

/** Waits until the page does without its socket. */
async function expectOverHttp(page: Page): Promise<void> {
  await expect(page.locator('html'), 'a page that works over HTTP').toHaveAttribute('data-live-http')
}

async function expectConfirmed(page: Page, text: string): Promise<void> {
  await expect(message(page, text)).toHaveCount(1)
  await expect(message(page, text), `"${text}" is confirmed`).not.toHaveAttribute('data-state')
}

for (const { way, treatment } of WAYS) {
  test(`CONN11: where the network ${way} WebSockets, a link leads to its room and a message is sent once`, async ({
    person,
    firewall,
  }) => {
    const { page } = await person('Ann')
    const name = uniqueName(treatment)
    await newRoom(page, name)
    firewall.treat(treatment)
    await page.goto(`${firewall.url}/rooms/1`)
    await page.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await send(page, 'over HTTP')
    await expectConfirmed(page, 'over HTTP')
    firewall.treat('pass')
    await settled(page)
    await expect(page.locator('html')).not.toHaveAttribute('data-live-http')
    await send(page, 'over the socket')
    await expectConfirmed(page, 'over the socket')
    await expect(page.locator('#messages [data-body]')).toHaveText(['over HTTP', 'over the socket'])
    await page.reload()
    await expect(page.locator('#messages [data-body]')).toHaveText(['over HTTP', 'over the socket'])
  })
}

test('CONN11: without WebSockets both sides see what is sent, edited and deleted, and the socket goes on from there', async ({
  person,
  firewall,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(bob.page, uniqueName('both'))
  firewall.treat('refuse')
  await ann.page.goto(firewall.url + room)
  await send(ann.page, 'from Ann')
  await send(ann.page, 'to be deleted by Ann')
  await expectOverHttp(ann.page)
  await expect(ann.page.getByRole('status').filter({ hasText: 'Limited connection' })).toBeVisible()
  await expectConfirmed(ann.page, 'to be deleted by Ann')
  await edit(ann.page, 'from Ann', 'edited by Ann')
  await remove(ann.page, 'to be deleted by Ann')
  await expect(bob.page.locator('#messages [data-body]')).toHaveText(['edited by Ann'])
  for (const text of ['from Bob', 'to be changed', 'to be deleted']) await send(bob.page, text)
  await expect(message(ann.page, 'to be deleted')).toBeVisible()
  await edit(bob.page, 'to be changed', 'changed by Bob')
  await remove(bob.page, 'to be deleted')
  const all = ['edited by Ann', 'from Bob', 'changed by Bob']
  await expect(ann.page.locator('#messages > article [data-body]')).toHaveText(all)
  firewall.treat('pass')
  await settled(ann.page)
  await send(bob.page, 'after the return')
  await expect(message(ann.page, 'after the return')).toHaveCount(1)
  await expect(ann.page.locator('#messages > article [data-body]')).toHaveText([...all, 'after the return'])
})

test('CONN11: without WebSockets a log that cannot be read on has the room loaded anew, and is followed from there', async ({
  person,
  firewall,
  allow,
}) => {
  allow(/status of 410/)
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(bob.page, uniqueName('forgotten log'))
  await send(bob.page, 'seen')
  await expectConfirmed(bob.page, 'seen')
  const { promise: isMissed, resolve: miss } = Promise.withResolvers<void>()
  // The first poll that waits is answered as when the log was trimmed meanwhile.
  await ann.page.route(
    '**/log?*',
    async (route) => {
      await isMissed
      await route.fulfill({ status: 410, json: { code: 'gone', message: 'The log no longer reaches back to there.' } })
    },
    { times: 1 },
  )
  firewall.treat('refuse')
  await ann.page.goto(firewall.url + room)
  await expectOverHttp(ann.page)
  await expect(message(ann.page, 'seen')).toHaveCount(1)
  await send(bob.page, 'missed')
  await expectConfirmed(bob.page, 'missed')
  miss()
  const texts = ann.page.locator('#messages > article [data-body]')
  await expect(texts, 'the room, loaded anew').toHaveText(['seen', 'missed'])
  await send(bob.page, 'later')
  await expect(texts, 'the log, followed again').toHaveText(['seen', 'missed', 'later'], { timeout: 15_000 })
})

test('CONN11: without WebSockets the whole history loads, every message once and in order', async ({
  person,
  firewall,
}) => {
  const { page } = await person('Ann')
  firewall.treat('refuse')
  await page.goto(`${firewall.url}/rooms/1`)
  await expectOverHttp(page)
  await page.locator('.scroller').hover()
  await expect(async () => {
    await page.mouse.wheel(0, -4_000)
    await expect(page.getByText('begins here')).toBeVisible({ timeout: 100 })
  }, 'the beginning of the room').toPass()
  const log = await page.request.get('/rooms/1/log?offset=-1')
  const entries = (await log.json()) as { key: string; headers: { operation: string } }[]
  const sent = entries.filter(({ headers }) => headers.operation === 'insert').map(({ key }) => Number(key))
  const shown = await messageIds(page)
  expect(shown).toEqual(sent)
  expect(shown.length, 'more than one page').toBeGreaterThan(50)
})

test('CONN11: without WebSockets a room opens at a message, and the way to the latest and back works', async ({
  person,
  firewall,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('tall'))
  // So tall that what is around one message does not reach the newest.
  const tall = lines(0, 69).map((line) => `${line}${'\n.'.repeat(5)}`)
  await post(page, room, tall)
  await page.goto(room)
  const [first] = await messageIds(page)
  firewall.treat('refuse')
  await page.goto(`${firewall.url}${room}?message=${first! - 20}`)
  await expect(message(page, /^line 69/)).toHaveCount(0)
  await expectOverHttp(page)
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await expect(message(page, /^line 69/)).toBeVisible()
  await expect(page).toHaveURL(firewall.url + room)
  // A page later in the tab need not wait again.
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await expectOverHttp(page)
  await page.goBack()
  await expect(message(page, /^line 69/)).toBeVisible()
})

test('CONN11: without WebSockets forms go to their addresses, and a search shows its results', async ({
  person,
  firewall,
}) => {
  const { page } = await person('Ann')
  firewall.treat('refuse')
  await page.goto(`${firewall.url}/rooms/new`)
  await expectOverHttp(page)
  const name = uniqueName('by form')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const word = `needle${crypto.randomUUID().slice(0, 8)}`
  await send(page, `a ${word} in the hay`)
  await expectConfirmed(page, word)
  await page.getByRole('link', { name: 'Search', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Search messages' }).fill(word)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.locator('#hits .hit')).toContainText([word])
})
