/** The parts of the search page. */
import { type Hit, MOST_BEHIND } from '../../chat/search.ts'
import { SEARCH_LIMIT, termsOf } from '../../chat/search-terms.ts'
import { type AsyncResult, asyncResult } from '../../live/async.ts'
import { type Html, html } from '../../live/html.ts'
import { authorName } from './author-name.ts'
import { avatar } from './avatar.ts'
import { icons } from './icons.ts'
import { messageTime } from './message-time.ts'

/** Rows of the skeleton that stands in for hits on their way. */
const SKELETON = Array.from({ length: 10 })

/** With JavaScript the form changes the address; without it the hidden field asks for the whole answer at once. */
export function searchForm(query: string): Html {
  return html`<form id="search-form" class="search-form" role="search" action="/search" live-submit="search">
    ${icons.search}
    <input id="search-field" type="search" name="q" value="${query}" aria-label="Search messages" placeholder="Search messages" maxlength="${SEARCH_LIMIT}" autocomplete="off" enterkeyhint="search" dir="auto" ?autofocus=${query === ''}>
    <noscript><input type="hidden" name="complete" value="1"></noscript>
    <button class="primary">Search</button>
  </form>`
}

/** A message that was found: where, who, when, and the part of it that was searched for. It leads to the message. */
export function searchHit({ message, room, excerpt }: Hit): Html {
  const { id, author, createdAt } = message
  const pieces = excerpt.map(({ text, isHit }) => (isHit ? html`<mark>${text}</mark>` : text))
  return html`<li id="hits-${id}" class="hit"><a href="/rooms/${room.id}?message=${id}" live-link="navigate">${avatar(author)}<span class="hit-head">${authorName(author)} <span class="hit-room" dir="auto">${room.name}</span> ${messageTime(createdAt)}</span><span class="hit-text" dir="auto">${pieces}</span></a></li>`
}

/** What a search found: hits of its first page, whether there are more, and how many messages it could not look at yet. */
export interface Found {
  readonly count: number
  readonly more: boolean
  readonly behind: number
}

/** Says how the search goes, also to a screen reader; that it found nothing or failed the notice says. */
export function searchResults(query: string, hits: AsyncResult<unknown>, found: Found | null): Html {
  const state = hits.loading ? 'Searching …' : hits.ok && found && found.count > 0 && outcome(query, found)
  return html`<p id="search-results" class="search-results" role="status">${state}</p>`
}

/** Says that messages which were just written or changed may be missing. */
export function searchBehind(hits: AsyncResult<unknown>, found: Found | null): Html {
  const note = !hits.loading && hits.ok && found && found.behind > 0 && behindNote(found)
  return html`<div id="search-behind" class="search-behind" role="status">${note}</div>`
}

function behindNote({ behind }: Found): Html {
  const messages = behind === 1 ? 'message' : 'messages'
  const count = `${behind.toLocaleString('en')}${behind < MOST_BEHIND ? '' : '+'}`
  return html`${icons.clock}<span>The search is still taking in ${count} new or changed ${messages}. Some results may be missing.</span>
    <button type="button" class="quiet" live-click="search_again" live-disable-with="Searching …">Search again</button>`
}

function outcome(query: string, { count, more }: Found): Html {
  return html`${count}${more && '+'} ${count === 1 ? 'result' : 'results'} for <bdi>“${query}”</bdi>, newest first`
}

/** What stands in place of hits. The style sheet hides it where there are some. */
export function searchNotice(query: string, hits: AsyncResult<unknown>): Html {
  const notice =
    termsOf(query).length === 0
      ? invitation(query)
      : asyncResult(hits, { loading: () => skeleton(query), failed: () => failure(), ok: () => nothing(query) })
  return html`<div id="search-notice" class="search-notice" role="status">${notice}</div>`
}

function invitation(query: string): Html {
  if (query === '') return html`<p>Find what was said in any room: type a word or two.</p>`
  return html`<p>There is no word to search for in <bdi>“${query}”</bdi>.</p>`
}

function skeleton(query: string): Html {
  return html`<div class="skeleton">${SKELETON.map(() => html`<span></span>`)}</div>
    <a class="history-link without-script" href="/search?q=${query}&amp;complete=1">Show the results</a>`
}

function nothing(query: string): Html {
  return html`<p><strong>No messages match <bdi>“${query}”</bdi>.</strong></p>
    <p>A message has to hold every word, or words that begin so. Parts of words are found from three characters on.</p>`
}

function failure(): Html {
  return html`<p><strong>The search failed.</strong></p>
    <button type="button" live-click="search_again" live-disable-with="Searching …">Retry</button>`
}

/** What stands before the hits: that newer ones are loading or have failed. */
export function searchStart(): Html {
  return html`<li id="hits-start" class="history-edge" data-edge="start" live-ignore></li>`
}

/** What stands after the hits: without JavaScript the way to more; with it, that more is loading or has failed. */
export function searchEnd(older: string | null): Html {
  return html`<li id="hits-end" class="history-edge" data-edge="end" live-ignore>
    ${older !== null && html`<a class="history-link" href="${older}">Older results</a>`}
  </li>`
}
