import type { Page } from '@playwright/test'
import { openStore } from '../db/open.ts'
import {
  composer,
  distanceToEnd,
  distanceToStart,
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

test.use({ serverOptions: { messages: 2_400 } })

/** Where the first message in sight stands, and which it is. */
function readingPlace(page: Page): Promise<{ id: string; top: number }> {
  return page.locator('.scroller').evaluate((scroller) => {
    const { top } = scroller.getBoundingClientRect()
    const seen = Array.from(scroller.querySelectorAll('#messages > article[id]')).find(
      (row) => row.getBoundingClientRect().bottom > top,
    )!
    return { id: seen.id, top: seen.getBoundingClientRect().top }
  })
}

async function topOf(page: Page, id: string): Promise<number> {
  return await page.locator(`#${id}`).evaluate((row) => row.getBoundingClientRect().top)
}

async function wheelUp(page: Page, pixels: number): Promise<void> {
  await page.locator('.scroller').hover()
  await page.mouse.wheel(0, -pixels)
}

/** Scrolls by a step in each frame, and notes in every one what is wrong with what is shown. */
function sweep(page: Page, direction: 'up' | 'down', step: number): Promise<{ rows: number; empty: number }> {
  return page.evaluate(
    ({ sign, pixels, edge }) =>
      new Promise((resolve) => {
        const scroller = document.querySelector('.scroller')!
        const list = document.querySelector('#messages')!
        let rows = 0
        let empty = 0
        let still = 0
        const frame = () => {
          const before = scroller.scrollTop
          scroller.scrollTop += sign * pixels
          const count = list.querySelectorAll(':scope > article').length
          rows = Math.max(rows, count)
          const view = scroller.getBoundingClientRect()
          if (
            !document
              .elementsFromPoint(view.x + view.width / 2, view.y + view.height / 2)
              .some((element) => list.contains(element))
          )
            empty++
          const waits = list.getAttribute(edge) === 'more' || list.hasAttribute(edge.replace('data-', 'data-loading-'))
          still = scroller.scrollTop === before && !waits ? still + 1 : 0
          if (still < 5) requestAnimationFrame(frame)
          else resolve({ rows, empty })
        }
        requestAnimationFrame(frame)
      }),
    { sign: direction === 'up' ? -1 : 1, pixels: step, edge: direction === 'up' ? 'data-start' : 'data-end' },
  )
}

test('[L1] a room opens at its newest message', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  expect(await distanceToEnd(page)).toBeLessThanOrEqual(1)
  await expect(page.locator('#messages > article[id]').last()).toBeInViewport()
  expect((await messageIds(page)).length).toBeGreaterThanOrEqual(50)
})

test('[L9] [L12] WIN1 WIN4: back through a thousand messages to the first and down again, each once and in order', async ({
  person,
  server,
}) => {
  // Two thousand messages, a frame at a time.
  test.slow()
  const { page } = await person('Ann')
  await openRoom(page)
  const seen = new Set(await messageIds(page))
  await page.exposeFunction('note', (ids: number[]) => {
    for (const id of ids) seen.add(id)
  })
  await page.evaluate(() => {
    document.addEventListener('live:rows', (event) => {
      const ids = Array.from((event.target as Element).querySelectorAll(':scope > article[id]'), ({ id }) =>
        Number(id.slice(9)),
      )
      ;(window as unknown as { note(ids: number[]): void }).note(ids)
    })
  })
  const newest = (await messageIds(page)).at(-1)!
  const up = await sweep(page, 'up', 600)
  await expect(page.getByText('begins here')).toBeInViewport()
  expect(up.rows).toBeLessThanOrEqual(350)
  expect(up.empty).toBe(0)
  const atStart = await messageIds(page)
  expect(atStart).toEqual(atStart.toSorted((a, b) => a - b))
  const down = await sweep(page, 'down', 600)
  expect(down.rows).toBeLessThanOrEqual(350)
  const atEnd = await messageIds(page)
  expect(atEnd.at(-1)).toBe(newest)
  expect(atEnd).toEqual(atEnd.toSorted((a, b) => a - b))
  expect(seen.size).toBeGreaterThan(1_000)
  const store = openStore({ path: server.databasePath })
  const all: number[] = []
  for (let after = 0, more = true; more; after = all.at(-1)!) {
    const stored = await store.messages.after(1, after, 500)
    all.push(...stored.messages.map(({ id }) => id))
    more = stored.more
  }
  await store.close()
  expect(Array.from(seen).toSorted((a, b) => a - b)).toEqual(all)
})

