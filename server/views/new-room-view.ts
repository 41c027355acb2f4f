/** The form for a new room. */
import { RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import type { Params } from '../live/live-view.ts'
import { type NewRoom, NO_ROOM_YET, newRoomForm, refusedRoom } from './components/new-room-form.ts'
import { shell } from './components/shell.ts'
import { changeMessages } from './message-changes.ts'
import { fieldsOf } from './params.ts'
import type { ViewSession } from './session.ts'
import { type SidebarAssigns, SidebarView } from './sidebar-view.ts'

interface Assigns extends SidebarAssigns {
  room: NewRoom
}

export class NewRoomView extends SidebarView<Assigns> {
  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    await this.mountSidebar(user)
    this.assign({ room: NO_ROOM_YET })
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { user } = this.assigns
    if (name !== 'create_room') return this.reply(await changeMessages(this.chat, user, name, payload))
    const sent = fieldsOf(payload)
    try {
      const room = await this.chat.rooms.createRoom(user, {
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

  override title(): string {
    return 'New room'
  }

  override render({ room }: Assigns): Html {
    return shell(
      'room',
      this.sidebar(),
      html`<main class="page">${this.component('new-room', newRoomForm, room)}</main>`,
    )
  }
}
