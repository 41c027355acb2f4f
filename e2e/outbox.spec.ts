/** Messages, edits and deletions reach the server once and in order, whatever happens first: a drop, a reload, another tab. */
import type { Locator, Page } from '@playwright/test'
import { anotherDevice } from './support/another-device.ts'
import { keepStorageBusy } from './support/busy-storage.ts'
import { keptInOutbox } from './support/kept-outbox.ts'
import { composer, edit, message, newRoom, openRoom, remove, send, uniqueName } from './support/room.ts'
import { RoomDatabase } from './support/room-database.ts'
import type { RillServer } from './support/server.ts'
import { Tap } from './support/tap.ts'
import { expect, settled, test } from './support/test.ts'
import { UnreliableSocket } from './support/unreliable-socket.ts'

const NO_SERVER = /WebSocket connection to/

test.use({ serverOptions: { messages: 10 } })
test.beforeEach(({ allow }) => allow(NO_SERVER))

/** Messages that are not confirmed, or refused. */
function unconfirmed(page: Page): Locator {
  return page.locator('#messages > article[data-state]')
}

/** The page and the database hold exactly these messages, and nothing is left to be sent. */
async function expectExactly(page: Page, server: RillServer, room: string, bodies: readonly string[]): Promise<void> {
  await expect(page.locator('#messages > article [data-body]')).toHaveText(bodies)
  await expect(unconfirmed(page)).toHaveCount(0)
  await expect.poll(() => keptInOutbox(page)).toBe(0)
  expect(stored(server, room)).toEqual(bodies)
}

function stored(server: RillServer, room: string): string[] {
  const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
  try {
    return database.read().messages.map(({ body }) => body)
  } finally {
    database.close()
  }
}

/** Sends messages that are confirmed when this resolves. */
async function post(page: Page, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await send(page, text)
  await expect(message(page, texts.at(-1)!)).toHaveCount(1)
  await expect(unconfirmed(page)).toHaveCount(0)
}

/** Dismisses the browser's question, so that the page stays. */
async function expectAskedOnLeaving(page: Page): Promise<void> {
  const asked = page.waitForEvent('dialog')
  void page.evaluate(() => location.reload()).catch(() => undefined)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
}

/** Keys of the items that are noted beside the outbox. */
function notesIn(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('outgoing')))
}

async function expectCut(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
}

