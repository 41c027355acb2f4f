/** The log of a room, as its views follow it. */
import type { RoomId } from '../chat/entities.ts'
import { type RoomEvent, roomTopic } from '../chat/events.ts'
import type { RoomLogStore } from '../chat/store.ts'
import type { PubSub } from '../live/pubsub.ts'
import type { FollowedLog, LogStretch } from './follower.ts'
import type { SharedReads } from './shared-reads.ts'
import { StreamError } from './stream-error.ts'

export type Subscribable = Pick<PubSub, 'subscribe'>

export class RoomLog implements FollowedLog {
  readonly #roomId: RoomId
  readonly #store: RoomLogStore
  readonly #reads: SharedReads
  readonly #pubsub: Subscribable

  constructor(
    roomId: RoomId,
    { store, reads, pubsub }: { store: RoomLogStore; reads: SharedReads; pubsub: Subscribable },
  ) {
    this.#roomId = roomId
    this.#store = store
    this.#reads = reads
    this.#pubsub = pubsub
  }

  head(): Promise<number> {
    return this.#store.head(this.#roomId)
  }

  earliest(): Promise<number> {
    return this.#store.earliest(this.#roomId)
  }

  /** Entries that are RoomEvents. */
  async read(offset: number, limit: number): Promise<LogStretch> {
    const head = await this.head()
    // Most who join have missed nothing, and that is told at less cost.
    if (head <= offset) return { entries: [], ends: false }
    const entries = await this.#reads.read(this.#roomId, offset, { limit, head })
    if (entries[0]?.offset !== offset + 1) throw new StreamError('gone', 'The log no longer reaches back to there.')
    return { entries, ends: false }
  }

  onCommit(listener: (event: RoomEvent | null) => void): () => void {
    return this.#pubsub.subscribe(
      roomTopic(this.#roomId),
      (message) => listener(message as RoomEvent),
      () => listener(null),
    )
  }

  dataOf(event: RoomEvent): RoomEvent {
    return event
  }
}
