/** The parts of the sidebar: the list of rooms, and who is signed in. */
import type { Room, User } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'
import { avatar } from './avatar.ts'
import { icons } from './icons.ts'

export type SidebarRoom = Room & { readonly isCurrent?: boolean }

export function sidebarHead(): Html {
  return html`<header id="sidebar-head" class="sidebar-head">
    <a class="brand" href="/rooms" live-link="navigate">Rill</a>
    <a id="search-link" class="button quiet icon-button" href="/search" live-link="navigate" aria-label="Search" title="Search" aria-keyshortcuts="Control+K Meta+K">${icons.search}</a>
    <a class="button quiet icon-button" href="/rooms/new" live-link="navigate" aria-label="New room" title="New room">${icons.plus}</a>
  </header>`
}

export function roomLink({ id, name, isCurrent = false }: SidebarRoom): Html {
  return html`<li id="room-link-${id}"><a href="/rooms/${id}" live-link="navigate" aria-current="${isCurrent ? 'page' : null}"><span class="room-name" dir="auto">${name}</span></a></li>`
}

/** Leads to the list of all rooms. `count`: null when the sidebar shows all of them. */
export function allRooms(count: number | null): Html {
  return html`<p id="all-rooms" class="all-rooms" ?hidden=${count === null}>${
    count !== null && html`<a href="/rooms" live-link="navigate">All ${count.toLocaleString('en')} rooms</a>`
  }</p>`
}

export function sidebarFoot(user: User): Html {
  return html`<footer id="sidebar-foot" class="sidebar-foot">
    <details id="user-menu" class="user-menu">
      <summary>${avatar(user)}<span class="user-name" dir="auto">${user.name}</span></summary>
      <div class="menu">
        <span class="muted">${user.email}</span>
        <a class="button quiet" href="/bots" live-link="navigate">Bots</a>
        <form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
      </div>
    </details>
  </footer>`
}
