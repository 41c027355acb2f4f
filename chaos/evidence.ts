/** What is left of a run that went wrong, for whoever looks for the cause. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOutbox } from '../e2e/support/kept-outbox.ts'
import type { StoredRooms } from './stored.ts'
import type { Tab } from './tab.ts'

/** Writes the lines, the database, and of each tab its page, picture and outbox. Answers with their folder. */
export async function keepEvidence(
  prefix: string,
  { lines, stored, tabs }: { lines: readonly string[]; stored: StoredRooms; tabs: readonly Tab[] },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await writeFile(join(folder, 'log.txt'), `${lines.join('\n')}\n`)
  await stored.copy(join(folder, 'rill.db'))
  for (const { name, page } of tabs) {
    const path = (ending: string) => join(folder, `tab-${name}${ending}`)
    await page.screenshot({ path: path('.png') }).catch(() => null)
    await writeFile(path('.html'), await page.content().catch(String))
    await writeFile(path('-outbox.json'), JSON.stringify(await readOutbox(page).catch(String), null, 2))
  }
  return folder
}