test('[L3] WIN2: the row under the reader’s eye stays where it is when older messages arrive', async ({ person }) => {
  const { page } = await person('Ann')
  const tap = await Tap.on(page)
  await openRoom(page)
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { overflow-anchor: none !important }')
    document.adoptedStyleSheets.push(sheet)
  })
  for (let round = 0; round < 8; round++) {
    // The older messages wait until the wheel has come to rest.
    tap.hold('received')
    await wheel(page, -FAR)
    await expect.poll(() => distanceToStart(page), 'scrolled to the start').toBeLessThan(1)
    await wheel(page, 200)
    await expect.poll(() => distanceToStart(page), 'scrolled down a little').toBeCloseTo(200, 0)
    const before = await page.locator('.scroller').evaluate((scroller) => {
      const rows = Array.from(scroller.querySelectorAll('article[id]'))
      const seen = rows.find((row) => row.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top)!
      return { first: Number(rows[0]!.id.slice(9)), id: seen.id, top: seen.getBoundingClientRect().top }
    })
    tap.release('received')
    await expect.poll(async () => (await messageIds(page))[0]).toBeLessThan(before.first)
    expect(Math.abs((await topOf(page, before.id)) - before.top)).toBeLessThanOrEqual(1)
  }
})

test('[L3] WIN2: nothing moves for who waits at the first message, which loses day and name to those that come', async ({
  person,
}) => {
  const { page } = await person('Ann')
  const tap = await Tap.on(page)
  await openRoom(page)
  for (let round = 0; round < 8; round++) {
    const first = page.locator('#messages > article[id]').first()
    await expect(first).toHaveAttribute('data-day')
    tap.hold('received')
    await wheel(page, -FAR)
    await expect.poll(() => distanceToStart(page), 'scrolled to the start').toBeLessThan(1)
    const before = await page.locator('.scroller').evaluate((scroller) => {
      const { bottom } = scroller.getBoundingClientRect()
      const texts = Array.from(scroller.querySelectorAll('article[id] > [data-body]'), (text) => ({
        id: text.parentElement!.id,
        top: text.getBoundingClientRect().top,
      }))
      return texts.filter(({ top }) => top < bottom)
    })
    tap.release('received')
    await expect(first).not.toHaveId(before[0]!.id)
    const moved = await page.evaluate(
      (before) =>
        before.map(({ id, top }) => {
          const text = document.querySelector(`#${id} > [data-body]`)!
          return Math.abs(text.getBoundingClientRect().top - top)
        }),
      before,
    )
    expect(Math.max(...moved)).toBeLessThanOrEqual(1)
  }
})

