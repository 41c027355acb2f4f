/** A time as everybody gets it; the browser makes it local. */
import { type Html, html } from '../../live/html.ts'

/** Readable where it is not made local: without JavaScript and in print. */
export function messageTime(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}
