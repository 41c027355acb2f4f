/** Search: what was said in any room, newest first. */
import type { Chat } from '../chat/chat.ts'
import type { Room, User } from '../chat/entities.ts'
import { ROOMS_TOPIC, type RoomListEvent } from '../chat/events.ts'
import type { Hit, SearchFrom, SearchPage } from '../chat/search.ts'
import { searchText, termsOf } from '../chat/search-terms.ts'
import type { SearchedIndex } from '../chat/store.ts'
import { fieldError, notFound } from '../errors.ts'
import { AsyncResult } from '../live/async.ts'
import { type Html, html } from '../live/html.ts'
import { LiveView, type Params } from '../live/live-view.ts'
import { icons } from './components/icons.ts'
import { searchEnd, searchForm, searchHit, searchNotice, searchResults } from './components/search.ts'
import { shell } from './components/shell.ts'
import { sidebar } from './components/sidebar.ts'
import { fieldsOf, positiveInteger } from './params.ts'
import type { ViewSession } from './session.ts'

interface Assigns {
  user: User
  rooms: readonly Room[]
  query: string
  hits: AsyncResult<unknown>
  /** Address of the next page, where it was rendered whole and there is one. */
  older: string | null
}

export class SearchView extends LiveView<Assigns> {
  readonly #chat: Chat
  /** Where the hits that are shown were found; further pages come from there too. */
  #index: SearchedIndex | undefined

  constructor(chat: Chat) {
    super()
    this.#chat = chat
  }

  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    // Before the list is read, so that no room falls between the two.
    this.subscribe(ROOMS_TOPIC)
    const rooms = await this.#chat.rooms.listRooms()
    this.assign({ user, rooms, query: '', hits: AsyncResult.ok(null), older: null })
    // Newest first.
    this.streamConfigure<Hit>('hits', { domId: domIdOf, sortKey: ({ message }) => -message.id })
  }

  override async handleParams(params: Params): Promise<void> {
    this.assign({ query: searchText(params.q ?? '') })
    if (termsOf(this.assigns.query).length === 0) {
      this.cancelAsync('hits')
      this.assign({ hits: AsyncResult.ok(null) })
      this.stream('hits', [], { reset: true })
    } else if (!this.connected && params.complete) await this.#showWhole(positiveInteger(params.before))
    else this.#search()
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { q, cursor } = fieldsOf(payload)
    switch (name) {
      case 'search':
        return this.pushPatch(addressOf(searchIn(q)))
      case 'search_again':
        return this.#search()
      case 'older_hits':
        return await this.#showOlder(Number(cursor))
      default:
        throw notFound(`The event ${name}`)
    }
  }

  override handleInfo({ rooms }: RoomListEvent): void {
    this.assign({ rooms })
  }

  override title({ query }: Assigns): string {
    return query === '' ? 'Search' : `${query} · Search`
  }

  override render({ user, rooms, query, hits, older }: Assigns): Html {
    const content = html`<main class="search">
        <header class="search-head">
          <a class="button quiet icon-button drawer-button" href="/rooms" live-link="navigate" aria-label="Rooms">${icons.menu}</a>
          <h1 class="visually-hidden">Search</h1>
          ${this.component('search-form', searchForm, query)}
          <div id="connection" class="connection" role="status" live-ignore></div>
        </header>
        <div class="search-scroller" tabindex="-1">
          ${this.component('search-results', searchResults, query, hits)}
          ${this.component('search-notice', searchNotice, query, hits)}
          <ol id="hits" class="hits" aria-label="Messages that match" live-stream="hits" live-window="Infinity" live-viewport-bottom="older_hits">
            ${this.rows('hits', searchHit)}
            ${this.ignored('hits-end', searchEnd, older)}
          </ol>
        </div>
      </main>`
    return shell('room', this.component('sidebar', sidebar, rooms, null, user), content)
  }

  #search(): void {
    const { query } = this.assigns
    this.streamAsync<Hit>(
      'hits',
      async (signal) => {
        const page = await this.#find(query)
        if (!signal.aborted) this.#index = page.index
        return { items: page.hits, reaches: { end: !page.more } }
      },
      { reset: true },
    )
  }

  /** For a browser without JavaScript, into which nothing can be streamed. */
  async #showWhole(before: number | null): Promise<void> {
    const { query } = this.assigns
    const { hits, more } = await this.#find(query, before === null ? {} : { before })
    const last = hits.at(-1)
    this.assign({ older: more && last ? `${addressOf(query)}&complete=1&before=${last.message.id}` : null })
    this.stream('hits', hits, { reaches: { end: !more } })
  }

  /** `beyond`: sort key of the oldest hit that the browser has. */
  async #showOlder(beyond: number): Promise<void> {
    const before = positiveInteger(-beyond)
    if (before === null) throw notFound('This result')
    // Of a search that is over; what is shown is about to go.
    if (this.assigns.hits.loading) return
    const from = this.#index ? { before, index: this.#index } : { before }
    const { hits, more } = await this.#find(this.assigns.query, from)
    this.stream('hits', hits, { reaches: { end: !more, beyond } })
  }

  #find(query: string, from: SearchFrom = {}): Promise<SearchPage> {
    return this.#chat.search.find(this.assigns.user, query, from)
  }
}

function domIdOf({ message }: Hit): string {
  return `hits-${message.id}`
}

function addressOf(query: string): string {
  return query === '' ? '/search' : `/search?q=${encodeURIComponent(query)}`
}

function searchIn(input: unknown): string {
  if (typeof input !== 'string') throw fieldError('q', 'This has to be text.')
  return searchText(input)
}
