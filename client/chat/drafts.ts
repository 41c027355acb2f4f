/**
 * What is written and not yet sent: kept per person and room, in this browser. In its plain storage, which is written at
 * once: a page that is being left has no time for anything else.
 */
import { tryStorage } from './browser-storage.ts'
import { ownId } from './person.ts'

export function draftOf(roomId: string): string {
  return tryStorage((storage) => storage.getItem(keyOf(roomId))) ?? ''
}

export function keepDraft(roomId: string, text: string): void {
  tryStorage((storage) => (text === '' ? storage.removeItem(keyOf(roomId)) : storage.setItem(keyOf(roomId), text)))
}

/** Calls with the room whose draft another tab has changed, and what it is now. */
export function onDraftChanged(listener: (roomId: string, draft: string) => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    const prefix = keyOf('')
    if (key?.startsWith(prefix)) listener(key.slice(prefix.length), newValue ?? '')
  })
}

function keyOf(roomId: string): string {
  return `rill:draft:${ownId()}:${roomId}`
}
