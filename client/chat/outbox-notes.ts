/**
 * Notes in `localStorage` of items that are not in IndexedDB yet, for the next page to take up. An item is noted before it
 * is written, because a write to IndexedDB may wait for other tabs, and is lost if the page is left meanwhile. If
 * IndexedDB cannot be used, the page holds the item in memory, and the note stays until the item is confirmed.
 */
import { tryStorage } from './browser-storage.ts'
import type { Outgoing } from './outgoing.ts'

const PREFIX = 'rill:outgoing:'

export interface Note {
  readonly item: Outgoing
  /** The page that has the item in memory only; undefined while its page is still writing it. */
  readonly holder: string | undefined
}

/** Notes an item; `holder` names the page that has it in memory only. Returns whether it is noted. */
export function note(item: Outgoing, holder?: string): boolean {
  return tryStorage((storage) => storage.setItem(PREFIX + item.id, JSON.stringify({ ...item, holder }))) !== null
}

/** Removes the note of an item, which is written or not needed any more. */
export function strike({ id }: Pick<Outgoing, 'id'>): void {
  tryStorage((storage) => storage.removeItem(PREFIX + id))
}

/** The note of an item. */
export function noteOf(id: string): Note | null {
  const text = tryStorage((storage) => storage.getItem(PREFIX + id))
  return text ? parse(text) : null
}

/** The notes of all pages, those that still run too, in the order in which the items were made. */
export function notes(): Note[] {
  const read = (storage: Storage) =>
    Object.keys(storage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => parse(storage.getItem(key)!))
  return (tryStorage(read) ?? []).sort(({ item: one }, { item: other }) => one.at - other.at)
}

function parse(text: string): Note {
  const { holder, ...item } = JSON.parse(text) as Outgoing & { holder?: string }
  return { item, holder }
}
