/** Making a room. */
import type { Chat } from '../chat/chat.ts'
import type { Room, User } from '../chat/entities.ts'
import { ROOMS_TOPIC, type RoomListEvent } from '../chat/events.ts'
import { RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import { LiveView, type Params } from '../live/live-view.ts'
import { type NewRoom, NO_ROOM_YET, newRoomForm, refusedRoom } from './components/new-room-form.ts'
import { shell } from './components/shell.ts'
import { sidebar } from './components/sidebar.ts'
import { changeMessages } from './message-changes.ts'
import { fieldsOf } from './params.ts'
import type { ViewSession } from './session.ts'

interface Assigns {
  user: User
  rooms: readonly Room[]
  room: NewRoom
}

export class NewRoomView extends LiveView<Assigns> {
  readonly #chat: Chat

  constructor(chat: Chat) {
    super()
    this.#chat = chat
  }

  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    // Before the list is read, so that no room falls between the two.
    this.subscribe(ROOMS_TOPIC)
    this.assign({ user, rooms: await this.#chat.rooms.listRooms(), room: NO_ROOM_YET })
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { user } = this.assigns
    if (name !== 'create_room') return this.reply(await changeMessages(this.#chat, user, name, payload))
    const sent = fieldsOf(payload)
    try {
      const room = await this.#chat.rooms.createRoom(user, {
        name: sent.name,
        description: sent.description,
      })
      this.pushNavigate(`/rooms/${room.id}`)
    } catch (error) {
      if (!(error instanceof RillError)) throw error
      this.assign({ room: refusedRoom(sent, error.fields) })
      // Not about a field: the database is away, say. The form keeps what was typed and the person is told.
      if (Object.keys(error.fields).length === 0) this.putFlash('error', error.message)
    }
  }

  override handleInfo({ rooms }: RoomListEvent): void {
    this.assign({ rooms })
  }

  override title(): string {
    return 'New room'
  }

  override render({ user, rooms, room }: Assigns): Html {
    return shell(
      'room',
      this.component('sidebar', sidebar, rooms, null, user),
      html`<main class="page">${this.component('new-room', newRoomForm, room)}</main>`,
    )
  }
}
