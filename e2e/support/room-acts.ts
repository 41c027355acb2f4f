/** What a person does in the page of a room, whatever is shown there, without waiting for what comes of it. */
import type { Page } from '@playwright/test'

/** One of the own messages, as the page showed it. */
export interface OwnMessage {
  /** DOM id; empty for a message that has no row yet. */
  readonly id: string
  readonly clientId: string
  readonly text: string
}

/** Rows alone: what is unsent has no DOM id. */
const ROWS = '#messages > article[id]'

/** Sends a message. Answers with what the page knows it by, '' if it is not shown at once, and with its room. */
export function sendNow(page: Page, text: string): Promise<{ clientId: string; roomId: number }> {
  return page.evaluate((body) => {
    const form = document.querySelector<HTMLFormElement>('#composer')!
    const field = form.querySelector('textarea')!
    field.value = body
    field.dispatchEvent(new Event('input', { bubbles: true }))
    form.requestSubmit()
    const unsent = Array.from(document.querySelectorAll<HTMLElement>('#messages > article[data-state]'))
    const shown = unsent.findLast((article) => article.querySelector('[data-body]')?.textContent === body)
    return { clientId: shown?.dataset.clientId ?? '', roomId: Number(form.dataset.roomId) }
  }, text)
}

/**
 * Edits one of the own messages by its editor: its first word stays, and `rest` follows. Answers with what it was; null
 * where there is none. `choice`, from 0 to 1, says which.
 */
export function editOwn(page: Page, choice: number, rest: string, rows = ROWS): Promise<OwnMessage | null> {
  return page.evaluate(
    ({ choice, rest, rows }) => {
      const buttons = document.querySelectorAll<HTMLElement>(`${rows} [data-action="edit"]`)
      const button = buttons[Math.floor(choice * buttons.length)]
      const row = button?.closest('article')
      if (!button || !row) return null
      const text = row.querySelector('[data-body]')?.textContent ?? ''
      button.click()
      const editor = document.querySelector<HTMLFormElement>('.message-editor')!
      const field = editor.querySelector('textarea')!
      field.value = `${text.split(' ', 1)[0]} ${rest}`
      field.dispatchEvent(new Event('input', { bubbles: true }))
      editor.requestSubmit()
      return { id: row.id, clientId: row.dataset.clientId ?? '', text }
    },
    { choice, rest, rows },
  )
}

/** Deletes one of the own messages, and says yes. Answers with what it was; null where there is none. */
export function deleteOwn(page: Page, choice: number, rows = ROWS): Promise<OwnMessage | null> {
  return page.evaluate(
    async ({ choice, rows }) => {
      const buttons = document.querySelectorAll<HTMLElement>(`${rows} [data-action="delete"]`)
      const button = buttons[Math.floor(choice * buttons.length)]
      const row = button?.closest('article')
      if (!button || !row) return null
      button.click()
      const dialog = document.querySelector<HTMLDialogElement>('#confirm-delete')!
      const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
      dialog.querySelector<HTMLElement>('button[value="delete"]')!.click()
      await closed
      const text = row.querySelector('[data-body]')?.textContent ?? ''
      return { id: row.id, clientId: row.dataset.clientId ?? '', text }
    },
    { choice, rows },
  )
}

/** Resolves with whether the page comes to show that its author changed the message like this; null for deleted it. */
export function showsChange(page: Page, clientId: string, text: string | null): Promise<boolean> {
  return page.evaluate(
    async ({ clientId, text }) => {
      const isShown = () => {
        const row = document.querySelector<HTMLElement>(`#messages > article[data-client-id="${clientId}"]`)
        if (text === null) return !row || row.dataset.change === 'delete'
        return row?.querySelector('[data-body]')?.textContent === text
      }
      for (let look = 0; look < 20 && !isShown(); look++) await new Promise((resolve) => setTimeout(resolve, 10))
      return isShown()
    },
    { clientId, text },
  )
}

/** Scrolls by so many screens; up by less than none. */
export async function scroll(page: Page, screens: number): Promise<void> {
  await page.locator('.scroller').evaluate((scroller, count) => {
    scroller.scrollTop += count * scroller.clientHeight
  }, screens)
}

/** As if Home (-1) or End (1) were held down for some frames. */
export async function fling(page: Page, direction: 1 | -1, frames: number): Promise<void> {
  await page.locator('.scroller').evaluate(
    async (scroller, { direction, frames }) => {
      for (let frame = 0; frame < frames; frame++) {
        scroller.scrollTop += direction * scroller.scrollHeight
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    },
    { direction, frames },
  )
}

export async function jumpToLatest(page: Page): Promise<void> {
  await page.locator('#jump-to-latest').evaluate((pill: HTMLElement) => {
    if (!pill.hidden) pill.click()
  })
}
