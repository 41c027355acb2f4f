/** The page without an open room: a welcome, or the list of all rooms in pages when the sidebar cannot show them all. */
import type { Room } from '../chat/entities.ts'
import { type RoomDirectoryPage, SIDEBAR_ROOMS } from '../chat/rooms.ts'
import type { RoomListPlace } from '../chat/store.ts'
import { type Html, html } from '../live/html.ts'
import type { Params } from '../live/live-view.ts'
import {
  type DirectoryPage,
  directoryEmpty,
  directoryHead,
  directoryPages,
  directoryRoom,
} from './components/directory.ts'
import { shell } from './components/shell.ts'
import { welcome } from './components/welcome.ts'
import { changeMessages } from './message-changes.ts'
import type { ViewSession } from './session.ts'
import { type SidebarAssigns, SidebarView } from './sidebar-view.ts'

interface Assigns extends SidebarAssigns {
  /** Where the page begins or ends; undefined for the first page. */
  place: RoomListPlace | undefined
  page: DirectoryPage
}

const NO_ROOMS: RoomDirectoryPage = { rooms: [], hasPrevious: false, hasNext: false }

export class RoomsView extends SidebarView<Assigns> {
  /** The rooms of the page that the browser shows. */
  #rooms: readonly Room[] = []

  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    await this.mountSidebar(user)
    this.streamConfigure<Room>('directory', { immutable: true })
  }

  override async handleParams(params: Params): Promise<void> {
    this.assign({ place: placeIn(params) })
    const page = await this.#read()
    this.stream('directory', page.rooms, { reset: true })
    this.#show(page)
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    this.reply(await changeMessages(this.chat, this.assigns.user, name, payload))
  }

  override title({ roomCount, page }: Assigns): string {
    if (roomCount <= SIDEBAR_ROOMS || !page.hasPrevious || page.first === null) return 'Rooms'
    return `Rooms from ${page.first} to ${page.last}`
  }

  override render({ user, roomCount, place, page }: Assigns): Html {
    if (roomCount <= SIDEBAR_ROOMS) {
      const content = html`<main class="page">${this.component('welcome', welcome, roomCount > 0, user.name)}</main>`
      return shell('rooms', this.sidebar(), content)
    }
    const content = html`<main class="directory">
        ${this.component('directory-head', directoryHead, roomCount, place?.side === 'from' ? place.name : '')}
        <div class="directory-scroller" tabindex="-1">
          ${this.component('directory-empty', directoryEmpty, page.first === null)}
          <ul id="directory" class="directory-list" aria-label="Rooms by name" live-stream="directory">${this.rows('directory', directoryRoom)}</ul>
        </div>
        ${this.component('directory-pages', directoryPages, page)}
      </main>`
    return shell('directory', this.sidebar(), content)
  }

  protected override async roomsChanged(): Promise<void> {
    await super.roomsChanged()
    const page = await this.#read()
    this.changeRooms('directory', this.#rooms, page.rooms)
    this.#show(page)
  }

  async #read(): Promise<RoomDirectoryPage> {
    return this.assigns.roomCount <= SIDEBAR_ROOMS ? NO_ROOMS : await this.chat.rooms.listRooms(this.assigns.place)
  }

  #show({ rooms, hasPrevious, hasNext }: RoomDirectoryPage): void {
    this.#rooms = rooms
    this.assign({ page: { first: rooms[0]?.name ?? null, last: rooms.at(-1)?.name ?? null, hasPrevious, hasNext } })
  }
}

/** The place that an address names. Any text is one; the list may have no room there. */
function placeIn(params: Params): RoomListPlace | undefined {
  for (const side of ['after', 'before', 'from'] as const) {
    const name = params[side]?.trim()
    if (name) return { side, name }
  }
  return undefined
}
