/**
 * The catch-up cache: when a server comes back, thousands who left at one offset ask for the same stretch of a room's
 * log. It is read once for as long as the log goes no further, and all get the same list, so that what comes of it is
 * rendered once too.
 */
import type { RoomId } from '../chat/entities.ts'
import type { RoomEvent } from '../chat/events.ts'
import type { RoomLogStore } from '../chat/store.ts'

/** Stretches that are kept; of the others those that were asked for last. */
const MOST_STRETCHES = 20

export class SharedReads {
  readonly #store: Pick<RoomLogStore, 'read'>
  /** By room, offset and limit; none of them empty. */
  readonly #stretches = new Map<string, readonly RoomEvent[]>()

  constructor(store: Pick<RoomLogStore, 'read'>) {
    this.#store = store
  }

  /** What follows an offset of a room's log that has come as far as `head`; the same list until it goes on. */
  async read(
    roomId: RoomId,
    offset: number,
    { limit, head }: { limit: number; head: number },
  ): Promise<readonly RoomEvent[]> {
    const name = `${roomId} ${offset} ${limit}`
    const known = this.#stretches.get(name)
    const stretch = known?.at(-1)?.offset === head ? known : await this.#store.read(roomId, offset, limit)
    if (stretch.length > 0) this.#keep(name, stretch)
    return stretch
  }

  #keep(name: string, stretch: readonly RoomEvent[]): void {
    this.#stretches.delete(name)
    this.#stretches.set(name, stretch)
    if (this.#stretches.size > MOST_STRETCHES) this.#stretches.delete(this.#stretches.keys().next().value!)
  }
}