test('[L5] [L6] WIN2 WIN3: nothing moves for a reader of history when messages above and below change', async ({
  person,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  await openRoom(ann.page, '/rooms/2')
  await send(ann.page, 'soon to grow')
  await expect(message(ann.page, 'soon to grow')).not.toHaveAttribute('data-state')
  await post(
    ann.page,
    '/rooms/2',
    lines(0, 29).map((line) => `${line}\nwith\nmore`),
  )
  await expect(message(ann.page, 'line 29')).toHaveCount(1)
  await openRoom(bob.page, '/rooms/2')
  await wheelUp(bob.page, 700)
  await expect.poll(() => distanceToEnd(bob.page)).toBeGreaterThan(600)
  const place = await readingPlace(bob.page)
  await message(ann.page, 'soon to grow').getByRole('button', { name: 'Edit message' }).click()
  await ann.page.getByRole('textbox', { name: 'Edit message' }).fill('has grown\n'.repeat(12))
  await ann.page.getByRole('button', { name: 'Save' }).click()
  await expect(message(bob.page, 'has grown')).toHaveCount(1)
  await send(ann.page, 'below')
  await expect(message(bob.page, 'below')).toHaveCount(1)
  expect(Math.abs((await topOf(bob.page, place.id)) - place.top)).toBeLessThanOrEqual(1)
  await message(ann.page, 'has grown').getByRole('button', { name: 'Delete message' }).click()
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(message(bob.page, 'has grown')).toHaveCount(0)
  expect(Math.abs((await topOf(bob.page, place.id)) - place.top)).toBeLessThanOrEqual(1)
})

test('[L6] [L7] at the bottom the list follows; scrolled up, a button tells you of new messages and leads there', async ({
  person,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  await Promise.all([openRoom(ann.page), openRoom(bob.page)])
  await send(ann.page, 'followed')
  await expect(message(bob.page, 'followed')).toBeInViewport()
  expect(await distanceToEnd(bob.page)).toBeLessThanOrEqual(1)
  await wheelUp(bob.page, 900)
  await expect.poll(() => distanceToEnd(bob.page)).toBeGreaterThan(500)
  await send(ann.page, 'unseen one')
  const pill = bob.page.getByRole('button', { name: /^Jump to latest/ })
  await expect(pill).toContainText('1 new message')
  await send(ann.page, 'unseen two')
  await expect(pill).toContainText('2 new messages')
  await pill.click()
  await expect(message(bob.page, 'unseen two')).toBeInViewport()
  await expect(pill).toBeHidden()
  await expect(composer(bob.page)).toBeFocused()
})

test('[L8] who sends while reading history is led to the own message', async ({ person }) => {
  const { page } = await person('Ann')
  await openRoom(page)
  await wheelUp(page, 2_000)
  await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(500)
  await send(page, 'back to the present')
  await expect(message(page, 'back to the present')).toBeInViewport()
})

test('[L13] WIN6: what arrives while the newest end is not loaded is counted, and comes in order', async ({
  person,
}) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  await Promise.all([openRoom(ann.page), openRoom(bob.page)])
  await sweep(bob.page, 'up', 900)
  await expect(bob.page.locator('#messages')).toHaveAttribute('data-end', 'more')
  await send(ann.page, 'beyond the window')
  await expect(bob.page.getByRole('button', { name: /^Jump to latest/ })).toContainText('1 new message')
  await expect(message(bob.page, 'beyond the window')).toHaveCount(0)
  await bob.page.getByRole('button', { name: /^Jump to latest/ }).click()
  await expect(message(bob.page, 'beyond the window')).toBeInViewport()
  const ids = await messageIds(bob.page)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
})

test('[L10] WIN1: a room shorter than the screen shows its beginning and asks for nothing', async ({ person }) => {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('short'))
  await send(page, 'the only one')
  await expect(message(page, 'the only one')).toBeInViewport()
  await page.reload()
  await settled(page)
  await expect(page.getByText('begins here')).toBeVisible()
  await expect(page.locator('#messages')).toHaveAttribute('data-start', 'end')
})

test('[L17] [L40] a page that fails can be asked for again', async ({ person }) => {
  const { page } = await person('Ann')
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    let failures = 1
    socket.onMessage((data) => {
      const message = JSON.parse(String(data))
      if (message[3] === 'older_messages' && failures-- > 0) {
        socket.send(JSON.stringify([0, ['error', message[1], { code: 'unavailable', message: 'Away.' }]]))
      } else server.send(data)
    })
  })
  await openRoom(page)
  await wheel(page, -FAR)
  await expect(page.locator('#messages-start').getByText('could not be loaded')).toBeVisible()
  const before = (await messageIds(page)).length
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect.poll(async () => (await messageIds(page)).length).toBeGreaterThan(before)
})

