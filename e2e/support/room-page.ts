/** What one page shows of a room, read in one go. */
import type { Page } from '@playwright/test'

export interface ShownMessage {
  readonly id: number
  readonly body: string
  /** When it was edited, as the page says it: to the second; null without such a mark. */
  readonly editedAt: string | null
  /** Where the message and its text begin, in pixels below the upper edge of what is in sight. */
  readonly top: number
  readonly textTop: number
}

export interface ShownRoom {
  readonly userId: number
  readonly messages: readonly ShownMessage[]
  /** Index of the first message in sight. */
  readonly firstSeen: number
  /** What lies beyond each end, as far as the page knows: "more" or "end". */
  readonly beyond: Ends<string | null>
  /** The page beyond an end: "loading", "failed", or null for neither. */
  readonly loading: Ends<string | null>
  /** Pixels of messages above and below what is in sight, and of what is in sight. */
  readonly pixels: Ends<number> & { readonly seen: number }
  /** New messages that "Jump to latest" tells of; null while it is hidden. */
  readonly untold: number | null
  /** DOM ids that more than one element has. */
  readonly doubledIds: readonly string[]
}

interface Ends<Value> {
  readonly start: Value
  readonly end: Value
}

/** What the page waits for, if anything, once two frames have been painted: what follows from a patch has happened then. */
export function waitsFor(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
    const waits = {
      'to be connected': document.documentElement.dataset.live !== 'connected',
      'for answers': document.querySelector('[data-live-busy], [data-live-navigating]') !== null,
      'for history': document.querySelector('[data-loading-start="loading"], [data-loading-end="loading"]') !== null,
      'to show what was sent': document.querySelector('#messages > article[data-state]') !== null,
    }
    return Object.entries(waits).flatMap(([what, isSo]) => (isSo ? [what] : []))
  })
}

/** What the page shows now. */
export function readRoom(page: Page): Promise<ShownRoom> {
  return page.evaluate(() => {
    const list = document.querySelector('#messages')!
    const view = document.querySelector('.scroller')!.getBoundingClientRect()
    const bounds = list.getBoundingClientRect()
    const rows = Array.from(list.querySelectorAll(':scope > article[id]'))
    const pill = document.querySelector<HTMLElement>('#jump-to-latest')!
    const ids = Array.from(document.querySelectorAll('[id]'), ({ id }) => id)
    const seenIds = new Set<string>()
    const topOf = (element: Element) => element.getBoundingClientRect().top - view.top
    const ends = (name: string) => ({
      start: list.getAttribute(`data-${name}start`),
      end: list.getAttribute(`data-${name}end`),
    })
    return {
      userId: Number(document.body.dataset.userId),
      messages: rows.map((row) => ({
        id: Number(row.id.replace('messages-', '')),
        body: row.querySelector('[data-body]')!.textContent ?? '',
        editedAt: row.querySelector<HTMLTimeElement>(':scope > small time')?.dateTime ?? null,
        top: topOf(row),
        textTop: topOf(row.querySelector('[data-body]')!),
      })),
      firstSeen: rows.findIndex((row) => row.getBoundingClientRect().bottom > view.top),
      beyond: ends(''),
      loading: ends('loading-'),
      pixels: { start: view.top - bounds.top, end: bounds.bottom - view.bottom, seen: view.height },
      untold: pill.hidden ? null : Number.parseInt(`0${pill.querySelector('.count')!.textContent}`, 10),
      doubledIds: ids.filter((id) => seenIds.has(id) || !seenIds.add(id)),
    }
  })
}
