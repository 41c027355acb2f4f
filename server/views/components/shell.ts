/** The two panes of every signed-in page: the rooms, and what is open. */
import { type Fragment, type Html, html } from '../../live/html.ts'

/** `pane` is the one that a phone shows. */
export function shell(pane: 'rooms' | 'directory' | 'room', sidebar: Fragment, content: Fragment): Html {
  return html`<div id="main" class="shell" data-pane="${pane}">${sidebar}${content}</div>`
}
