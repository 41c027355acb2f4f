/** The rooms. */
import { notFound } from '../errors.ts'
import type { Author, Room, RoomId, User } from './entities.ts'
import { ROOMS_TOPIC, type RoomListEvent } from './events.ts'
import type { Broadcaster, DomainParts } from './messages.ts'
import { mayRead } from './policy.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { Store } from './store.ts'
import { roomDescription, roomName } from './text.ts'

export class Rooms {
  readonly #store: Store
  readonly #pubsub: Broadcaster
  readonly #now: () => number
  readonly #limits: RateLimiter

  constructor({ store, pubsub, now, limits = new RateLimiter() }: DomainParts) {
    this.#store = store
    this.#pubsub = pubsub
    this.#now = now
    this.#limits = limits
  }

  /** All rooms by name. */
  listRooms(): Promise<readonly Room[]> {
    return this.#store.rooms.list()
  }

  /** The rooms that a person may read, by name. */
  async roomsFor(user: User): Promise<Room[]> {
    return (await this.#store.rooms.list()).filter((room) => mayRead(user, room))
  }

  /** The room; rejects with `not_found`. */
  async findRoom(id: RoomId): Promise<Room> {
    const room = await this.#store.rooms.find(id)
    if (!room) throw notFound('This room')
    return room
  }

  /** The room, if this reader may see it; else null. */
  async readableRoom(reader: Author, id: RoomId): Promise<Room | null> {
    const room = await this.#store.rooms.find(id)
    return room && mayRead(reader, room) ? room : null
  }

  /** Makes a room; rejects with the field that is wrong, `conflict` when the name is taken. */
  async createRoom(user: User, input: { name: unknown; description: unknown }): Promise<Room> {
    const name = roomName(input.name)
    const description = roomDescription(input.description)
    await this.#limits.take('room', user.id)
    const room = await this.#store.rooms.create({ name, description, at: this.#now() })
    await this.tellRooms()
    return room
  }

  /** Tells everybody which rooms there are. */
  async tellRooms(): Promise<void> {
    const rooms = await this.#store.rooms.list()
    this.#pubsub.broadcast(ROOMS_TOPIC, { kind: 'rooms_changed', rooms } satisfies RoomListEvent)
  }
}
