/** What the browser asks before one signs out with something unsent. */
import { type Html, html } from '../../live/html.ts'

export function signOutQuestion(): Html {
  return html`<dialog id="confirm-sign-out" class="confirm" aria-labelledby="confirm-sign-out-title">
    <form method="dialog">
      <h2 id="confirm-sign-out-title">Sign out before everything is sent?</h2>
      <p>What is not sent yet stays in this browser, and goes out when you sign in here again.</p>
      <div class="row">
        <button class="danger" value="sign-out">Sign out</button>
        <button class="quiet" value="cancel" autofocus>Stay signed in</button>
      </div>
    </form>
  </dialog>`
}
