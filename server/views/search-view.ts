/** Search: what was said in any room, newest first. */
import type { MessageId } from '../chat/entities.ts'
import type { Hit, SearchFrom, SearchPage } from '../chat/search.ts'
import type { SearchMode } from '../chat/search-grams.ts'
import { searchText, termsOf } from '../chat/search-terms.ts'
import { fieldError, notFound } from '../errors.ts'
import { AsyncResult } from '../live/async.ts'
import { type Html, html } from '../live/html.ts'
import type { Params } from '../live/live-view.ts'
import { icons } from './components/icons.ts'
import {
  type Found,
  searchBehind,
  searchEnd,
  searchForm,
  searchHit,
  searchNotice,
  searchResults,
  searchStart,
} from './components/search.ts'
import { shell } from './components/shell.ts'
import { changeMessages } from './message-changes.ts'
import { fieldsOf, positiveInteger } from './params.ts'
import type { ViewSession } from './session.ts'
import { type SidebarAssigns, SidebarView } from './sidebar-view.ts'

/** Hits that a browser keeps at most; the far end of a longer read is let go. */
const WINDOW = 300

interface Assigns extends SidebarAssigns {
  query: string
  hits: AsyncResult<unknown>
  /** Address of the next page, where it was rendered whole and there is one. */
  older: string | null
}

export class SearchView extends SidebarView<Assigns> {
  /** How the hits that are shown were found; further pages are found in the same way. */
  #mode: SearchMode | undefined
  /** What the last search found; shown with its hits. */
  #found: Found | null = null

  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    await this.mountSidebar(user)
    this.assign({ query: '', hits: AsyncResult.ok(null), older: null })
    // Newest first.
    this.streamConfigure<Hit>('hits', { domId: domIdOf, sortKey: ({ message }) => -message.id })
  }

  override async handleParams(params: Params): Promise<void> {
    this.assign({ query: searchText(params.q ?? '') })
    if (termsOf(this.assigns.query).length === 0) {
      this.cancelAsync('hits')
      this.#found = null
      this.assign({ hits: AsyncResult.ok(null) })
      this.stream('hits', [], { reset: true })
    } else if (!this.connected && params.complete) await this.#showWhole(positiveInteger(params.before))
    else this.#search()
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { q, cursor, id } = fieldsOf(payload)
    switch (name) {
      case 'search':
        return this.#ask(searchIn(q))
      case 'search_again':
        return this.#search()
      case 'older_hits':
        return await this.#extend('end', hitId(-Number(cursor)))
      case 'newer_hits':
        return await this.#extend('start', hitId(-Number(cursor)))
      case 'hits_from':
        return await this.#showFrom(hitId(id))
      default:
        return this.reply(await changeMessages(this.chat, this.assigns.user, name, payload))
    }
  }

  override title({ query }: Assigns): string {
    return query === '' ? 'Search' : `${query} · Search`
  }

  override render({ query, hits, older }: Assigns): Html {
    const content = html`<main class="search">
        <header class="search-head">
          <a class="button quiet icon-button drawer-button" href="/rooms" live-link="navigate" aria-label="Rooms" title="Rooms">${icons.menu}</a>
          <h1 class="visually-hidden">Search</h1>
          ${this.component('search-form', searchForm, query)}
        </header>
        <div class="search-scroller" tabindex="-1">
          ${this.component('search-results', searchResults, query, hits, this.#found)}
          ${this.component('search-behind', searchBehind, hits, this.#found)}
          ${this.component('search-notice', searchNotice, query, hits)}
          <ol id="hits" class="hits" aria-label="Messages that match" live-stream="hits" live-window="${WINDOW}" live-viewport-top="newer_hits" live-viewport-bottom="older_hits">
            ${this.ignored('hits-start', searchStart)}
            ${this.rows('hits', searchHit)}
            ${this.ignored('hits-end', searchEnd, older)}
          </ol>
        </div>
      </main>`
    return html`<a class="skip-link" href="#search-field">Skip to the search field</a>
      ${shell('room', this.sidebar(), content)}`
  }

  /** The same search once more is no step in the history. */
  #ask(query: string): void {
    this.pushPatch(addressOf(query), { replace: query === this.assigns.query })
  }

  #search(): void {
    const { query } = this.assigns
    this.streamAsync<Hit>(
      'hits',
      async (signal) => {
        const page = await this.#find(query, { signal })
        if (!signal.aborted) this.#take(page)
        return { items: page.hits, reaches: { start: true, end: !page.more } }
      },
      { reset: true },
    )
  }

  /** For a browser without JavaScript, into which nothing can be streamed. */
  async #showWhole(before: number | null): Promise<void> {
    const { query } = this.assigns
    const page = await this.#find(query, before === null ? {} : { before })
    const last = page.hits.at(-1)
    if (before === null) this.#take(page)
    this.assign({ older: page.more && last ? `${addressOf(query)}&complete=1&before=${last.message.id}` : null })
    this.stream('hits', page.hits, { reaches: { start: before === null, end: !page.more } })
  }

  #take({ hits, mode, more, behind }: SearchPage): void {
    this.#mode = mode
    this.#found = { count: hits.length, more, behind }
  }

  /** The next page beyond an end of what the browser holds. */
  async #extend(end: 'start' | 'end', beyond: MessageId): Promise<void> {
    // Of a search that is over: what is shown is about to go.
    if (this.assigns.hits.loading) return
    const { hits, more } = await this.#findMore(end === 'end' ? { before: beyond } : { after: beyond })
    this.stream('hits', hits, { reaches: { [end]: !more, beyond: -beyond } })
  }

  /** The hits from this one on, in place of those that are shown: for a reader who comes back to it. */
  async #showFrom(id: MessageId): Promise<void> {
    const { hits, more } = await this.#findMore({ before: id + 1 })
    this.stream('hits', hits, { reset: true, reaches: { start: false, end: !more } })
  }

  #findMore(from: SearchFrom): Promise<SearchPage> {
    return this.#find(this.assigns.query, this.#mode ? { ...from, mode: this.#mode } : from)
  }

  #find(query: string, from: SearchFrom): Promise<SearchPage> {
    return this.chat.search.find(this.assigns.user, query, from)
  }
}

function domIdOf({ message }: Hit): string {
  return `hits-${message.id}`
}

function addressOf(query: string): string {
  return query === '' ? '/search' : `/search?q=${encodeURIComponent(query)}`
}

function searchIn(input: unknown): string {
  if (typeof input !== 'string' || !input.isWellFormed()) throw fieldError('q', 'This has to be text.')
  return searchText(input)
}

function hitId(value: unknown): MessageId {
  const id = positiveInteger(value)
  if (id === null) throw notFound('This result')
  return id
}