test.describe('without a connection', () => {
  test('[L42] [L54] what is sent is pending, is kept across a reload, and goes out in order', async ({
    person,
    server,
  }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('reload'))
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    await post(page, 'before')
    socket.cut()
    await expectCut(page)
    for (const text of ['one', 'two', 'three']) await send(page, text)
    await expect(page.locator('article[data-state="pending"]')).toHaveCount(3)
    await page.reload()
    await expect(page.locator('article[data-state="pending"] [data-body]')).toHaveText(['one', 'two', 'three'])
    expect(stored(server, room)).toEqual(['before'])
    await socket.restore()
    await expectExactly(page, server, room, ['before', 'one', 'two', 'three'])
    await page.reload()
    await expectExactly(page, server, room, ['before', 'one', 'two', 'three'])
  })

  test('what is done in several rooms goes out in the order in which it was done', async ({ person, server }) => {
    const { page } = await person('Ann')
    const first = uniqueName('first')
    const rooms = { first: await newRoom(page, first), second: await newRoom(page, uniqueName('second')) }
    const tap = await Tap.on(page)
    let isCut = false
    tap.meet = (socket) => (isCut ? socket.close({ code: 3000 }) : tap.connect(socket))
    await openRoom(page, rooms.second)
    isCut = true
    await tap.close()
    await send(page, 'second room, 1')
    await expect(unconfirmed(page)).toHaveCount(1)
    await page.goto(rooms.first)
    await send(page, 'first room, 2')
    await expect(unconfirmed(page)).toHaveCount(1)
    await page.goto(rooms.second)
    await send(page, 'second room, 3')
    await expect(page.locator('article[data-state="pending"] [data-body]')).toHaveText([
      'second room, 1',
      'second room, 3',
    ])
    tap.clear()
    isCut = false
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await expectExactly(page, server, rooms.second, ['second room, 1', 'second room, 3'])
    expect(stored(server, rooms.first)).toEqual(['first room, 2'])
    const bodies = tap.sent.flatMap((sent) =>
      sent[2] === 'event' && sent[3] === 'send_message' ? [(sent[4] as { body: string }).body] : [],
    )
    expect(bodies).toEqual(['second room, 1', 'first room, 2', 'second room, 3'])
  })

  test('[L56] edits and deletions are seen at once, kept across room and reload, and applied on return', async ({
    person,
    server,
  }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const { page } = ann
    const name = uniqueName('changes')
    const room = await newRoom(page, name)
    await post(page, 'to be edited', 'to be deleted', 'to stay')
    await openRoom(bob.page, room)
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    socket.cut()
    await expectCut(page)
    await edit(page, 'to be edited', 'edited once')
    await edit(page, 'edited once', 'edited twice')
    await remove(page, 'to be deleted')
    const edited = message(page, 'edited twice')
    const deleted = message(page, 'to be deleted')
    const expectShown = async () => {
      await expect(edited).toHaveAttribute('data-state', 'pending')
      await expect(edited).toContainText('Saving…')
      await expect(deleted).toHaveAttribute('data-state', 'pending')
      await expect(deleted).toContainText('Deleting…')
      await expect(page.locator('#messages > article')).toHaveCount(3)
    }
    await expectShown()
    await page.reload()
    await expectShown()
    expect(stored(server, room)).toEqual(['to be edited', 'to be deleted', 'to stay'])
    await socket.restore()
    await expectExactly(page, server, room, ['edited twice', 'to stay'])
    await expect(edited).toContainText('edited')
    await expect(bob.page.locator('#messages [data-body]')).toHaveText(['edited twice', 'to stay'])
    await page.reload()
    await expectExactly(page, server, room, ['edited twice', 'to stay'])
  })

  test('a message is kept though the page is left in the moment in which it is sent, and other tabs write', async ({
    person,
  }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('left at once'))
    const other = await page.context().newPage()
    await other.goto('/rooms')
    await settled(other)
    const { over } = await keepStorageBusy(other)
    await composer(page).fill('sent in the last moment')
    await composer(page).press('Enter')
    await page.reload()
    await over
    await expect(message(page, 'sent in the last moment')).toHaveCount(1)
    await expect(message(page, 'sent in the last moment')).not.toHaveAttribute('data-state')
    expect(await notesIn(page)).toEqual([])
    await openRoom(other, room)
    await expect(message(other, 'sent in the last moment')).toHaveCount(1)
  })

  test('a message that nobody has seen is changed and deleted before it goes out', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('unseen'))
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    socket.cut()
    await expectCut(page)
    for (const text of ['with a tpyo', 'regretted', 'fine']) await send(page, text)
    await edit(page, 'with a tpyo', 'without a typo')
    await remove(page, 'regretted')
    await expect(page.locator('article[data-state="pending"] [data-body]')).toHaveText(['without a typo', 'fine'])
    await socket.restore()
    await expectExactly(page, server, room, ['without a typo', 'fine'])
    await expect(message(page, 'without a typo')).not.toContainText('edited')
    const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
    expect(database.read().posted, 'the one that was deleted has never been there').toBe(2)
    database.close()
  })
})

