/**
 * Keeps what is unsent in this browser, across reloads and restarts: in IndexedDB, which all tabs share. What cannot be
 * written there, because it is full or cannot be opened, is kept in memory for as long as the page is there.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { note, noted, strike } from './outbox-notes.ts'
import type { Outgoing, OutgoingChange } from './outgoing.ts'

const NAME = 'rill'
const VERSION = 1

interface Schema extends DBSchema {
  outgoing: { key: string; value: Outgoing; indexes: { personId: string } }
}

export class OutboxStore {
  /** Null where it cannot be opened, or cannot be used any more. */
  #database = openDatabase(() => {
    this.#database = Promise.resolve(null)
  })
  /** What could not be written, by its id; it counts in place of what the database has of that id. */
  readonly #memory = new Map<string, Outgoing>()
  readonly #takenUp = this.#takeUp()

  /** Whether all there is will be there after a reload. */
  get keepsAll(): boolean {
    return this.#memory.size === 0
  }

  /** What a person did, oldest first. */
  async all(personId: string): Promise<Outgoing[]> {
    await this.#takenUp
    const database = await this.#database
    const kept = (await database?.getAllFromIndex('outgoing', 'personId', personId)) ?? []
    const items = new Map(kept.map((item) => [item.id, item]))
    for (const item of this.#memory.values()) if (item.personId === personId) items.set(item.id, item)
    return [...items.values()].sort(byTime)
  }

  async add(item: Outgoing): Promise<void> {
    note(item)
    if (!(await this.#write(item))) this.#memory.set(item.id, item)
    strike(item)
  }

  /**
   * Replaces an item by what `become` makes of it, null for nothing, while no other tab changes it. Resolves with what
   * there is then.
   */
  async change(id: string, become: (item: Outgoing) => Outgoing | null): Promise<Outgoing | null> {
    const remembered = this.#memory.get(id)
    const next = remembered ? become(remembered) : await this.#changeWritten(id, become)
    if (remembered && next) this.#memory.set(id, next)
    else if (remembered) await this.remove(id)
    return next
  }

  /**
   * Makes a change part of its message if no server has seen that: an edit gives it another text, a deletion removes it.
   * Resolves with whether that was possible. The text of a message that was refused is changed in any case, and the
   * message is tried again.
   */
  async merge(change: OutgoingChange): Promise<boolean> {
    if (change.kind === 'edit') note(change)
    let isMerged = false
    await this.change(change.target.clientId, (message) => {
      isMerged = !message.wasTried
      if (change.kind === 'delete') return isMerged ? null : message
      return isMerged || message.state === 'failed' ? withText(message, change.body) : message
    })
    if (isMerged) strike(change)
    return isMerged
  }

  /** Takes no space, so it is possible where nothing can be added. */
  async remove(id: string): Promise<void> {
    this.#memory.delete(id)
    await (await this.#database)?.delete('outgoing', id).catch(() => undefined)
  }

  /** What was noted and is written already, or even sent, is the same by its id: the server takes it once. */
  async #takeUp(): Promise<void> {
    for (const item of noted()) {
      const isWritten = await (await this.#database)?.get('outgoing', item.id).catch(() => undefined)
      if (!isWritten && !(await this.#mergeNoted(item))) await this.add(item)
      strike(item)
    }
  }

  async #mergeNoted(item: Outgoing): Promise<boolean> {
    return item.kind !== 'send' && item.target.messageId === null && (await this.merge(item))
  }

  async #changeWritten(id: string, become: (item: Outgoing) => Outgoing | null): Promise<Outgoing | null> {
    let next: Outgoing | null = null
    try {
      const transaction = (await this.#database)?.transaction('outgoing', 'readwrite')
      const item = await transaction?.store.get(id)
      if (!transaction || !item) return null
      next = become(item)
      if (next) await transaction.store.put(next)
      else await transaction.store.delete(id)
      await transaction.done
    } catch {
      if (next) this.#memory.set(id, next)
    }
    return next
  }

  async #write(item: Outgoing): Promise<boolean> {
    try {
      const transaction = (await this.#database)?.transaction('outgoing', 'readwrite')
      if (!transaction) return false
      const writing = transaction.store.put(item)
      // Without waiting, so that it is written even if the page is left in this moment.
      transaction.commit()
      await Promise.all([writing, transaction.done])
      return true
    } catch {
      return false
    }
  }
}

/** Resolves with null where there is none to be had; `onLost` is called when it cannot be used any more. */
function openDatabase(onLost: () => void): Promise<IDBPDatabase<Schema> | null> {
  const opened = new Promise<IDBPDatabase<Schema> | null>((resolve, reject) => {
    const opening = openDB<Schema>(NAME, VERSION, {
      upgrade: (database) => {
        database.createObjectStore('outgoing', { keyPath: 'id' }).createIndex('personId', 'personId')
      },
      // A page of an earlier version has it open and hangs: nobody waits for that.
      blocked: () => resolve(null),
      // A page of a later version needs it, and sends what is in it.
      blocking: (_version, _laterVersion, { target }) => {
        onLost()
        ;(target as IDBDatabase).close()
      },
      terminated: onLost,
    })
    opening.then(resolve, reject)
  })
  return opened.catch(() => null)
}

/** Where two tabs were at it in the same millisecond, both see the same order. */
function byTime(one: Outgoing, other: Outgoing): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1)
}

/** The message with another text, to be sent. */
function withText({ problem: _, problemCode: _code, ...message }: Outgoing, body: string): Outgoing {
  return { ...message, body, state: 'pending' }
}
