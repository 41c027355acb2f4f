/** The list of rooms with no room open. */
import type { Chat } from '../chat/chat.ts'
import type { Room, User } from '../chat/entities.ts'
import { ROOMS_TOPIC, type RoomListEvent } from '../chat/events.ts'
import { type Html, html } from '../live/html.ts'
import { LiveView, type Params } from '../live/live-view.ts'
import { shell } from './components/shell.ts'
import { sidebar } from './components/sidebar.ts'
import { changeMessages } from './message-changes.ts'
import type { ViewSession } from './session.ts'

interface Assigns {
  user: User
  rooms: readonly Room[]
}

export class RoomsView extends LiveView<Assigns> {
  readonly #chat: Chat

  constructor(chat: Chat) {
    super()
    this.#chat = chat
  }

  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    // Before the list is read, so that no room falls between the two.
    this.subscribe(ROOMS_TOPIC)
    this.assign({ user, rooms: await this.#chat.rooms.listRooms() })
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    this.reply(await changeMessages(this.#chat, this.assigns.user, name, payload))
  }

  override handleInfo({ rooms }: RoomListEvent): void {
    this.assign({ rooms })
  }

  override title(): string {
    return 'Rooms'
  }

  override render({ user, rooms }: Assigns): Html {
    return shell(
      'rooms',
      this.component('sidebar', sidebar, rooms, null, user),
      html`<main class="page">${this.component('welcome', welcome, rooms.length > 0, user.name)}</main>`,
    )
  }
}

function welcome(hasRooms: boolean, name: string): Html {
  return html`<section id="welcome" class="card welcome"><h1 tabindex="-1">Hello, <bdi>${name}</bdi></h1>
    <p>${hasRooms ? 'Choose a room, or start one of your own.' : 'There is no room yet. Start the first one.'}</p>
    <p><a class="button primary" href="/rooms/new" live-link="navigate">New room</a></p>
  </section>`
}
