/** How long rooms' logs keep what happened. The messages themselves stay; only who reads a log is told how far it reaches back. */
import type { RoomId } from './entities.ts'
import type { Store } from './store.ts'

/** Null is no limit. */
export interface RetentionLimits {
  /** In milliseconds. */
  readonly maxAge: number | null
  readonly maxEvents: number | null
}

export class LogRetention {
  readonly #store: Pick<Store, 'rooms' | 'roomLog'>
  readonly #now: () => number
  readonly #limits: RetentionLimits
  /** The last room that was finished in this round; 0 between rounds. */
  #finished: RoomId = 0

  constructor(parts: { store: Pick<Store, 'rooms' | 'roomLog'>; now: () => number; limits: RetentionLimits }) {
    this.#store = parts.store
    this.#now = parts.now
    this.#limits = parts.limits
  }

  /** Takes one short step in forgetting what is over the limits. Resolves with whether there is more to do. */
  async sweep(): Promise<boolean> {
    const { maxAge, maxEvents } = this.#limits
    const roomId = await this.#store.rooms.nextId(this.#finished)
    if (roomId === null) {
      this.#finished = 0
      return false
    }
    const before = maxAge === null ? null : this.#now() - maxAge
    if (!(await this.#store.roomLog.trim(roomId, { before, keep: maxEvents }))) this.#finished = roomId
    return true
  }
}