test.describe('when an answer is lost', () => {
  test('[L46] [L47] a message, an edit and a deletion that were committed happen once', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('lost'))
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    const unheard = async (act: () => Promise<void>, committed: readonly string[]) => {
      socket.deafen()
      await act()
      await expect.poll(() => stored(server, room)).toEqual(committed)
      await expect(unconfirmed(page)).toHaveCount(1)
      socket.drop()
      await settled(page)
      await expectExactly(page, server, room, committed)
    }
    await unheard(() => send(page, 'hello'), ['hello'])
    await post(page, 'there')
    await unheard(() => edit(page, 'hello', 'hello, edited'), ['hello, edited', 'there'])
    await unheard(() => remove(page, 'there'), ['hello, edited'])
    const database = new RoomDatabase(server.databasePath, Number(/\d+$/.exec(room)![0]))
    const kinds = database.changesAfter(0).map(({ kind }) => kind)
    database.close()
    expect(kinds).toEqual(['message_created', 'message_created', 'message_edited', 'message_deleted'])
  })

  test('what was done to a message before it was confirmed is done to it', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('tried'))
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    socket.deafen()
    await send(page, 'committed unheard')
    await expect.poll(() => stored(server, room)).toEqual(['committed unheard'])
    await edit(page, 'committed unheard', 'changed before it was confirmed')
    await expect(message(page, 'changed before')).toHaveAttribute('data-state', 'pending')
    socket.drop()
    await expectExactly(page, server, room, ['changed before it was confirmed'])
  })
})

test.describe('two tabs', () => {
  test('[L115] what is pending is shown in both, and the tab that is left sends it', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('left'))
    await post(page, 'before')
    const second = await page.context().newPage()
    const sockets = [await UnreliableSocket.of(page, 0), await UnreliableSocket.of(second, 0)] as const
    await openRoom(page, room)
    await openRoom(second, room)
    for (const socket of sockets) socket.cut()
    await expectCut(page)
    await expectCut(second)
    await send(page, 'one')
    await send(page, 'two')
    await edit(page, 'before', 'before, edited')
    for (const tab of [page, second]) {
      await expect(tab.locator('article[data-state="pending"] [data-body]')).toHaveText([
        'before, edited',
        'one',
        'two',
      ])
    }
    await page.close()
    await sockets[1].restore()
    await expectExactly(second, server, room, ['before, edited', 'one', 'two'])
  })

  test('the tab that is in the middle of sending is closed, and the other takes over', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('takes over'))
    const second = await page.context().newPage()
    const tap = await Tap.on(page)
    await openRoom(page, room)
    await openRoom(second, '/rooms')
    tap.hold('sent')
    await send(page, 'one')
    await send(page, 'two')
    await expect.poll(() => tap.heldBack('sent'), 'the first tab is sending').toBeGreaterThan(0)
    expect(stored(server, room)).toEqual([])
    await page.close()
    await expect
      .poll(() => stored(server, room), 'the other sends, though no room is open there')
      .toEqual(['one', 'two'])
    await openRoom(second, room)
    await expectExactly(second, server, room, ['one', 'two'])
  })

  test('a tab that hangs in the middle of sending does not hold up the other for long', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('hangs'))
    const second = await page.context().newPage()
    const tap = await Tap.on(page)
    await openRoom(page, room)
    await openRoom(second, room)
    tap.hold('sent')
    await send(page, 'one')
    await send(page, 'two')
    await expect.poll(() => stored(server, room), { timeout: 20_000 }).toEqual(['one', 'two'])
    tap.release('sent')
    for (const tab of [page, second]) await expectExactly(tab, server, room, ['one', 'two'])
  })

  test('where there are no locks every tab sends, and everything happens once', async ({ person, server }) => {
    const { page } = await person('Ann')
    await page.context().addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }))
    const room = await newRoom(page, uniqueName('no locks'))
    const second = await page.context().newPage()
    await openRoom(second, room)
    const texts = Array.from({ length: 5 }, (_, index) => [`first, ${index}`, `second, ${index}`]).flat()
    for (const text of texts) await send(text.startsWith('first') ? page : second, text)
    await expect(page.locator('#messages > article[id]')).toHaveCount(texts.length)
    for (const tab of [page, second]) await expectExactly(tab, server, room, stored(server, room))
    expect(stored(server, room).toSorted()).toEqual(texts.toSorted())
  })

  test('what is refused can be tried again or given up in either', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('either'))
    const second = await page.context().newPage()
    await openRoom(second, room)
    await sendRefused(page)
    for (const tab of [page, second]) {
      await expect(tab.locator('article[data-state="failed"]')).toContainText('Not sent: This holds half a character')
    }
    await second.getByRole('button', { name: 'Retry' }).click()
    await expect(second.locator('article[data-state="failed"]')).toBeVisible()
    await second.getByRole('button', { name: 'Discard' }).click()
    await expectExactly(page, server, room, [])
    await expectExactly(second, server, room, [])
  })

  test('[L75] a draft goes on in the other tab, where it does not replace what the first tab holds', async ({
    person,
  }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('draft'))
    const second = await page.context().newPage()
    await openRoom(second, room)
    await composer(page).fill('begun in the first')
    await expect(composer(second)).toHaveValue('begun in the first')
    const heard = page.evaluate(() => new Promise<void>((resolve) => addEventListener('storage', () => resolve())))
    await composer(second).fill('gone on in the second')
    await heard
    await expect(composer(page)).toHaveValue('begun in the first')
    await page.reload()
    await expect(composer(page)).toHaveValue('begun in the first')
    await page.close()
    await composer(second).press('Enter')
    await openRoom(second, room)
    await expect(composer(second)).toHaveValue('')
  })
})

