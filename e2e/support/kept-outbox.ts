/** What a browser keeps of what is unsent, across its tabs and reloads. */
import type { Page } from '@playwright/test'
import type { Outgoing } from '../../client/chat/outgoing.ts'

/** What is kept in the storage that this page shares with others of its context. */
export function readOutbox(page: Page): Promise<Outgoing[]> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases()
    // To open it would make it.
    if (!databases.some(({ name }) => name === 'rill')) return []
    const answer = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await answer(indexedDB.open('rill'))
    const items = await answer(database.transaction('outgoing').objectStore('outgoing').getAll())
    database.close()
    return items
  })
}

/** How much it is. */
export async function keptInOutbox(page: Page): Promise<number> {
  return (await readOutbox(page)).length
}
