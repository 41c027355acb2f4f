/** A tab that keeps the storage of the outbox busy, so that other tabs wait for it. */
import type { Page } from '@playwright/test'

const FOR = 2_000

/** Begins to write to the storage for two seconds. Resolves once it has begun, with what resolves when it is over. */
export async function keepStorageBusy(page: Page): Promise<{ over: Promise<void> }> {
  await page.evaluate(
    (duration) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('rill')
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('outgoing', 'readwrite')
          const until = performance.now() + duration
          const goOn = () => {
            resolve()
            if (performance.now() < until) transaction.objectStore('outgoing').count().onsuccess = goOn
          }
          goOn()
          Object.assign(window, {
            storageIsFree: new Promise<void>((free) => {
              transaction.oncomplete = () => free()
            }),
          })
        }
      }),
    FOR,
  )
  return { over: page.evaluate(() => (window as unknown as { storageIsFree: Promise<void> }).storageIsFree) }
}
