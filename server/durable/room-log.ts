/** The log of a room, as the room's views listen to it. */
import type { RoomId } from '../chat/entities.ts'
import { type RoomEvent, roomTopic } from '../chat/events.ts'
import type { RoomLogStore } from '../chat/store.ts'
import type { Log } from '../live/log.ts'
import { Follower } from './follower.ts'

export interface Subscribable {
  subscribe(topic: string, listener: (message: unknown) => void): () => void
}

export class RoomLogs {
  readonly #store: RoomLogStore
  readonly #pubsub: Subscribable

  constructor(store: RoomLogStore, pubsub: Subscribable) {
    this.#store = store
    this.#pubsub = pubsub
  }

  /** The log of this room; its entries are RoomEvents. */
  of(roomId: RoomId): Log {
    const name = roomTopic(roomId)
    const followed = {
      read: (offset: number, limit: number) => this.#store.read(roomId, offset, limit),
      onCommit: (listener: (event: RoomEvent) => void) =>
        this.#pubsub.subscribe(name, (message) => listener(message as RoomEvent)),
    }
    return {
      name,
      head: () => this.#store.head(roomId),
      follow: (offset, listener) => Follower.start(followed, offset, listener),
    }
  }
}
