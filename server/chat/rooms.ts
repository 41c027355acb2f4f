/** The rooms: creating them, and reading the list of them in bounded parts. */
import { notFound } from '../errors.ts'
import type { Author, Room, RoomId, User } from './entities.ts'
import { ROOMS_TOPIC, type RoomListEvent } from './events.ts'
import type { Broadcaster, DomainParts } from './messages.ts'
import { mayRead, readableRooms } from './policy.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { RoomListPlace, Store } from './store.ts'
import { roomDescription, roomName } from './text.ts'

/** Rooms that the sidebar shows at most. */
export const SIDEBAR_ROOMS = 200
/** Rooms on a page of the list of all rooms. */
export const ROOMS_PER_PAGE = 100

/** Before every name. */
const FIRST: RoomListPlace = { side: 'from', name: '' }

export interface RoomDirectoryPage {
  /** In ascending order of name. */
  readonly rooms: readonly Room[]
  readonly hasPrevious: boolean
  readonly hasNext: boolean
}

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

  /**
   * A page of at most ROOMS_PER_PAGE rooms by name. The page before a name is the first page when fewer rooms than that
   * come before it.
   */
  async listRooms(place: RoomListPlace = FIRST): Promise<RoomDirectoryPage> {
    const { rooms, more } = await this.#store.rooms.page(place, ROOMS_PER_PAGE)
    if (place.side !== 'before') return { rooms, hasPrevious: place.name !== '', hasNext: more }
    return more ? { rooms, hasPrevious: true, hasNext: true } : await this.listRooms()
  }

  /** The number of rooms. */
  countRooms(): Promise<number> {
    return this.#store.rooms.count()
  }

  /** The rooms for a short list: the first by name, at most SIDEBAR_ROOMS, always with the current room. */
  async sidebarRooms(current: Room | null): Promise<readonly Room[]> {
    const { rooms } = await this.#store.rooms.page(FIRST, SIDEBAR_ROOMS)
    if (!current || rooms.some(({ id }) => id === current.id)) return rooms
    // The list is full and the room comes after it by name, so it is the last.
    return [...rooms.slice(0, SIDEBAR_ROOMS - 1), current]
  }

  /** The ids of the rooms that a person may read; null when that is every room. */
  async readableIds(user: User): Promise<readonly RoomId[] | null> {
    return readableRooms(user)
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

  /** Creates a room; rejects with the field that is wrong, `conflict` when the name is taken. */
  async createRoom(user: User, input: { name: unknown; description: unknown }): Promise<Room> {
    const name = roomName(input.name)
    const description = roomDescription(input.description)
    await this.#limits.take('room', user.id)
    const room = await this.#store.rooms.create({ name, description, at: this.#now() })
    this.#pubsub.broadcast(ROOMS_TOPIC, { kind: 'room_created', room } satisfies RoomListEvent)
    return room
  }
}
