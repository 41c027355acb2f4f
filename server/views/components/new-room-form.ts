/** The form that makes a room: in the live page, and as a plain page where it was sent without JavaScript. */
import { type Html, html } from '../../live/html.ts'
import { field } from './field.ts'

export interface NewRoom {
  readonly name: string
  readonly description: string
  readonly errors: Readonly<Record<string, string>>
}

export const NO_ROOM_YET: NewRoom = { name: '', description: '', errors: {} }

/** The form as it was sent, with what is wrong with it. */
export function refusedRoom(
  sent: { readonly name?: unknown; readonly description?: unknown },
  errors: NewRoom['errors'],
): NewRoom {
  return { name: String(sent.name ?? ''), description: String(sent.description ?? ''), errors }
}

export function newRoomForm({ name, description, errors }: NewRoom): Html {
  return html`<section id="new-room" class="card"><h1>New room</h1>
    <form class="stack" method="post" action="/rooms" live-submit="create_room" novalidate>
      ${field({ name: 'name', label: 'Name', value: name, error: errors.name, maxlength: 80, autofocus: Boolean(errors.name) || !errors.description })}
      ${field({ name: 'description', label: 'Description', value: description, error: errors.description, maxlength: 280, required: false, autofocus: !errors.name && Boolean(errors.description), hint: 'What is it for? People see it at the top of the room.' })}
      <div class="row"><button class="primary">Create room</button><a class="button quiet" href="/rooms" live-link="navigate">Cancel</a></div>
    </form>
  </section>`
}
