/** The number of rows that a window holds, and their correctness while rows come, change and go. */
import { expect } from '@playwright/test'
import type { RowsChanged } from '../../client/live/row-change.ts'
import type { HeldRequest } from '../fixtures/feed.ts'
import { painted, watch } from '../fixtures/painted.ts'
import { test } from '../fixtures/server.ts'
import { type Edge, WindowPage } from '../fixtures/window-page.ts'

const WINDOW = 60
/** The window, the rows near the eye beyond it, and a page that has just come. */
const MOST_ROWS = 100

declare global {
  interface Window {
    heldBack: string[]
  }
}

test('WIN4: rows that arrive live do not make the page grow, in a hidden list either', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'ancestor', count: 60, window: WINDOW })
  await shown.rest()
  await shown.jumpTo('end')
  await watch(shown)
  shown.feed.append(120)
  await expect(shown.row(180)).toBeInViewport()
  expect((await painted(shown)).rows).toBeLessThanOrEqual(MOST_ROWS)
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.ancestor')!.hidden = true
  })
  shown.feed.append(120)
  await expect(shown.row(300)).toHaveCount(1)
  expect((await shown.ids()).length).toBeLessThanOrEqual(WINDOW)
  await shown.expectStretch()
})

test('WIN6: beyond a trimmed end live rows are held back and reported, while edits and deletions of rows in the page apply', async ({
  page,
}) => {
  const shown = await WindowPage.open(page, { scroller: 'list', count: 300, window: WINDOW })
  await shown.rest()
  await travel(shown, 'start', 100)
  await expect(shown.list).toHaveAttribute('data-end', 'more')
  await page.evaluate(() => {
    window.heldBack = []
    document.addEventListener('live:rows', (event) => {
      const { heldBack } = (event as CustomEvent<RowsChanged>).detail
      window.heldBack.push(...heldBack.map(({ id }) => id))
    })
  })
  const before = await shown.ids()
  const [first, second, third] = before
  shown.feed.append(3)
  shown.feed.edit(second!, 'edited')
  shown.feed.edit(299, 'edited out of sight')
  shown.feed.delete(third!, 298)
  await expect(shown.row(second!)).toHaveText('edited')
  await expect(shown.row(third!)).toHaveCount(0)
  expect(await page.evaluate(() => window.heldBack)).toEqual(['rows-301', 'rows-302', 'rows-303'])
  expect(await shown.ids()).toEqual([first, second, ...before.slice(3)])
  await shown.expectStretch()
})

for (const [scroller, edge] of [
  ['list', 'start'],
  ['reversed', 'end'],
] as const) {
  const where = edge === 'start' ? 'older' : 'newer'

  test(`WIN5 WIN12: ${where} pages leave no hole and no double, whatever happens before a page is read, and after (${scroller})`, async ({
    page,
  }) => {
    const shown = await WindowPage.open(page, { scroller, count: 200, around: 100, window: WINDOW })
    await shown.show(100)
    await shown.rest()
    shown.feed.hold('asked', 'read')
    while ((await shown.list.getAttribute(`data-${edge}`)) === 'more') {
      await disturb(shown, edge)
      const asked = await nextHeld(shown, edge)
      await disturb(shown, edge)
      asked?.release()
      const read = asked && (await shown.takeHeld('read'))
      await disturb(shown, edge)
      read?.release()
      await disturb(shown, edge)
    }
    shown.feed.hold()
    await shown.caughtUp()
    await shown.rest()
    await shown.expectStretch()
    const at = edge === 'start' ? 0 : -1
    expect((await shown.ids()).at(at)).toBe(shown.feed.items.at(at)!.id)
    expect(shown.wire.overlaps).toEqual([])
  })
}

test('WIN5: a page that was asked for before the window went elsewhere is left out', async ({ page }) => {
  const shown = await WindowPage.open(page, { scroller: 'list', count: 300, around: 100, window: WINDOW })
  await shown.show(100)
  await shown.rest()
  shown.feed.hold('asked')
  await page.evaluate(() => void window.live.push('newest', null))
  const request = await shown.takeHeld()
  for (const edge of ['start', 'end'] as const) {
    await shown.jumpTo(edge)
    await expect(shown.list).toHaveAttribute(`data-loading-${edge}`, 'loading')
  }
  shown.feed.hold()
  request.release()
  await expect(shown.row(300)).toHaveCount(1)
  await shown.rest()
  await shown.expectStretch()
})

/** Posts, edits and deletes, within the window and beyond its end, the outermost row included. */
async function disturb(shown: WindowPage, edge: Edge): Promise<void> {
  const { feed } = shown
  const ids = await shown.ids()
  const outermost = ids.at(edge === 'start' ? 0 : -1)!
  const inside = feed.items.filter(({ id }) => ids.includes(id))
  const beyond =
    edge === 'start'
      ? feed.items.filter(({ id }) => id < outermost).toReversed()
      : feed.items.filter(({ id }) => id > outermost)
  feed.append()
  for (const item of [inside[10], beyond[0], beyond[4]]) if (item) feed.edit(item.id, `${item.text}, edited`)
  for (const item of [inside[12], beyond[1], beyond[6]]) if (item) feed.delete(item.id)
  feed.delete(outermost)
}

/** Scrolls to an end until a request for a page beyond it waits, or there is none to come. */
async function nextHeld(shown: WindowPage, edge: Edge): Promise<HeldRequest | undefined> {
  let request: HeldRequest | undefined
  await expect
    .poll(async () => {
      await shown.jumpTo(edge)
      request ??= shown.feed.takeHeld()
      return request !== undefined || (await shown.list.getAttribute(`data-${edge}`)) === 'end'
    })
    .toBe(true)
  return request
}

/** Scrolls to an end of the feed, page by page. */
async function travel(shown: WindowPage, edge: Edge, id: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await shown.jumpTo(edge)
        return (await shown.ids()).includes(id)
      },
      { intervals: [50], timeout: 30_000 },
    )
    .toBe(true)
  await shown.rest()
}
