/** What a person sees when a page cannot be had. */
import { type Html, html } from '../live/html.ts'

const HEADINGS: Readonly<Record<number, string>> = {
  403: 'Not allowed',
  404: 'Not found',
  413: 'Too long',
  422: 'Not accepted',
  429: 'Too many requests',
  503: 'One moment, please',
}

export function errorPage(status: number, message: string): Html {
  return html`<section class="card"><p class="brand">Rill</p><h1>${HEADINGS[status] ?? 'Something went wrong'}</h1>
    <p>${message}</p>
    <p><a class="button primary" href="/rooms">Back to the rooms</a></p>
  </section>`
}
