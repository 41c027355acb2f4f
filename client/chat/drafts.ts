/**
 * What is written and not yet sent: kept per person and room, in this browser. In its plain storage, which is written at
 * once: a page that is being left has no time for anything else.
 */
import { tryStorage } from './browser-storage.ts'
import { ownId } from './person.ts'

export interface DraftChange {
  readonly before: string
  readonly now: string
}

export function draftOf(roomId: string): string {
  return tryStorage((storage) => storage.getItem(keyOf(roomId))) ?? ''
}

export function keepDraft(roomId: string, text: string): void {
  tryStorage((storage) => (text === '' ? storage.removeItem(keyOf(roomId)) : storage.setItem(keyOf(roomId), text)))
}

/** Calls with the room whose draft another tab has changed. */
export function onDraftChanged(listener: (roomId: string, change: DraftChange) => void): void {
  window.addEventListener('storage', ({ key, oldValue, newValue }) => {
    const prefix = keyOf('')
    if (!key?.startsWith(prefix)) return
    listener(key.slice(prefix.length), { before: oldValue ?? '', now: newValue ?? '' })
  })
}

function keyOf(roomId: string): string {
  return `rill:draft:${ownId()}:${roomId}`
}
