/** The list of rooms, and who is signed in. */
import type { Room, RoomId, User } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'
import { avatar } from './avatar.ts'
import { icons } from './icons.ts'

export function sidebar(rooms: readonly Room[], current: RoomId | null, user: User): Html {
  return html`<nav id="sidebar" class="sidebar" aria-label="Rooms">
    <header class="sidebar-head">
      <a class="brand" href="/rooms" live-link="navigate">Rill</a>
      <a id="search-link" class="button quiet icon-button" href="/search" live-link="navigate" aria-label="Search" title="Search" aria-keyshortcuts="Control+K Meta+K">${icons.search}</a>
      <a class="button quiet icon-button" href="/rooms/new" live-link="navigate" aria-label="New room" title="New room">${icons.plus}</a>
    </header>
    <ul class="room-list">${rooms.map((room) => roomLink(room, room.id === current))}</ul>
    <footer class="sidebar-foot">${userMenu(user)}</footer>
  </nav>`
}

function roomLink({ id, name }: Room, isCurrent: boolean): Html {
  return html`<li id="room-link-${id}"><a href="/rooms/${id}" live-link="navigate" aria-current="${isCurrent ? 'page' : null}"><span class="room-name" dir="auto">${name}</span></a></li>`
}

function userMenu(user: User): Html {
  return html`<details id="user-menu" class="user-menu">
    <summary>${avatar(user)}<span class="user-name" dir="auto">${user.name}</span></summary>
    <div class="menu">
      <span class="muted">${user.email}</span>
      <a class="button quiet" href="/bots" live-link="navigate">Bots</a>
      <form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
    </div>
  </details>`
}
