/** What is written and not yet sent: kept per person and room, in this browser. */
import { tryStorage } from './browser-storage.ts'
import { ownId } from './person.ts'

function key(roomId: string): string {
  return `rill:draft:${ownId()}:${roomId}`
}

export function draftOf(roomId: string): string {
  return tryStorage((storage) => storage.getItem(key(roomId))) ?? ''
}

export function keepDraft(roomId: string, text: string): void {
  tryStorage((storage) => (text === '' ? storage.removeItem(key(roomId)) : storage.setItem(key(roomId), text)))
}
