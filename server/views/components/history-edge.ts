/**
 * What stands at the ends of the loaded messages: links for a browser without JavaScript; with it, the browser shows
 * there that it loads, that it failed, or that this is the first message.
 */
import type { MessageId, Room } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'

/** `oldest`: the first message shown, when there are older ones. */
export function historyStart(room: Room, oldest: MessageId | null): Html {
  return html`<div id="messages-start" class="history-edge" data-edge="start" live-ignore>
    ${oldest && html`<a class="history-link" href="/rooms/${room.id}?before=${oldest}">Older messages</a>`}
    <p class="beginning"><strong dir="auto">${room.name}</strong> begins here.</p>
  </div>`
}

/** `newest`: the last message shown, when there are newer ones. */
export function historyEnd(room: Room, newest: MessageId | null): Html {
  return html`<div id="messages-end" class="history-edge" data-edge="end" live-ignore>
    ${newest && html`<a class="history-link" href="/rooms/${room.id}?after=${newest}">Newer messages</a>`}
  </div>`
}
