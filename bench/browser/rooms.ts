/** What a tab holds after its reader has gone from room to room for long. */
import type { Page } from '@playwright/test'
import type { Context, Figure } from '../measurement.ts'
import { seededDatabase, startRill } from '../rill.ts'
import { grown } from './growth.ts'
import { ask, settled, until } from './probe.ts'
import { requireNewest, storedRows } from './room-check.ts'
import { openRoom } from './room-tab.ts'

const ROOMS = 10
const MESSAGES = 3_000
const ROUNDS_OF_WARMTH = 5
const ROUNDS = 20
const ROUNDS_QUICK = 2
/** Messages that a room opens with. */
const SHOWN = 50

export async function measure({ quick, folder, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES, rooms: ROOMS })
  const rooms = Array.from({ length: ROOMS }, (_, index) => index + 1)
  const newest = await Promise.all(rooms.map((room) => storedRows(database, room, SHOWN)))
  await using server = await startRill(database)
  await using tab = await openRoom(server.url, database)
  // So often that most of what the compiler of JavaScript keeps is there.
  for (let round = 1; round <= ROUNDS_OF_WARMTH; round++) await goRound(tab.page, newest)
  const before = await tab.holdings()
  const rounds = quick ? ROUNDS_QUICK : ROUNDS
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`)
    await goRound(tab.page, newest)
  }
  const after = await tab.holdings()
  if (tab.problems.length > 0) throw new Error(`In the page: ${tab.problems.join('; ')}`)
  return grown('flat', `after ${rounds * ROOMS} rooms`, before, after, 1.1)
}

/** Opens every room by its link, the first one last. */
async function goRound(page: Page, newest: readonly (readonly string[])[]): Promise<void> {
  for (const index of [...newest.keys()].map((index) => (index + 1) % newest.length)) {
    const path = `/rooms/${index + 1}`
    await ask(page, 'click', `#sidebar a[href="${path}"]`)
    await until(async () => new URL(page.url()).pathname === path)
    await settled(page)
    requireNewest(await ask(page, 'rowIds'), newest[index]!)
  }
}