test.describe('what is refused', () => {
  test('[L49] stays across a reload, holds up nothing, says why, and is given back', async ({ person, server }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('refused'))
    await sendRefused(page)
    const failed = page.locator('article[data-state="failed"]')
    await expect(failed).toContainText('Not sent: This holds half a character')
    await expect(page.locator('#announcements')).toContainText('Not sent')
    await send(page, 'goes on')
    await expect(message(page, 'goes on')).not.toHaveAttribute('data-state')
    await page.reload()
    await settled(page)
    await expect(failed).toContainText('Not sent: This holds half a character')
    await failed.getByRole('button', { name: 'Discard' }).click()
    await expect(composer(page)).toHaveValue(/half/)
    await expectExactly(page, server, room, ['goes on'])
  })

  test('goes out by Retry once the server takes it', async ({ person, server }) => {
    const { page } = await person('Ann')
    const tap = await Tap.on(page)
    let refuses = true
    tap.meet = (socket) => {
      const upstream = socket.connectToServer()
      socket.onMessage((data) => {
        const [channel, ref, kind, name] = JSON.parse(String(data))
        const isRefused =
          refuses && kind === 'event' && ['send_message', 'edit_message', 'delete_message'].includes(name)
        if (!isRefused) return upstream.send(data)
        socket.send(JSON.stringify([channel, ['error', ref, { code: 'forbidden', message: 'Not today.' }]]))
      })
    }
    const room = await newRoom(page, uniqueName('retry'))
    const failed = page.locator('article[data-state="failed"]')
    const retried = async (refusal: string, act: () => Promise<void>, bodies: readonly string[]) => {
      refuses = true
      await act()
      await expect(failed).toContainText(`${refusal}: Not today.`)
      refuses = false
      await failed.getByRole('button', { name: 'Retry' }).click()
      await expectExactly(page, server, room, bodies)
    }
    await retried('Not sent', () => send(page, 'hello'), ['hello'])
    await retried('Not saved', () => edit(page, 'hello', 'hello, edited'), ['hello, edited'])
    refuses = true
    await edit(page, 'hello, edited', 'hello, edited in vain')
    await expect(failed).toContainText('Not saved')
    await failed.getByRole('button', { name: 'Discard' }).click()
    await expect(composer(page)).toHaveValue('hello, edited in vain')
    await expectExactly(page, server, room, ['hello, edited'])
    await retried('Not deleted', () => remove(page, 'hello, edited'), [])
  })

  test('for now alone is tried again by itself; when that lasts it says why, and goes out by Retry', async ({
    person,
    server,
  }) => {
    const { page } = await person('Ann')
    const tap = await Tap.on(page)
    const problem = { code: 'unavailable', message: 'The database does not answer at the moment.', retryAfter: 10 }
    let refusals = 0
    tap.meet = (socket) => {
      const upstream = socket.connectToServer()
      socket.onMessage((data) => {
        const [channel, ref, , name] = JSON.parse(String(data))
        if (name !== 'send_message' || refusals-- <= 0) return upstream.send(data)
        socket.send(JSON.stringify([channel, ['error', ref, problem]]))
      })
    }
    const room = await newRoom(page, uniqueName('for now'))
    refusals = 4
    await send(page, 'tried again')
    await expectExactly(page, server, room, ['tried again'])
    refusals = 5
    await send(page, 'given up for now')
    const failed = page.locator('article[data-state="failed"]')
    await expect(failed).toContainText(`Not sent: ${problem.message}`)
    await failed.getByRole('button', { name: 'Retry' }).click()
    await expectExactly(page, server, room, ['tried again', 'given up for now'])
  })

  test('[L70] an edit of a message that was deleted meanwhile says so, and its text is given back', async ({
    person,
    server,
    browser,
  }) => {
    const { page, user } = await person('Ann')
    const room = await newRoom(page, uniqueName('deleted'))
    await post(page, 'here', 'edited late', 'deleted twice')
    const socket = await UnreliableSocket.of(page, 0)
    await page.reload()
    await settled(page)
    await using device = await anotherDevice(browser, server, user)
    await openRoom(device.page, room)
    // Not for so long that the page would go on over HTTP.
    socket.cut()
    await expectCut(page)
    await edit(page, 'edited late', 'edited too late')
    await remove(page, 'deleted twice')
    for (const text of ['edited late', 'deleted twice']) await remove(device.page, text)
    await expectExactly(device.page, server, room, ['here'])
    await socket.restore()
    const failed = page.locator('article[data-state="failed"]')
    await expect(failed).toContainText('Not saved: The message was deleted meanwhile.')
    await expect(failed.locator('[data-body]')).toHaveText('edited too late')
    await page.reload()
    await expect(failed.locator('[data-body]')).toHaveText('edited too late')
    await expect(unconfirmed(page), 'what was deleted already needs nothing more').toHaveCount(1)
    await failed.getByRole('button', { name: 'Discard' }).click()
    await expect(composer(page)).toHaveValue('edited too late')
    await expectExactly(page, server, room, ['here'])
  })
})

