/** The text of a message as HTML: plain text in which addresses are links. */
import { LinkifyIt } from 'linkify-it'
import { type Fragment, html } from '../../live/html.ts'

// Bare words such as "readme.md" are no links; what is written with a scheme is.
const linkify = new LinkifyIt({ fuzzyEmail: false }).add('ftp:', null).add('//', null)

export function bodyText(body: string): (string | Fragment)[] {
  const parts: (string | Fragment)[] = []
  let end = 0
  for (const link of linkify.match(body) ?? []) {
    parts.push(body.slice(end, link.index))
    parts.push(html`<a href="${link.url}" target="_blank" rel="noopener noreferrer">${link.raw}</a>`)
    end = link.lastIndex
  }
  parts.push(body.slice(end))
  return parts
}
