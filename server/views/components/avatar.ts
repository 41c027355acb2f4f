/** A person's mark: initials on a colour that stays the same. */
import { type Html, html } from '../../live/html.ts'

/** How many hues the style sheet knows. */
const HUES = 12

export function avatar(person: { readonly id: number; readonly name: string }): Html {
  return html`<span class="avatar" data-hue="${person.id % HUES}" aria-hidden="true">${initials(person.name)}</span>`
}

/** First letters of the first and the last word; whole characters, also beyond the basic plane. */
function initials(name: string): string {
  const words = name.split(' ')
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return ends
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase()
}
