/** How the tests speak of a room: what is in it, and what is done there. */
import { expect, type Locator, type Page } from '@playwright/test'
import { settled } from './test.ts'

/** Opens a room by its address and waits until it is live. */
export async function openRoom(page: Page, path = '/rooms/1'): Promise<void> {
  await page.goto(path)
  await settled(page)
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Message / })
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Posts messages of this person one after another, as the form of a browser without JavaScript does. */
export async function post(page: Page, path: string, texts: readonly string[]): Promise<void> {
  const headers = { origin: new URL(page.url()).origin }
  for (const body of texts) {
    const response = await page.request.post(`${path}/messages`, { form: { body }, headers, maxRedirects: 0 })
    expect(response.status(), await response.text()).toBe(303)
  }
}

/** "line 0", "line 1" and so on, up to the line of the second number. */
export function lines(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`)
}

/** The messages that hold this text. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.locator('#messages > article').filter({ has: page.locator('[data-body]', { hasText: text }) })
}

/** Puts another text in place of this one, by the editor of its message. */
export async function edit(page: Page, text: string, next: string): Promise<void> {
  await message(page, text).getByRole('button', { name: 'Edit message' }).click()
  await page.getByRole('textbox', { name: 'Edit message' }).fill(next)
  await page.getByRole('button', { name: 'Save' }).click()
}

/** Deletes the message with this text, by its button and the question that follows. */
export async function remove(page: Page, text: string): Promise<void> {
  await message(page, text).getByRole('button', { name: 'Delete message' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
}

/** Ids of the messages that are in the page, in order; those without one are not confirmed yet. */
export function messageIds(page: Page): Promise<number[]> {
  return page
    .locator('#messages > article[id]')
    .evaluateAll((articles) => articles.map((article) => Number(article.id.replace('messages-', ''))))
}

/** A room of its own for a test, made by this person; answers with its path. */
export async function newRoom(page: Page, name: string): Promise<string> {
  await page.goto('/rooms/new')
  await settled(page)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await settled(page)
  return new URL(page.url()).pathname
}

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix} ${crypto.randomUUID().slice(0, 8)}`
}

/** Pixels between the end of the messages and what is shown of them. */
export function distanceToEnd(page: Page): Promise<number> {
  return page
    .locator('.scroller')
    .evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)
}

/** Pixels between what is shown of the messages and the first that is loaded. */
export function distanceToStart(page: Page): Promise<number> {
  return page.locator('.scroller').evaluate(({ scrollTop }) => scrollTop)
}

/** Pixels that reach beyond either end of what is loaded. */
export const FAR = 100_000

/** Turns the wheel over the messages by so many pixels, downwards when positive. Does not wait until they have moved. */
export async function wheel(page: Page, pixels: number): Promise<void> {
  await page.locator('.scroller').hover()
  await page.mouse.wheel(0, pixels)
}
