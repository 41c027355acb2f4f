/**
 * Keeps unsent items in this browser, across reloads and restarts: in IndexedDB, which all tabs share. If an item cannot
 * be written there, because the database is full, cannot be opened or does not answer, the page holds it in memory, with
 * a note in `localStorage` that the next page takes up.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { inTime, NoAnswer } from './in-time.ts'
import { newId } from './new-id.ts'
import { note, noteOf, notes, strike } from './outbox-notes.ts'
import type { Outgoing, OutgoingChange } from './outgoing.ts'

const NAME = 'rill'
const VERSION = 1
/**
 * Milliseconds after which the database counts as lost. WebKit may never answer after a page was left while it wrote
 * (https://github.com/jakearchibald/idb-keyval/issues/180), or while a process that writes is suspended
 * (https://bugs.webkit.org/show_bug.cgi?id=315804).
 */
const PATIENCE = 5_000

type Become = (item: Outgoing) => Outgoing | null

interface Schema extends DBSchema {
  outgoing: { key: string; value: Outgoing; indexes: { personId: string } }
}

type Database = IDBPDatabase<Schema>

export class OutboxStore {
  /** Null where it cannot be opened, or cannot be used any more. */
  #database = openDatabase(() => {
    this.#database = Promise.resolve(null)
  })
  /** Items that could not be written, by id. They count in place of those that the database has under the same ids. */
  readonly #memory = new Map<string, Outgoing>()
  /** Ids of those that are noted. */
  readonly #noted = new Set<string>()
  /** Names this page in its notes. */
  readonly #page = newId()
  /** The items of the database when it was read last, and those written since, by id. */
  #written = new Map<string, Outgoing>()
  readonly #takenUp = this.#takeUp()

  /** Whether the database has everything. Items that are only noted do not count. */
  get keepsAll(): boolean {
    return this.#memory.size === 0
  }

  /** The items of a person, oldest first. */
  async all(personId: string): Promise<Outgoing[]> {
    await this.#takenUp
    const kept = await this.#use((database) => database.getAllFromIndex('outgoing', 'personId', personId))
    this.#written = new Map(kept?.map((item) => [item.id, item]))
    const items = new Map(this.#written)
    for (const item of this.#memory.values()) if (item.personId === personId) items.set(item.id, item)
    return [...items.values()].sort(byTime)
  }

  async add(item: Outgoing): Promise<void> {
    note(item)
    if (await this.#write(item)) strike(item)
    else this.#hold(item)
  }

  /**
   * Replaces an item by the result of `become`, or removes it for null, while no other tab changes it. Resolves with the
   * new item, and with null where there is none.
   */
  async change(id: string, become: Become): Promise<Outgoing | null> {
    const next = this.#memory.has(id) ? undefined : await this.#changeWritten(id, become)
    return next === undefined ? await this.#changeRemembered(id, become) : next
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
    if (this.#memory.delete(id)) strike({ id })
    this.#noted.delete(id)
    this.#written.delete(id)
    await this.#use((database) => database.delete('outgoing', id)).catch(() => undefined)
  }

  /** Takes up the notes. An item that is written already, or even sent, keeps its id: the server takes it once. */
  async #takeUp(): Promise<void> {
    for (const { item: noted, holder } of notes()) {
      const isHeld = holder !== undefined
      // The page that holds it may still run, and send it.
      const item = isHeld ? { ...noted, wasTried: true } : noted
      const written = await this.#use((database) => database.get('outgoing', item.id)).catch(() => undefined)
      if (!written && !(await this.#mergeNoted(item))) await this.add(item)
      // A held item is newer than the same item in the database.
      else if (written && isHeld) await this.change(item.id, () => item)
      if (!this.#memory.has(item.id)) strike(item)
    }
  }

  /** Keeps in memory an item that cannot be written, and notes it for the next page. */
  #hold(item: Outgoing): void {
    this.#memory.set(item.id, item)
    if (note(item, this.#page)) this.#noted.add(item.id)
  }

  /** The item that this page holds. Another page may have taken it up from its note since, and may have sent it. */
  #held(id: string): Outgoing | undefined {
    const item = this.#memory.get(id)
    const isTakenUp = this.#noted.has(id) && noteOf(id)?.holder !== this.#page
    return item && isTakenUp ? { ...item, wasTried: true } : item
  }

  async #mergeNoted(item: Outgoing): Promise<boolean> {
    return item.kind !== 'send' && item.target.messageId === null && (await this.merge(item))
  }

  /** Resolves with undefined where there is no database. */
  async #changeWritten(id: string, become: Become): Promise<Outgoing | null | undefined> {
    let next: Outgoing | null = null
    const change = async (database: Database) => {
      const transaction = database.transaction('outgoing', 'readwrite')
      const item = await transaction.store.get(id)
      if (!item) return null
      next = become(item)
      if (next) await transaction.store.put(next)
      else await transaction.store.delete(id)
      await transaction.done
      if (next) this.#written.set(id, next)
      else this.#written.delete(id)
      return next
    }
    try {
      return await this.#use(change)
    } catch {
      if (next) this.#hold(next)
      return next
    }
  }

  async #changeRemembered(id: string, become: Become): Promise<Outgoing | null> {
    const item = this.#held(id)
    const next = item ? become(item) : null
    if (next) this.#hold(next)
    else if (item) await this.remove(id)
    return next
  }

  async #write(item: Outgoing): Promise<boolean> {
    const write = async (database: Database) => {
      const transaction = database.transaction('outgoing', 'readwrite')
      const writing = transaction.store.put(item)
      // Without waiting, so that it is written even if the page is left in this moment.
      transaction.commit()
      await Promise.all([writing, transaction.done])
      this.#written.set(item.id, item)
      return true
    }
    return (await this.#use(write).catch(() => false)) ?? false
  }

  /** Resolves with undefined where there is no database, or where it does not answer. Rejects when the work fails. */
  async #use<T>(work: (database: Database) => Promise<T>): Promise<T | undefined> {
    const database = await this.#database
    if (!database) return undefined
    try {
      return await inTime(work(database), PATIENCE)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      this.#giveUp(database)
      return undefined
    }
  }

  /** Goes on in memory, with what the database had. The server takes it once, though a later page sends it again. */
  #giveUp(database: Database): void {
    this.#database = Promise.resolve(null)
    for (const [id, item] of this.#written) if (!this.#memory.has(id)) this.#hold(item)
    this.#written.clear()
    database.close()
  }
}

/** Resolves with null where there is none to be had; `onLost` is called when it cannot be used any more. */
function openDatabase(onLost: () => void): Promise<Database | null> {
  const opened = new Promise<Database | null>((resolve, reject) => {
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
  return inTime(opened, PATIENCE).catch(() => null)
}

/** Orders items by time. All tabs see the same order, also of items of the same millisecond. */
function byTime(one: Outgoing, other: Outgoing): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1)
}

/** The message with another text, to be sent. */
function withText({ problem: _, problemCode: _code, ...message }: Outgoing, body: string): Outgoing {
  return { ...message, body, state: 'pending' }
}
