/** The parts of the list of all rooms. Its pages are plain links, so that it works without JavaScript. */
import type { Room } from '../../chat/entities.ts'
import { type Html, html } from '../../live/html.ts'
import { icons } from './icons.ts'

/** A page of the list; the names of its first and last room, null for an empty page. */
export interface DirectoryPage {
  readonly first: string | null
  readonly last: string | null
  readonly hasPrevious: boolean
  readonly hasNext: boolean
}

/** `from`: the name that the reader asked the page to begin at. */
export function directoryHead(count: number, from: string): Html {
  return html`<header id="directory-head" class="directory-head">
    <div class="directory-title"><h1 tabindex="-1">All rooms</h1> <p class="muted">${count.toLocaleString('en')} rooms, by name</p></div>
    <form id="directory-form" class="search-form" role="search" action="/rooms">
      ${icons.search}
      <input type="search" name="from" value="${from}" aria-label="Go to a name" placeholder="Go to a name" maxlength="80" autocomplete="off" enterkeyhint="go" dir="auto">
      <button>Go</button>
    </form>
  </header>`
}

export function directoryRoom({ id, name, description }: Room): Html {
  return html`<li id="directory-${id}"><a href="/rooms/${id}" live-link="navigate"><span class="room-name" dir="auto">${name}</span>${description !== '' && html`<span class="room-description" dir="auto">${description}</span>`}</a></li>`
}

/** Says that the page has no rooms, also to a screen reader. */
export function directoryEmpty(isEmpty: boolean): Html {
  return html`<div id="directory-empty" class="directory-empty" role="status">${
    isEmpty &&
    html`<p><strong>There are no rooms here.</strong></p><p>The list of rooms ends before this page. <a href="/rooms" live-link="navigate">Go to the first page</a></p>`
  }</div>`
}

export function directoryPages({ first, last, hasPrevious, hasNext }: DirectoryPage): Html {
  return html`<nav id="directory-pages" class="directory-pages" aria-label="Pages of rooms">
    ${hasPrevious && html`<a class="button quiet" href="/rooms" live-link="navigate">First page</a>`}
    ${hasPrevious && first !== null && html`<a class="button" rel="prev" href="/rooms?before=${first}" live-link="navigate">Previous</a>`}
    ${hasNext && last !== null && html`<a class="button" rel="next" href="/rooms?after=${last}" live-link="navigate">Next</a>`}
  </nav>`
}