test('[L9] [L12] a room that is opened again is paged from its own rows, whatever was deleted at the edge of those before', async ({
  person,
  server,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('edges'))
  await post(page, room, lines(0, 89))
  await expect(message(page, 'line 89')).toHaveCount(1)
  await openRoom(page, `${room}?message=${(await messageIds(page)).at(-40)}`)
  const [first] = await messageIds(page)
  const gone = await page.locator(`#messages-${first} [data-body]`).textContent()
  const answer = await page.request.delete(`/messages/${first}`, { headers: { origin: server.url } })
  expect(answer.status()).toBe(204)
  await expect(page.locator(`#messages-${first}`)).toHaveCount(0)
  await page.locator('.room-list a:not([aria-current])').first().click()
  await expect(page.locator(`.room-list a[href="${room}"]`)).not.toHaveAttribute('aria-current')
  await page.locator(`.room-list a[href="${room}"]`).click()
  await expect(message(page, 'line 89')).toHaveCount(1)
  await settled(page)
  const held = (await messageIds(page)).length
  await wheel(page, -FAR)
  await expect.poll(async () => (await messageIds(page)).length).toBeGreaterThan(held)
  await settled(page)
  const [oldest = '', ...others] = await page.locator('#messages > article [data-body]').allTextContents()
  expect([oldest, ...others]).toEqual(lines(Number(oldest.slice(5)), 89).filter((line) => line !== gone))
})

test('[L94] [L18] a copied link opens its message among its neighbours', async ({ person }) => {
  const { page } = await person('Ann')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openRoom(page)
  const target = page.locator('#messages > article[id]').nth(3)
  const id = await target.getAttribute('id')
  await target.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.locator('#flash')).toHaveText('Link copied.')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(link)
  await settled(page)
  await expect(page.locator(`#${id}`)).toBeInViewport()
  await expect(page.locator(`#${id}`)).toHaveAttribute('data-target', '')
})

test('[L64] ArrowUp finds the last own message however far back it is', async ({ person }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const tap = await Tap.on(ann.page)
  const room = await newRoom(ann.page, uniqueName('far back'))
  await send(ann.page, 'mine, long ago')
  await expect(message(ann.page, 'mine, long ago')).not.toHaveAttribute('data-state')
  await openRoom(bob.page, room)
  await post(bob.page, room, lines(0, 79))
  await ann.page.reload()
  await settled(ann.page)
  await expect(message(ann.page, 'mine, long ago')).toHaveCount(0)
  tap.hold('answers')
  await composer(ann.page).press('ArrowUp')
  await expect.poll(() => tap.heldBack('answers'), 'the answer that names the message').toBeGreaterThan(0)
  await ann.page.keyboard.type('typed meanwhile')
  tap.release('answers')
  await expect(composer(ann.page)).toHaveValue('typed meanwhile')
  await send(ann.page, 'the next message')
  await expect(message(ann.page, 'the next message'), 'it was sent after the answer').not.toHaveAttribute('data-state')
  await expect(ann.page.getByRole('textbox', { name: 'Edit message' }), 'no editor opens late').toHaveCount(0)
  expect(tap.sent.filter(([, , , event]) => event === 'messages_around')).toEqual([])
  await message(ann.page, 'the next message').getByRole('button', { name: 'Delete message' }).click()
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(message(ann.page, 'the next message')).toHaveCount(0)
  await composer(ann.page).focus()
  await composer(ann.page).press('ArrowUp')
  await expect(ann.page.getByRole('textbox', { name: 'Edit message' })).toHaveValue('mine, long ago')
  await expect(ann.page.getByRole('textbox', { name: 'Edit message' })).toBeInViewport()
  await ann.page.keyboard.press('Escape')
  await ann.page.getByRole('button', { name: /^Jump to latest/ }).click()
  await expect(message(ann.page, 'line 79')).toBeInViewport()
  await composer(ann.page).press('ArrowUp')
  await expect(ann.page.getByRole('textbox', { name: 'Edit message' }), 'and finds it again').toBeInViewport()
})

test('[L20] a link to a message that was deleted says so', async ({ person }) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('deleted'))
  await send(page, 'kept')
  await openRoom(page, `${room}?message=999999`)
  await expect(page.locator('#flash')).toContainText('deleted or never existed')
  await expect(message(page, 'kept')).toBeInViewport()
})

test('WIN5: a page that arrives after a jump to the newest leaves no hole', async ({ person, server }) => {
  const { page } = await person('Ann')
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((data) => void setTimeout(() => socket.send(data), 150))
  })
  await openRoom(page)
  const target = (await messageIds(page))[0]! - 400
  await openRoom(page, `/rooms/1?message=${target}`)
  await page.getByRole('button', { name: /^Jump to latest/ }).click()
  await wheel(page, FAR)
  await expect(page).not.toHaveURL(/message=/)
  await expect(page.locator('#messages')).toHaveAttribute('data-end', 'end')
  await expect(page.locator('#messages[data-loading-start], #messages[data-loading-end]')).toHaveCount(0)
  const ids = await messageIds(page)
  const store = openStore({ path: server.databasePath })
  const stored = await store.messages.before(1, Number.MAX_SAFE_INTEGER, ids.length)
  await store.close()
  expect(ids).toEqual(stored.messages.map(({ id }) => id))
})

