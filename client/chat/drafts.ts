/** What is written and not yet sent: kept per person and room, in this browser. */
import { ownId } from './person.ts'

function key(roomId: string): string {
  return `rill:draft:${ownId()}:${roomId}`
}

export function draftOf(roomId: string): string {
  return read(() => localStorage.getItem(key(roomId))) ?? ''
}

export function keepDraft(roomId: string, text: string): void {
  read(() => (text === '' ? localStorage.removeItem(key(roomId)) : localStorage.setItem(key(roomId), text)))
}

/** Storage may be forbidden or full; a chat works without it. */
function read<T>(access: () => T): T | null {
  try {
    return access()
  } catch {
    return null
  }
}