test.describe('storage', () => {
  for (const [what, breakIt] of [
    ['cannot be opened', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
    [
      'is full',
      () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError')
        }
      },
    ],
    [
      'never opens',
      () => {
        const { open } = IDBFactory.prototype
        IDBFactory.prototype.open = function (...which) {
          const opening = open.apply(this, which)
          opening.addEventListener('success', (event) => event.stopImmediatePropagation())
          return opening
        }
      },
    ],
    [
      'opens and then never answers',
      () => {
        const { transaction } = IDBDatabase.prototype
        IDBDatabase.prototype.transaction = function (...what) {
          const begun = transaction.apply(this, what)
          const store = begun.objectStore('outgoing')
          // As WebKit does it: the transaction does not end, and nothing behind it begins.
          const goOn = () => {
            store.count().onsuccess = goOn
          }
          if (begun.mode === 'readwrite') goOn()
          begun.commit = () => {}
          return begun
        }
      },
    ],
  ] as const) {
    test(`that ${what} is told, and what is sent still arrives`, async ({ person, server }) => {
      const { page } = await person('Ann')
      await page.addInitScript(breakIt)
      const socket = await UnreliableSocket.of(page, 0)
      const room = await newRoom(page, uniqueName('storage'))
      socket.cut()
      await expectCut(page)
      await send(page, 'one')
      await send(page, 'two')
      await expect(page.locator('#flash')).toContainText('cannot keep what is unsent')
      await expect(page.locator('article[data-state="pending"]')).toHaveCount(2)
      await edit(page, 'two', 'two, edited')
      await expectAskedOnLeaving(page)
      page.once('dialog', (dialog) => dialog.accept())
      await page.reload()
      await expect(page.locator('#messages > article [data-body]'), 'in the next page').toHaveText([
        'one',
        'two, edited',
      ])
      await edit(page, 'one', 'one, edited later')
      await socket.restore()
      await expect(page.locator('#messages > article [data-body]')).toHaveText(['one, edited later', 'two, edited'])
      await expect(unconfirmed(page)).toHaveCount(0)
      expect(stored(server, room)).toEqual(['one, edited later', 'two, edited'])
      await expect.poll(() => notesIn(page), 'the notes of what was sent').toEqual([])
    })
  }

  test('that works again gets what a page held in memory, as it was changed there', async ({ person, server }) => {
    const { page } = await person('Ann')
    await page.addInitScript(() => {
      if (sessionStorage.getItem('storage') === 'works') return
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = function (...what) {
        if (sessionStorage.getItem('storage') === 'is full') throw new DOMException('full', 'QuotaExceededError')
        return put.apply(this, what)
      }
    })
    const socket = await UnreliableSocket.of(page, 0)
    const room = await newRoom(page, uniqueName('storage'))
    socket.cut()
    await expectCut(page)
    const storageThat = (state: string) => page.evaluate((state) => sessionStorage.setItem('storage', state), state)
    await send(page, 'written')
    await expect.poll(() => keptInOutbox(page)).toBe(1)
    await storageThat('is full')
    await edit(page, 'written', 'written, edited')
    await send(page, 'held')
    await expect.poll(async () => (await notesIn(page)).length, 'notes').toBe(2)
    await storageThat('works')
    page.once('dialog', (dialog) => dialog.accept())
    await page.reload()
    await expect(page.locator('#messages > article [data-body]')).toHaveText(['written, edited', 'held'])
    await expect.poll(() => notesIn(page), 'notes of what is written').toEqual([])
    expect(await keptInOutbox(page)).toBe(2)
    await socket.restore()
    await expectExactly(page, server, room, ['written, edited', 'held'])
  })
})

