/**
 * Keeps unsent messages across reloads, per person. One entry a message: several tabs share it, and may all send the
 * same message, of which the server takes one.
 */
import { tryStorage } from './browser-storage.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { ownId } from './person.ts'

export class OutboxStorage {
  readonly #prefix = `rill:outbox:${ownId()}:`

  /** What was left, oldest first. */
  read(): OutgoingMessage[] {
    const entries = tryStorage((storage) =>
      Object.keys(storage)
        .filter((key) => key.startsWith(this.#prefix))
        .flatMap((key) => messageIn(storage.getItem(key))),
    )
    return (entries ?? []).sort((a, b) => a.writtenAt - b.writtenAt)
  }

  write(message: OutgoingMessage): void {
    tryStorage((storage) => storage.setItem(this.#prefix + message.clientId, JSON.stringify(message)))
  }

  /** Calls with the client id of a message that another tab has removed. */
  onRemoved(listener: (clientId: string) => void): void {
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key?.startsWith(this.#prefix) && newValue === null) listener(key.slice(this.#prefix.length))
    })
  }

  remove(clientId: string): void {
    tryStorage((storage) => storage.removeItem(this.#prefix + clientId))
  }
}

/** An entry that cannot be read hides no other. */
function messageIn(entry: string | null): OutgoingMessage[] {
  try {
    return entry === null ? [] : [JSON.parse(entry) as OutgoingMessage]
  } catch {
    return []
  }
}
