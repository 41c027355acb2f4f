/** Where a message is written. Without JavaScript it is an ordinary form. */
import type { Room } from '../../chat/entities.ts'
import { MESSAGE_LIMIT } from '../../chat/text.ts'
import { type Html, html } from '../../live/html.ts'
import { icons } from './icons.ts'

export function composer({ id, name }: Room): Html {
  return html`<form id="composer" class="composer" method="post" action="/rooms/${id}/messages" data-room-id="${id}" data-limit="${MESSAGE_LIMIT}">
    <textarea id="composer-body" name="body" rows="1" required aria-label="Message ${name}" placeholder="Message ${name}" dir="auto" autocomplete="off" aria-describedby="composer-note composer-counter"></textarea>
    <button class="primary icon-button" aria-label="Send" title="Send">${icons.send}</button>
    <p id="composer-note" class="composer-note field-error" role="status" live-ignore></p>
    <p id="composer-counter" class="counter" live-ignore></p>
  </form>`
}
