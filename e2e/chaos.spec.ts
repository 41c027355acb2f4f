/** Faults between browser and server: each by itself, at every stage; then all at once, as `npm run chaos` has them. */
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { ENDS, type Fate, STAGES, UNTOUCHED } from '../chaos/fate.ts'
import { FaultyProxy } from '../chaos/proxy.ts'
import { checkpointLine } from '../chaos/report.ts'
import { runChaos } from '../chaos/run.ts'
import { Scene } from '../chaos/scene.ts'
import { keptInOutbox } from './support/kept-outbox.ts'
import { message, newRoom, openRoom, post, send, uniqueName } from './support/room.ts'
import { RoomDatabase } from './support/room-database.ts'
import type { RillServer } from './support/server.ts'
import { test as base, expect, settled } from './support/test.ts'

/** This one kills the server twice at its beginning. */
const SEED = Number(process.env.RILL_SEED ?? 26)
/** Milliseconds in which nothing heals by itself. */
const FOR_LONG = 600_000

const test = base.extend<{ readonly faulty: FaultyProxy }>({
  faulty: async ({ server }, use) => {
    // Nothing is said twice unless it always is.
    const proxy = await FaultyProxy.listen(server.url, () => 0.5)
    await use(proxy)
    await proxy.close()
  },
})

test.use({ serverOptions: { messages: 10 } })
test.beforeEach(({ allow }) => allow(/WebSocket connection to|net::ERR_/))

/** The next live connection, and it alone, has this fate. */
function once(proxy: FaultyProxy, fate: Fate): void {
  proxy.nextFate = () => {
    proxy.nextFate = () => UNTOUCHED
    return fate
  }
}

/** Resolves when the page is connected; it need not wait until it would try again. */
async function reconnected(page: Page): Promise<void> {
  const status = () =>
    page.evaluate(() => {
      window.dispatchEvent(new Event('online'))
      return document.documentElement.dataset.live
    })
  await expect.poll(status).toBe('connected')
  await settled(page)
}

/** The page and the database hold exactly these messages, nothing is left to be sent, and nobody is still at it. */
async function expectExactly(page: Page, server: RillServer, room: string, bodies: readonly string[]): Promise<void> {
  await expect(page.locator('#messages > article [data-body]')).toHaveText(bodies)
  await expect(page.locator('#messages > article[data-state]')).toHaveCount(0)
  await expect.poll(() => keptInOutbox(page)).toBe(0)
  const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
  expect(database.read().messages.map(({ body }) => body)).toEqual(bodies)
  expect(database.changesAfter(0).filter(({ kind }) => kind === 'message_created')).toHaveLength(database.read().posted)
  database.close()
}

for (const how of ENDS) {
  test(`a connection that ends, ${how}, at whatever stage: one row and one element`, async ({
    person,
    server,
    faulty: proxy,
  }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName(how))
    await openRoom(page, `${proxy.url}${room}`)
    const bodies: string[] = []
    for (const stage of STAGES) {
      once(proxy, { ...UNTOUCHED, end: { stage, nth: 1, how }, silence: FOR_LONG })
      proxy.cutAll()
      if (['event', 'answer', 'push'].includes(stage)) await reconnected(page)
      bodies.push(`sent when it ended ${how} ${stage}`)
      await send(page, bodies.at(-1)!)
      await expect
        .poll(() => {
          void page.evaluate(() => window.dispatchEvent(new Event('online')))
          return proxy.tally.sum(`${how} ${stage}`)
        })
        .toBe(1)
      // What stays silent is found out about at last.
      proxy.cutAll()
      await reconnected(page)
      await expectExactly(page, server, room, bodies)
    }
  })
}

test('what is said twice, at once and again on the next connection, happens once', async ({
  person,
  server,
  faulty: proxy,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('twice'))
  proxy.nextFate = () => ({ ...UNTOUCHED, doubling: 1 })
  await openRoom(page, `${proxy.url}${room}`)
  for (const text of ['to be edited', 'to be deleted', 'to stay']) await send(page, text)
  await expect(page.locator('#messages > article[id]')).toHaveCount(3)
  await message(page, 'to be edited').getByRole('button', { name: 'Edit message' }).click()
  await page.getByRole('textbox', { name: 'Edit message' }).fill('edited')
  await page.getByRole('button', { name: 'Save' }).click()
  await message(page, 'to be deleted').getByRole('button', { name: 'Delete message' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expectExactly(page, server, room, ['edited', 'to stay'])
  proxy.cutAll()
  await reconnected(page)
  await expect.poll(() => proxy.tally.sum('repeated late')).toBe(1)
  await page.reload()
  await settled(page)
  await expectExactly(page, server, room, ['edited', 'to stay'])
  expect(proxy.tally.sum('doubled')).toBeGreaterThanOrEqual(5)
})

test('a tab that sleeps while much happens and the server is killed shows the room when it wakes', async ({
  person,
  server,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(ann.page, uniqueName('asleep'))
  await openRoom(bob.page, room)
  const devtools = await ann.page.context().newCDPSession(ann.page)
  await send(ann.page, 'on falling asleep')
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await post(bob.page, room, ['one', 'two'])
  await server.kill()
  await server.start()
  await settled(bob.page)
  await post(bob.page, room, ['three', 'four'])
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await reconnected(ann.page)
  const bodies = await bob.page.locator('#messages [data-body]').allTextContents()
  expect(bodies.toSorted()).toEqual(['four', 'on falling asleep', 'one', 'three', 'two'])
  for (const { page } of [ann, bob]) await expectExactly(page, server, room, bodies)
})

test('while another program writes to the database, you can read on, and what you send waits for its turn', async ({
  person,
  server,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(ann.page, uniqueName('locked'))
  const other = new Database(server.databasePath, { timeout: 5_000 })
  try {
    other.exec('begin immediate')
    await send(ann.page, 'patient')
    await openRoom(bob.page, room)
    await expect(ann.page.locator('article[data-state="pending"] [data-body]')).toHaveText(['patient'])
    await expect(bob.page.locator('#messages [data-body]')).toHaveCount(0)
    other.exec('rollback')
  } finally {
    other.close()
  }
  for (const { page } of [ann, bob]) await expectExactly(page, server, room, ['patient'])
})

test(`everything at once: what was sent is there once, and every page shows it, seed ${SEED}`, async ({ browser }) => {
  test.setTimeout(120_000)
  const scene = await Scene.open(browser, { seed: SEED, tabs: 3, workers: 1 })
  try {
    const last = await runChaos(scene, {
      seed: SEED,
      hasWorkers: false,
      duration: 10_000,
      interval: 10_000,
      rest: [1_000, 3_000],
    })
    console.log(checkpointLine(last, scene))
    expect(last.wrong, `seed ${SEED}; what is left of it: ${last.evidence}`).toEqual([])
    expect(scene.tally.sum('kill', 'stop', 'suspend', 'lock')).toBeGreaterThan(0)
    expect(scene.deeds.sent.length).toBeGreaterThan(5)
  } finally {
    await scene.close()
  }
})
