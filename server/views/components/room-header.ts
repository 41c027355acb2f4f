/** The head of an open room. */
import type { Room } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'
import { icons } from './icons.ts'

export function roomHeader({ name, description }: Room): Html {
  return html`<header id="room-header" class="room-header">
    <a class="button quiet icon-button drawer-button" href="/rooms" live-link="navigate" aria-label="Rooms" title="Rooms">${icons.menu}</a>
    <div class="room-title"><h1 dir="auto">${name}</h1><p class="muted" dir="auto">${description}</p></div>
  </header>`
}
