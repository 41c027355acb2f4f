/** A message that was sent without JavaScript and was refused, to be sent again. */
import type { RoomId } from '../../chat/entities.ts'
import type { RillError } from '../../errors.ts'
import { type Html, html } from '../../live/html.ts'

export function refusedMessage(roomId: RoomId, body: string, { message, code }: RillError): Html {
  const room = `/rooms/${roomId}`
  return html`<section class="card"><h1>Not sent</h1>
    <p class="form-error" role="alert">${message}</p>
    <form class="stack" method="post" action="${room}/messages">
      <textarea name="body" aria-label="Your message" dir="auto">${body}</textarea>
      <div class="row"><button class="primary">Send</button><a class="button quiet" href="${room}">Back to the room</a></div>
    </form>
    ${code === 'unauthenticated' && html`<p><a href="/sign-in?return=${room}" target="_blank">Sign in</a> in another tab.</p>`}
  </section>`
}
