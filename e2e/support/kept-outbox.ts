/** What a browser keeps of what is unsent, across its tabs and reloads. */
import type { Page } from '@playwright/test'

/** How much is kept in the storage that this page shares with others of its context. */
export function keptInOutbox(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases()
    // To open it would make it.
    if (!databases.some(({ name }) => name === 'rill')) return 0
    const answer = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await answer(indexedDB.open('rill'))
    const count = await answer(database.transaction('outgoing').objectStore('outgoing').count())
    database.close()
    return count
  })
}