test('WIN1 WIN4: on a very tall screen the window holds what is in sight, and asks for no page twice', async ({
  person,
}) => {
  const { page } = await person('Ann')
  await page.setViewportSize({ width: 1_000, height: 6_000 })
  const cursors: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (/"(older|newer)_messages"/.test(String(payload)))
        cursors.push(JSON.stringify(JSON.parse(String(payload)).slice(3)))
    }),
  )
  await openRoom(page)
  await expect.poll(async () => (await messageIds(page)).length).toBeGreaterThan(150)
  await wheel(page, -4_000)
  await expect.poll(() => distanceToEnd(page), 'scrolled up').toBeGreaterThan(3_000)
  await expect(page.locator('#messages[data-loading-start], #messages[data-loading-end]')).toHaveCount(0)
  expect(new Set(cursors).size).toBe(cursors.length)
})

test('[L7] an edit far away is no new message', async ({ person }) => {
  const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
  const room = await newRoom(ann.page, uniqueName('edits'))
  await send(ann.page, 'the first')
  await expect(message(ann.page, 'the first')).not.toHaveAttribute('data-state')
  await post(ann.page, room, lines(0, 59))
  await expect(message(ann.page, 'line 59')).toBeVisible()
  await openRoom(bob.page, room)
  await wheel(bob.page, -300)
  await expect.poll(() => distanceToEnd(bob.page), 'scrolled up').toBeGreaterThan(200)
  await wheel(ann.page, -FAR)
  await message(ann.page, 'the first').getByRole('button', { name: 'Edit message' }).click()
  await ann.page.getByRole('textbox', { name: 'Edit message' }).fill('changed')
  await ann.page.getByRole('button', { name: 'Save' }).click()
  await expect(message(ann.page, 'changed')).toContainText('edited')
  await send(ann.page, 'really new')
  const pill = bob.page.getByRole('button', { name: /^Jump to latest/ })
  await expect(pill).toContainText('1 new message')
  await expect(pill).not.toContainText('2')
})

test('[L61] WIN4: an open editor far away makes the list no longer than its window, and its text stays', async ({
  person,
}) => {
  const { page } = await person('Ann')
  await openRoom(page)
  await send(page, 'to be edited')
  await expect(message(page, 'to be edited')).not.toHaveAttribute('data-state')
  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('half an edit')
  const newest = page.locator('#messages > article[id]').last()
  const edited = (await newest.getAttribute('id'))!
  await page.locator('.scroller').hover()
  for (let loaded = 0; loaded < 8; loaded++) {
    const first = (await messageIds(page))[0]!
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -2_000)
        return (await messageIds(page))[0]!
      }, 'the oldest message that is loaded')
      .toBeLessThan(first)
    expect((await messageIds(page)).length).toBeLessThanOrEqual(300)
  }
  await expect(page.locator(`#${edited}`)).toHaveCount(0)
  await page.getByRole('button', { name: /^Jump to latest/ }).click()
  await expect(page.locator(`#${edited}`)).toBeInViewport()
  await composer(page).press('ArrowUp')
  await expect(page.getByRole('textbox', { name: 'Edit message' })).toHaveValue('half an edit')
})

test('[L61] what was typed into an editor is there again when its message is', async ({ person }) => {
  const { page } = await person('Ann')
  await newRoom(page, uniqueName('interrupted'))
  await send(page, 'to be edited')
  await expect(message(page, 'to be edited')).not.toHaveAttribute('data-state')
  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('half an edit')
  await page.getByRole('link', { name: 'weekend-plans' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'weekend-plans' })).toBeVisible()
  await page.goBack()
  await expect(message(page, 'to be edited')).toBeVisible()
  await composer(page).press('ArrowUp')
  await expect(page.getByRole('textbox', { name: 'Edit message' })).toHaveValue('half an edit')
})
