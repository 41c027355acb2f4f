/**
 * What is about to be written to the outbox, noted where that is done at once. IndexedDB has a page wait for other tabs,
 * and drops what a page that is left in that moment had asked for; the next page takes up what was noted.
 */
import { tryStorage } from './browser-storage.ts'
import type { Outgoing } from './outgoing.ts'

const PREFIX = 'rill:outgoing:'

export function note(item: Outgoing): void {
  tryStorage((storage) => storage.setItem(PREFIX + item.id, JSON.stringify(item)))
}

/** It is written, and needs no note any more. */
export function strike({ id }: Outgoing): void {
  tryStorage((storage) => storage.removeItem(PREFIX + id))
}

/** What pages have noted that were left before it was written; and pages that are still at it. */
export function noted(): Outgoing[] {
  const read = (storage: Storage) =>
    Object.keys(storage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => JSON.parse(storage.getItem(key)!) as Outgoing)
  return tryStorage(read) ?? []
}
