/** The name of an author; a bot is marked as one, for a screen reader too. */
import type { Author } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'

export function authorName({ name, kind }: Author): Html {
  return html`<b><bdi>${name}</bdi>${kind === 'bot' && html` <small class="badge">bot</small>`}</b>`
}
