/** Search over the messages of the rooms that one may see, newest first. */
import type { Message, MessageId, Room, User } from './entities.ts'
import type { Rooms } from './rooms.ts'
import { excerptOf, isUnspaced, lengthOf, type Piece, termsOf } from './search-terms.ts'
import type { SearchedIndex, Store } from './store.ts'

const PAGE_SIZE = 30
/** What is shorter cannot be found as a part of a word. */
const SHORTEST_PART = 3
/** From this length on a word is also looked for inside of longer ones: "deploy" finds deployments. */
const CLEAR_PART = 4

export interface Hit {
  readonly message: Message
  readonly room: Room
  readonly excerpt: readonly Piece[]
}

export interface SearchPage {
  readonly hits: readonly Hit[]
  /** Where the search was done; the next page is to be asked for from there. */
  readonly index: SearchedIndex
  /** Whether there are older hits. */
  readonly more: boolean
}

export interface SearchFrom {
  /** Only messages older than this one. */
  readonly before?: MessageId
  /** Where the page before was found. */
  readonly index?: SearchedIndex
}

export class Search {
  readonly #store: Store
  readonly #rooms: Rooms

  constructor({ store, rooms }: { store: Store; rooms: Rooms }) {
    this.#store = store
    this.#rooms = rooms
  }

  /** A page of hits. Every word of the text has to be in a message, in any order; a text without words finds nothing. */
  async find(user: User, text: string, { before, index }: SearchFrom = {}): Promise<SearchPage> {
    const terms = termsOf(text)
    const rooms = new Map((await this.#rooms.roomsFor(user)).map((room) => [room.id, room]))
    if (terms.length === 0) return { hits: [], index: 'words', more: false }
    const find = async (where: SearchedIndex): Promise<SearchPage> => {
      const page = await this.#store.search.find(where, {
        terms,
        roomIds: [...rooms.keys()],
        before: before ?? null,
        limit: PAGE_SIZE,
      })
      const hits = page.messages.map((message) => ({
        message,
        room: rooms.get(message.roomId)!,
        excerpt: excerptOf(message.body, terms, where),
      }))
      return { hits, index: where, more: page.more }
    }
    if (index) return await find(index)
    const first = await find(preferredIndex(terms))
    const mayBeParts = terms.every((term) => lengthOf(term) >= SHORTEST_PART)
    return first.hits.length === 0 && first.index === 'words' && mayBeParts ? await find('parts') : first
  }
}

/** Whole words, where a part of one would find too much or cannot be found. */
function preferredIndex(terms: readonly string[]): SearchedIndex {
  const isPart = (term: string) => lengthOf(term) >= (isUnspaced(term) ? SHORTEST_PART : CLEAR_PART)
  return terms.every(isPart) ? 'parts' : 'words'
}
