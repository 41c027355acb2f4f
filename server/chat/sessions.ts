/** Sessions: what a person's browser holds a token for after signing in. */
import { setImmediate as turn } from 'node:timers/promises'
import { RillError } from '../errors.ts'
import type { Session, User } from './entities.ts'
import type { Broadcaster } from './messages.ts'
import type { Store } from './store.ts'
import { hashOf, isToken, newToken } from './tokens.ts'

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
/** Sessions that may wait at once to be deleted. */
const MOST_WAITING = 10_000
/** Topic with the ids of sessions that have ended but are still in the database. */
export const SESSION_OVER = 'session-over'

export interface SessionsParts {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Tells all processes about sessions that have ended but could not be deleted (`SESSION_OVER`). */
  readonly pubsub?: Broadcaster
}

export class Sessions {
  readonly #store: Store
  readonly #now: () => number
  readonly #pubsub: Broadcaster | undefined
  /** Ids of sessions that ended while the database could not be written to. They have ended for this process. */
  readonly #waiting = new Set<string>()
  #retry: NodeJS.Timeout | null = null

  constructor({ store, now, pubsub }: SessionsParts) {
    this.#store = store
    this.#now = now
    this.#pubsub = pubsub
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
    if (!session || this.#waiting.has(session.id)) return null
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
        if (this.#waiting.has(session.id)) continue
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
   * Ends the session of a token and resolves with its id, or with null when there is no such session. When the database
   * cannot be written to, the session has ended for all processes all the same, and is deleted as soon as that works.
   * Rejects with `unavailable` when too many sessions wait for that.
   */
  async end(token: string): Promise<string | null> {
    const id = hashOf(token)
    if (!isToken(token) || this.#waiting.has(id) || !(await this.#mayExist(id))) return null
    await this.endHere(id)
    if (this.#waiting.has(id)) this.#pubsub?.broadcast(SESSION_OVER, id)
    return id
  }

  /**
   * Ends a session for this process by its id, and deletes it as soon as that works. Rejects with `unavailable` when too
   * many sessions wait for that.
   */
  async endHere(id: string): Promise<void> {
    if (this.#waiting.has(id)) return
    if (this.#waiting.size >= MOST_WAITING) {
      throw new RillError('unavailable', 'The server is busy. Try again in a moment.', { retryAfter: RETRY })
    }
    this.#waiting.add(id)
    await this.#deleteEnded()
  }

  /** False when the database says that there is no such session; true while it does not answer. */
  #mayExist(id: string): Promise<boolean> {
    return this.#store.sessions.find(id, this.#now()).then(
      (session) => session !== null,
      () => true,
    )
  }

  async #deleteEnded(): Promise<void> {
    for (const id of this.#waiting) {
      try {
        await this.#store.sessions.delete(id)
        this.#waiting.delete(id)
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
