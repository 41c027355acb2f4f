/** The page of rooms while the sidebar shows them all. */
import { type Html, html } from '../../live/html.ts'

export function welcome(hasRooms: boolean, name: string): Html {
  return html`<section id="welcome" class="card welcome"><h1 tabindex="-1">Hello, <bdi>${name}</bdi></h1>
    <p>${hasRooms ? 'Choose a room, or start one of your own.' : 'There is no room yet. Start the first one.'}</p>
    <p><a class="button primary" href="/rooms/new" live-link="navigate">New room</a></p>
  </section>`
}
