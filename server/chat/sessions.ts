/** Sessions: what a person's browser holds a token for after signing in. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Session, User } from './entities.ts'
import type { Store } from './store.ts'
import { hashOf, newToken } from './tokens.ts'

const HOUR = 3_600_000
/** Milliseconds without use after which a session ends. */
export const IDLE_LIMIT = 14 * 24 * HOUR
/** Milliseconds after which a session ends however much it is used. */
export const LONGEST = 90 * 24 * HOUR
/** The end of a session that is used is put off in steps of this many milliseconds, so that few requests write. */
const STEP = HOUR
/** Sessions that are looked up by one query. A database on the same thread answers for so many in about 5 ms. */
const CHUNK = 200
/** Milliseconds between two attempts to delete a session that could not be deleted. */
const RETRY = 5_000

export interface SessionsParts {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export class Sessions {
  readonly #store: Store
  readonly #now: () => number
  /** Ids of sessions that were ended while the database could not be written to. */
  readonly #endedOnlyHere = new Set<string>()
  #retry: NodeJS.Timeout | null = null

  constructor({ store, now }: SessionsParts) {
    this.#store = store
    this.#now = now
  }

  /**
   * Begins a session. The token is for the cookie; the database keeps its hash alone. `expiresAt` is when the session
   * ends at the latest, in milliseconds since 1970.
   */
  async begin(user: User): Promise<{ token: string; expiresAt: number }> {
    const token = newToken()
    const at = this.#now()
    await this.#store.sessions.deleteExpired(at)
    await this.#store.sessions.create({ id: hashOf(token), userId: user.id, at, expiresAt: at + IDLE_LIMIT })
    return { token, expiresAt: at + LONGEST }
  }

  /** The session of a token; null when it has ended. To find it is to use it. */
  async find(token: string): Promise<Session | null> {
    const session = await this.#store.sessions.find(hashOf(token), this.#now())
    if (!session || this.#endedOnlyHere.has(session.id)) return null
    await this.#use(session)
    return session
  }

  /**
   * Those of the sessions with these ids that have not ended, by id. It counts as a use of them. The event loop has a turn
   * after every 200 of them.
   */
  async active(ids: readonly string[]): Promise<ReadonlyMap<string, Session>> {
    const active = new Map<string, Session>()
    for (let start = 0; start < ids.length; start += CHUNK) {
      if (start > 0) await turn()
      const found = await this.#store.sessions.findAll(ids.slice(start, start + CHUNK), this.#now())
      for (const session of found) {
        if (this.#endedOnlyHere.has(session.id)) continue
        await this.#use(session)
        active.set(session.id, session)
      }
    }
    return active
  }

  /** Puts the end of the session off, if that is due. */
  async #use(session: Session): Promise<void> {
    const end = endOf(session, this.#now())
    if (end - session.expiresAt < STEP) return
    // The session is good whether or not its end can be put off now.
    await this.#store.sessions.extend(session.id, end).catch(() => undefined)
  }

  /**
   * Ends the session of a token, and answers with its id. It has ended for this process even when the database cannot be
   * written to; it is deleted there as soon as that works.
   */
  async end(token: string): Promise<string> {
    const id = hashOf(token)
    this.#endedOnlyHere.add(id)
    await this.#deleteEnded()
    return id
  }

  async #deleteEnded(): Promise<void> {
    for (const id of this.#endedOnlyHere) {
      try {
        await this.#store.sessions.delete(id)
        this.#endedOnlyHere.delete(id)
      } catch {
        this.#retry ??= setTimeout(() => {
          this.#retry = null
          void this.#deleteEnded()
        }, RETRY).unref()
        return
      }
    }
  }
}

/** When a session ends that is used now. */
function endOf({ createdAt }: Session, now: number): number {
  return Math.min(createdAt + LONGEST, now + IDLE_LIMIT)
}
