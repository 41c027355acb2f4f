/** Hooks: what the browser's own code is told of the elements that it goes with. */
import { expect, type Page } from '@playwright/test'
import { beside, insert, move, note, remove, reset, update } from '../fixtures/operations.ts'
import { test } from '../fixtures/server.ts'
import { openStreams, perform } from '../fixtures/streams-page.ts'
import { settled } from '../support/test.ts'

/** What hooks were called since this was asked last. */
function calls(page: Page): Promise<string[]> {
  return page.evaluate(() => window.calls.splice(0).sort())
}

test('HOOK1: a hook is mounted with its element, once', async ({ page }) => {
  await openStreams(page, 'rows=2')
  expect(await calls(page)).toEqual(['mounted left-1', 'mounted left-2', 'mounted right-1', 'mounted right-2'])
  await perform(page, insert('left', [3, 4]))
  expect(await calls(page)).toEqual(['mounted left-3', 'mounted left-4'])
})

test('HOOK2: a changed row, a removed one and nothing else is told of', async ({ page }) => {
  await openStreams(page, 'rows=4')
  await calls(page)
  await perform(page, insert('left', [{ id: 2, text: 'changed' }]), remove('left', 3))
  expect(await calls(page)).toEqual(['destroyed left-3', 'updated left-2'])
  await perform(page, update('left', [{ id: 2, text: 'once' }]), update('left', [{ id: 2, text: 'twice' }]))
  expect(await calls(page)).toEqual(['updated left-2'])
})

test('HOOK2: rows that move, are sent unchanged, or stand beside a change are told nothing', async ({ page }) => {
  await openStreams(page, 'rows=4')
  await calls(page)
  await perform(
    page,
    insert('left', [1, 2, 3]),
    ...move('left', 4, { at: 0 }),
    note('said anew'),
    beside([], ['footer']),
  )
  await perform(page, reset('left', [4, 3, 2, 1]))
  await page.locator('#left-2 b').evaluate((element) => element.append('!'))
  await perform(page, note('once more'))
  expect(await calls(page)).toEqual([])
})

test('HOOK2: a row that comes and goes in one flush is told nothing', async ({ page }) => {
  await openStreams(page, 'rows=1')
  await calls(page)
  await perform(page, insert('left', [7]), remove('left', 7), remove('left', 1), insert('left', [1]))
  expect(await calls(page)).toEqual([])
})

test('HOOK3: a connection that goes and comes back is told as such, and mounts nothing again', async ({ page }) => {
  await openStreams(page, 'rows=1')
  await calls(page)
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
  await expect.poll(() => calls(page)).toEqual(['disconnected left-1', 'disconnected right-1'])
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await settled(page)
  expect(await calls(page)).toEqual(['reconnected left-1', 'reconnected right-1'])
  await perform(page, insert('left', [2]))
  expect(await calls(page)).toEqual(['mounted left-2'])
})

test('HOOK4: a hook that fails, is unknown or has no id is reported, and the rest goes on', async ({ page, allow }) => {
  allow(/broken on purpose|There is no hook "Unknown"|lacks an id/)
  await page.goto('/hooks')
  await settled(page)
  const problems = page.waitForEvent('console', (message) => /There is no hook "Unknown"/.test(message.text()))
  await page.evaluate(() => window.live.push('show', null))
  await problems
  await expect(page.locator('#sound')).toHaveText('pushed by its hook')
})
