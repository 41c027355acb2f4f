/** A time as everybody gets it; the browser makes it local. */
import { type Html, html } from '../../live/html.ts'

/**
 * Readable where it is not made local: without JavaScript and in print. Beside another time of the same day the date is
 * not said again.
 */
export function messageTime(at: number, beside?: number): Html {
  const [day, time] = daytime(at)
  const shown = beside !== undefined && daytime(beside)[0] === day ? '' : `${day} `
  return html`<time datetime="${day}T${time}Z">${shown}${time.slice(0, 5)} UTC</time>`
}

/** To the second: nobody is shown more. */
function daytime(at: number): [day: string, time: string] {
  const iso = new Date(at).toISOString()
  return [iso.slice(0, 10), iso.slice(11, 19)]
}
