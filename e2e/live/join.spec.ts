/** What a page is sent when it joins, and in which order what it is sent and what it asked for arrive. */
import { expect } from '@playwright/test'
import { field, newList, push, rows } from '../fixtures/log-list-page.ts'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

test('JOIN1 [S21]: joining sends nothing that the page shows already', async ({ page }) => {
  const tap = await Tap.on(page)
  const { url } = newList()
  await page.goto(url)
  await settled(page)
  expect(tap.sent.map(([, , kind]) => kind)).toEqual(['join'])
  const build = await page.locator('[data-live-root]').getAttribute('data-live-build')
  expect(tap.received).toEqual([[0, ['ok', 1, build]]])
})

test('JOIN2 [S21]: what happened between the page and its join is patched', async ({ page }) => {
  const tap = await Tap.on(page)
  const { url, list } = newList()
  tap.hold('sent')
  await page.goto(url)
  await expect.poll(() => tap.heldBack('sent')).toBe(1)
  await field(page, 'items-1').fill('typed before the join')
  const untouched = await rows(page).nth(2).elementHandle()
  list.put(1, 'changed meanwhile')
  list.remove(2)
  list.put(4, 'added meanwhile')
  tap.release('sent')
  await settled(page)
  await expect(rows(page)).toHaveText(['changed meanwhile', 'item 3', 'added meanwhile'])
  await expect(field(page, 'items-1')).toHaveValue('typed before the join')
  expect(await untouched!.evaluate((row) => row === document.getElementById('items-3'))).toBe(true)
  expect(tap.operations.map(([kind]) => kind)).toEqual(['i', 'd', 'i', 'o', 'ok'])
})

test.describe('CONN6 [S25]: patches are held back', () => {
  test('by no event that has not reached the server', async ({ page }) => {
    const tap = await Tap.on(page)
    const { url, list } = newList()
    await page.goto(url)
    await settled(page)
    tap.hold('sent')
    const answered = push(page, 'own', 'from the event')
    await expect.poll(() => tap.heldBack('sent')).toBe(1)
    list.put(4, 'while it waits')
    list.put(1, 'changed while it waits')
    list.remove(2)
    await expect(rows(page)).toHaveText(['changed while it waits', 'item 3', 'while it waits'])
    tap.release('sent')
    await answered
    await expect(rows(page)).toHaveText(['changed while it waits', 'item 3', 'while it waits', 'from the event'])
    list.remove(90)
    await expect(rows(page)).toHaveText(['changed while it waits', 'item 3', 'while it waits'])
  })

  test('by no event whose answer is late', async ({ page }) => {
    const tap = await Tap.on(page)
    const { url, list } = newList()
    await page.goto(url)
    await settled(page)
    tap.hold('answers')
    const answered = push(page, 'own', 'from the event')
    await expect.poll(() => tap.heldBack('answers')).toBe(1)
    await expect(rows(page)).toHaveText(['item 1', 'item 2', 'item 3', 'from the event'])
    list.remove(1)
    list.remove(90)
    list.put(4, 'item 4')
    await expect(rows(page)).toHaveText(['item 2', 'item 3', 'item 4'])
    tap.release('answers')
    expect(await answered).toEqual({ text: 'from the event' })
    await expect(rows(page)).toHaveText(['item 2', 'item 3', 'item 4'])
  })

  test('by no animation or transition, which is not waited for', async ({ page }) => {
    const { url, list } = newList()
    await page.goto(url)
    await settled(page)
    await page.addStyleTag({
      content: `@keyframes fade { from { opacity: 0 } }
        li { animation: fade 60s infinite; transition: all 60s }
        li:hover { margin-left: 50px }`,
    })
    await rows(page).nth(1).hover()
    expect(
      await rows(page)
        .nth(1)
        .evaluate((row) => row.getAnimations().length),
    ).toBeGreaterThan(1)
    await page.evaluate(() => {
      Object.assign(document, {
        startViewTransition: () => {
          throw new Error('Nothing is to wait for a transition.')
        },
      })
    })
    list.remove(2)
    list.put(4, 'item 4')
    await expect(rows(page)).toHaveText(['item 1', 'item 3', 'item 4'])
    await push(page, 'note', 'changed at once')
    await expect(page.locator('#note')).toHaveText('changed at once')
  })
})

test('SOCK6 FRAME2 [S47]: each event has its own answer, which comes when the page shows what it caused', async ({
  page,
}) => {
  const tap = await Tap.on(page)
  const { url } = newList()
  await page.goto(url)
  await settled(page)
  tap.clear()
  const seen = await page.evaluate(async () => {
    const ask = async (name: string, text: string, selector: string) => {
      const answer = (await window.live.push(name, text)) as { text: string }
      return [answer.text, document.querySelector(selector)?.textContent]
    }
    return await Promise.all([
      ask('note', 'first', '#note'),
      ask('own', 'second', '#items-90 b'),
      ask('note', 'third', '#note'),
    ])
  })
  expect(seen.map(([answer]) => answer)).toEqual(['first', 'second', 'third'])
  expect(seen[1]![1]).toBe('second')
  expect(seen[2]![1]).toBe('third')
  const asked = tap.sent.map(([, ref]) => ref)
  expect(new Set(asked).size).toBe(3)
  expect(tap.operations.flatMap(([kind, ref]) => (kind === 'ok' ? [ref] : []))).toEqual(asked)
  for (const [, ...operations] of tap.received) expect(operations.at(-1)?.[0]).toBe('ok')
})

test('VIEW4 SOCK6 [S47]: an event that is refused is answered too', async ({ page }) => {
  await page.goto(newList().url)
  await settled(page)
  expect(await push(page, 'refused')).toBe('invalid_input')
})
