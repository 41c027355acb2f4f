/** A message's text as HTML: plain text whose addresses are links. */
import { type Fragment, html } from '../../live/html.ts'
import { linksIn } from './text-links.ts'

/** Renders a text. Links open in a new tab; the browser opens those to this Rill in place (client/chat/own-links.ts). */
export function bodyText(body: string): (string | Fragment)[] {
  const parts: (string | Fragment)[] = []
  let end = 0
  for (const link of linksIn(body)) {
    parts.push(body.slice(end, link.start))
    parts.push(
      html`<a href="${link.url}" target="_blank" rel="noopener noreferrer">${body.slice(link.start, link.end)}</a>`,
    )
    end = link.end
  }
  parts.push(body.slice(end))
  return parts
}
