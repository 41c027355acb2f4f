/** Brings browsers to rest, and looks at what they show. */
import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { readOutbox } from '../e2e/support/kept-outbox.ts'
import { wrongIn } from '../e2e/support/room-check.ts'
import { readRoom, waitsFor } from '../e2e/support/room-page.ts'
import { markOf } from '../e2e/support/room-steps.ts'
import type { Scene } from './scene.ts'
import type { Tab } from './tab.ts'

/** Until when browsers must have found back, in milliseconds; the last look says what is wrong. */
const PATIENCE = 45_000
const LOOK_EVERY = 250

/**
 * Resolves when all that was done has arrived and every tab shows its room as it is, with what is wrong if that does not
 * come to pass. Somebody whose message or edit was refused decides what becomes of it.
 */
export async function comeToRest(scene: Scene): Promise<string[]> {
  const wrong = await patiently(async () => {
    const perTab = await Promise.all(scene.people.tabs.map((tab) => unrest(tab, scene)))
    return perTab.flat()
  })
  if (wrong.length > 0) return wrong
  return await decideElsewhere(scene)
}

/** Looks until nothing is wrong, or for as long as there is patience. */
async function patiently(look: () => Promise<string[]>): Promise<string[]> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const wrong = await look().catch((error: Error) => [error.message])
    if (wrong.length === 0 || performance.now() > end) return wrong
    await setTimeout(LOOK_EVERY)
  }
}

async function unrest(tab: Tab, scene: Scene): Promise<string[]> {
  if (!(await tab.settleIn())) return [`${tab.name} shows no room`]
  await closeEditor(tab.page)
  await decide(tab.page, scene)
  const waits = (await waitsFor(tab.page)).map((what) => `waits ${what}`)
  const unsent = (await readOutbox(tab.page)).filter(({ state }) => state !== 'failed')
  if (unsent.length > 0) waits.push(`has ${unsent.length} unsent`)
  const present = scene.stored.messages().filter(({ roomId, deletedAt }) => roomId === tab.roomId && deletedAt === null)
  const wrong = wrongIn(await readRoom(tab.page), { head: 0, posted: 0, messages: present })
  return [...waits, ...wrong].map((what) => `${tab.name} in room ${tab.roomId}: ${what}`)
}

/** What was refused in a room that is not open is looked for there. */
async function decideElsewhere(scene: Scene): Promise<string[]> {
  const firstTabs = new Map(scene.people.tabs.map((tab) => [tab.context, tab]))
  const wrong: string[] = []
  for (const tab of firstTabs.values()) {
    const isLeft = async () => (await readOutbox(tab.page)).map(({ roomId }) => Number(roomId))
    for (const roomId of new Set(await isLeft())) {
      await tab.visit(roomId)
      wrong.push(...(await patiently(() => unrest(tab, scene))))
    }
    const left = await isLeft()
    if (left.length > 0) wrong.push(`${tab.name} has ${left.length} unsent`)
  }
  return wrong
}

/** A message that was refused is sent again; an edit of what was deleted meanwhile is given up. */
async function decide(page: Page, { deeds, tally }: Scene): Promise<void> {
  const refused = (await readOutbox(page)).filter(({ state }) => state === 'failed')
  for (const item of refused) {
    const note = page.locator(`#messages > article[data-outgoing="${item.id}"]`)
    if ((await note.count()) === 0) continue
    deeds.note(`refused: ${item.kind} "${markOf(item.body)}": ${item.problem}`)
    tally.add(`refused: ${item.problem}`)
    const action = item.kind === 'edit' ? 'discard' : 'retry'
    if (item.kind === 'send') deeds.retry(item.id)
    if (item.kind === 'edit') deeds.giveUp(item.target.clientId, item.body)
    await note.locator(`[data-action="${action}"]`).evaluate((button: HTMLElement) => button.click())
  }
}

async function closeEditor(page: Page): Promise<void> {
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>('.message-editor [data-action="cancel"]')
    button?.click()
  })
}
