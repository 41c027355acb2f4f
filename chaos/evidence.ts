/** What is left of a run that went wrong, for whoever looks for the cause. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOutbox } from '../e2e/support/kept-outbox.ts'
import type { Scene } from './scene.ts'

/** Writes what was done and what is wrong, the database, and of each tab page, picture and outbox; answers with the folder. */
export async function keepEvidence(
  prefix: string,
  { deeds, serverLines, stored, people }: Scene,
  wrong: readonly string[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const lines = [...deeds.log, '', ...wrong, '', ...serverLines]
  await writeFile(join(folder, 'log.txt'), `${lines.join('\n')}\n`)
  await stored.copy(join(folder, 'rill.db'))
  for (const { name, page } of people.tabs) {
    const path = (ending: string) => join(folder, `tab-${name}${ending}`)
    await page.screenshot({ path: path('.png') }).catch(() => null)
    await writeFile(path('.html'), await page.content().catch(String))
    await writeFile(path('-outbox.json'), JSON.stringify(await readOutbox(page).catch(String), null, 2))
  }
  return folder
}
