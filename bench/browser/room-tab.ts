/** A tab in which a room is open. */
import type { Page } from '@playwright/test'
import { signIn } from '../rill.ts'
import { ask, settled } from './probe.ts'
import { requireNewest, storedRows } from './room-check.ts'
import { Tab, type TabOptions } from './tab.ts'

/** Rows that a page holds at most. */
export const WINDOW = 300

/** Rows that come at once. */
export const PAGE_ROWS = 50

export const ROOM = 1

/** Opens the room as the first user, at its newest message. */
export async function openRoom(server: string, database: string, options: TabOptions = {}): Promise<Tab> {
  const tab = await Tab.open(server, await signIn(database, 1), options)
  await tab.page.goto(`/rooms/${ROOM}`)
  await settled(tab.page)
  return tab
}

/** Loads older messages until the window is full; the reader stays at the newest. */
export async function fillWindow(page: Page): Promise<void> {
  while ((await ask(page, 'rowIds')).length < WINDOW) {
    await ask(page, 'load', 'start')
    await settled(page)
  }
}

/** Throws unless the page shows as many of the newest messages as it holds, and the reader is at the last. */
export async function requireAtNewest({ page, problems }: Tab, database: string): Promise<void> {
  if (problems.length > 0) throw new Error(`In the page: ${problems.join('; ')}`)
  requireNewest(await ask(page, 'rowIds'), await storedRows(database, ROOM, WINDOW))
  if (!(await ask(page, 'isAtNewest'))) throw new Error('The reader is not at the newest message.')
}
