/** Search over the messages of the rooms that one may see, newest first. */
import type { Message, MessageId, Room, User, UserId } from './entities.ts'
import { excerptOf, type Piece } from './excerpt.ts'
import { FairTurns } from './fair-turns.ts'
import type { Rooms } from './rooms.ts'
import { isUnspaced, lengthOf, termsOf } from './search-terms.ts'
import type { SearchedIndex, Store } from './store.ts'

const PAGE_SIZE = 30
/** What is shorter cannot be found as a part of a word. */
const SHORTEST_PART = 3
/** From this length on a word is also looked for inside of longer ones: "deploy" finds redeployments. */
const CLEAR_PART = 4

export interface Hit {
  readonly message: Message
  readonly room: Room
  readonly excerpt: readonly Piece[]
}

export interface SearchPage {
  readonly hits: readonly Hit[]
  /** Where the search was done; further pages are to be asked for from there. */
  readonly index: SearchedIndex
  /** Whether there are hits beyond the page. */
  readonly more: boolean
}

/** Which page; the newest hits when nothing is said. */
export interface SearchFrom {
  /** Only messages older than this one. */
  readonly before?: MessageId
  /** Only messages newer than this one, the nearest of them. */
  readonly after?: MessageId
  /** Where the other pages were found. */
  readonly index?: SearchedIndex
  /** Says that the page is not wanted any more. */
  readonly signal?: AbortSignal
}

export class Search {
  readonly #store: Store
  readonly #rooms: Rooms
  readonly #turns = new FairTurns<UserId>()

  constructor({ store, rooms }: { store: Store; rooms: Rooms }) {
    this.#store = store
    this.#rooms = rooms
  }

  /**
   * A page of hits. Every word of the text has to be in a message, in any order; a text without words finds nothing.
   * Rejects with `rate_limited` when this person has too many searches waiting.
   */
  async find(user: User, text: string, from: SearchFrom = {}): Promise<SearchPage> {
    const terms = termsOf(text)
    if (terms.length === 0) return { hits: [], index: 'words', more: false }
    return await this.#turns.take(user.id, () => this.#find(user, terms, from), from.signal)
  }

  async #find(user: User, terms: readonly string[], from: SearchFrom): Promise<SearchPage> {
    const rooms = await this.#rooms.roomsFor(user)
    if (from.index) return await this.#findIn(from.index, rooms, terms, from)
    const first = await this.#findIn(preferredIndex(terms), rooms, terms, from)
    const mayBeParts = terms.every((term) => lengthOf(term) >= SHORTEST_PART)
    const isInVain = first.hits.length === 0 && first.index === 'words' && mayBeParts
    return isInVain ? await this.#findIn('parts', rooms, terms, from) : first
  }

  async #findIn(
    index: SearchedIndex,
    rooms: readonly Room[],
    terms: readonly string[],
    { before, after }: SearchFrom,
  ): Promise<SearchPage> {
    const byId = new Map(rooms.map((room) => [room.id, room]))
    const { messages, more } = await this.#store.search.find(index, {
      terms,
      roomIds: [...byId.keys()],
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      limit: PAGE_SIZE,
    })
    const hits = messages.map((message) => ({
      message,
      room: byId.get(message.roomId)!,
      excerpt: excerptOf(message.body, terms, index),
    }))
    return { hits, index, more }
  }
}

/** Beginnings of words, where a part of one would find too much or cannot be found. */
function preferredIndex(terms: readonly string[]): SearchedIndex {
  const isPart = (term: string) => lengthOf(term) >= (isUnspaced(term) ? SHORTEST_PART : CLEAR_PART)
  return terms.every(isPart) ? 'parts' : 'words'
}
