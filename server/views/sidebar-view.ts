/** Base of the views of signed-in people: the list of rooms stands beside what is open. */
import type { Chat } from '../chat/chat.ts'
import type { Room, User } from '../chat/entities.ts'
import { ROOMS_TOPIC } from '../chat/events.ts'
import { SIDEBAR_ROOMS } from '../chat/rooms.ts'
import { type Html, html } from '../live/html.ts'
import { LiveView } from '../live/live-view.ts'
import { allRooms, roomLink, type SidebarRoom, sidebarFoot, sidebarHead } from './components/sidebar.ts'

export interface SidebarAssigns {
  user: User
  /** The number of all rooms. */
  roomCount: number
}

export abstract class SidebarView<Assigns extends SidebarAssigns> extends LiveView<Assigns> {
  protected readonly chat: Chat
  #current: Room | null = null
  /** The rooms in the browser's sidebar. The list is shared with other views where the store keeps it. */
  #listed: readonly Room[] = []

  constructor(chat: Chat) {
    super()
    this.chat = chat
  }

  /** Reads the rooms for the sidebar and keeps it up to date. To be called in `mount`. */
  protected async mountSidebar(user: User, current: Room | null = null): Promise<void> {
    this.#current = current
    // Before the list is read, so that no new room is missed between the two.
    this.subscribe(ROOMS_TOPIC, () => this.roomsChanged())
    this.streamConfigure<SidebarRoom>('rooms', { domId: ({ id }) => `room-link-${id}`, immutable: true })
    const { listed, roomCount } = await this.#read()
    this.stream('rooms', listed.map(this.#item))
    this.#listed = listed
    this.assign({ user, roomCount } as Partial<Assigns>)
  }

  override async handleInfo(_event: unknown): Promise<void> {
    await this.roomsChanged()
  }

  /** Called when there is a new room, or may be one. */
  protected async roomsChanged(): Promise<void> {
    const { listed, roomCount } = await this.#read()
    this.changeRooms('rooms', this.#listed, listed.map(this.#item))
    this.#listed = listed
    this.assign({ roomCount } as Partial<Assigns>)
  }

  /** Sends what makes one sorted list of rooms the other. */
  protected changeRooms(stream: string, before: readonly Room[], after: readonly Room[]): void {
    const kept = new Set(after.map(({ id }) => id))
    for (const room of before) if (!kept.has(room.id)) this.streamDelete(stream, room)
    const present = new Set(before.map(({ id }) => id))
    for (const [at, room] of after.entries()) if (!present.has(room.id)) this.streamInsert(stream, room, { at })
  }

  protected sidebar(): Html {
    const { user, roomCount } = this.assigns
    return html`<nav id="sidebar" class="sidebar" aria-label="Rooms">
      ${this.component('sidebar-head', sidebarHead)}
      <ul id="room-list" class="room-list" live-stream="rooms">${this.rows('rooms', roomLink)}</ul>
      ${this.component('all-rooms', allRooms, roomCount > SIDEBAR_ROOMS ? roomCount : null)}
      ${this.component('sidebar-foot', sidebarFoot, user)}
    </nav>`
  }

  readonly #item = (room: Room): SidebarRoom => (room.id === this.#current?.id ? { ...room, isCurrent: true } : room)

  async #read(): Promise<{ listed: readonly Room[]; roomCount: number }> {
    const { rooms } = this.chat
    const [listed, roomCount] = await Promise.all([rooms.sidebarRooms(this.#current), rooms.countRooms()])
    return { listed, roomCount }
  }
}