test('a page of a later version gets the storage, and what is written in this one still arrives', async ({
  person,
  server,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('later version'))
  await post(page, 'before')
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const later = indexedDB.open('rill', 1_000)
        later.onsuccess = resolve
        later.onblocked = () => reject(new Error('This page does not let go.'))
      }),
  )
  await send(page, 'after')
  await expect(page.locator('#flash')).toContainText('cannot keep what is unsent')
  await expect(page.locator('#messages > article [data-body]')).toHaveText(['before', 'after'])
  await expect(unconfirmed(page)).toHaveCount(0)
  expect(stored(server, room)).toEqual(['before', 'after'])
})

test('signing out with something unsent asks first; it stays its author’s and waits for them', async ({
  person,
  server,
}) => {
  const { page, user } = await person('Ann')
  const room = await newRoom(page, uniqueName('sign out'))
  const socket = await UnreliableSocket.of(page, 0)
  await page.reload()
  await settled(page)
  socket.cut()
  await expectCut(page)
  await send(page, 'for later')
  await expect(unconfirmed(page)).toHaveCount(1)
  await page.locator('.user-menu summary').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const question = page.getByRole('dialog', { name: 'Sign out before everything is sent?' })
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(unconfirmed(page)).toHaveCount(1)
  await page.locator('.user-menu summary').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await question.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await socket.restore()
  const other = { name: 'Eve', email: `${crypto.randomUUID()}@rill.example`, password: user.password }
  await page.request.post('/sign-up', { form: other, headers: { origin: server.url }, maxRedirects: 0 })
  await openRoom(page, room)
  await post(page, 'of somebody else')
  expect(stored(server, room)).toEqual(['of somebody else'])
  await page.locator('.user-menu summary').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Email').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(() => stored(server, room)).toEqual(['of somebody else', 'for later'])
  await openRoom(page, room)
  await expectExactly(page, server, room, ['of somebody else', 'for later'])
})

/** Sends a text that no server takes. */
async function sendRefused(page: Page): Promise<void> {
  await composer(page).evaluate((field: HTMLTextAreaElement) => {
    field.value = 'half \ud800 a character'
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await composer(page).press('Enter')
}
