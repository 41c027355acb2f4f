/** Search over the messages of the rooms that a person may see, newest first. */
import { setImmediate as turn } from 'node:timers/promises'
import { RillError } from '../errors.ts'
import type { Message, MessageId, Room, RoomId, User, UserId } from './entities.ts'
import { excerptOf, type Piece } from './excerpt.ts'
import { FairTurns } from './fair-turns.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { Rooms } from './rooms.ts'
import { gramsOfSearch, type SearchMode, SHORTEST_PART } from './search-grams.ts'
import { findTerms } from './search-match.ts'
import { lengthOf, type Term, termsOf } from './search-terms.ts'
import type { Store } from './store.ts'

const PAGE_SIZE = 30
/** From this length on a word is also looked for inside of longer ones: "deploy" finds redeployments. */
const CLEAR_PART = 4
/** Pending messages that a search indexes before it looks, and in how many steps at most. */
const INDEXED_FIRST = 20
const STEPS_FIRST = 40
/** Pending messages that are counted; of more the page says that there are more. */
export const MOST_BEHIND = 1_000
/** Milliseconds of looking into texts after which others have their turn. */
const LOOK = 5
/**
 * Messages that a search may read for its price; each further block costs the price again. The index only narrows a
 * search down, so messages made to look like hits, or a rare term of common parts, could make it read a whole room.
 */
const READ_FOR_PRICE = 300
/** UTF-16 code units of text that take as long to read as one more message. */
const TEXT_OF_A_READ = 1_000

export interface Hit {
  readonly message: Message
  readonly room: Room
  readonly excerpt: readonly Piece[]
}

export interface SearchPage {
  readonly hits: readonly Hit[]
  /** How the search was done; further pages are to be asked for in the same mode. */
  readonly mode: SearchMode
  /** Whether there are hits beyond the page. */
  readonly more: boolean
  /** Messages of the person's rooms that were changed and cannot be found yet; up to MOST_BEHIND are counted. */
  readonly behind: number
}

/** Which page; the newest hits when nothing is said. */
export interface SearchFrom {
  /** Only messages older than this one. */
  readonly before?: MessageId
  /** Only messages newer than this one, the nearest of them. */
  readonly after?: MessageId
  /** The mode of the other pages. */
  readonly mode?: SearchMode
  /** Says that the page is not wanted any more. */
  readonly signal?: AbortSignal
}

/** A search by one person, ready to be looked for. */
interface Request {
  readonly user: User
  readonly terms: readonly Term[]
  /** Null when the person may read every room. */
  readonly roomIds: readonly RoomId[] | null
  readonly from: SearchFrom
}

export class Search {
  readonly #store: Store
  readonly #rooms: Rooms
  readonly #limits: RateLimiter
  readonly #turns = new FairTurns<UserId>()

  constructor({ store, rooms, limits = new RateLimiter() }: { store: Store; rooms: Rooms; limits?: RateLimiter }) {
    this.#store = store
    this.#rooms = rooms
    this.#limits = limits
  }

  /**
   * Finds a page of hits. Every term of the text has to be in a message, in any order; a text without terms finds nothing.
   * Rejects with `rate_limited` when this person searches too often, has too many searches waiting, or when this search
   * would have to read more messages than the person has points for.
   */
  async find(user: User, text: string, from: SearchFrom = {}): Promise<SearchPage> {
    const terms = termsOf(text)
    if (terms.length === 0) return { hits: [], mode: 'words', more: false, behind: 0 }
    await this.#limits.take('search', user.id)
    return await this.#turns.take(user.id, () => this.#find(user, terms, from), from.signal)
  }

  async #find(user: User, terms: readonly Term[], from: SearchFrom): Promise<SearchPage> {
    const roomIds = await this.#rooms.readableIds(user)
    const request = { user, terms, roomIds, from }
    const behind = await this.#catchUp(roomIds)
    return { ...(await this.#findInMode(request)), behind }
  }

  /** Indexes some of what is pending. Resolves with how many messages are left. */
  async #catchUp(roomIds: readonly RoomId[] | null): Promise<number> {
    try {
      for (let step = 0, left = INDEXED_FIRST; step < STEPS_FIRST && left > 0; step++) {
        const { indexed, more } = await this.#store.search.index(left)
        if (!more) return 0
        left -= indexed
      }
    } catch (error) {
      // A database that cannot be written to can still be searched.
      if (!(error instanceof RillError && error.code === 'unavailable')) throw error
    }
    return await this.#store.search.countPending(roomIds, MOST_BEHIND)
  }

  async #findInMode(request: Request) {
    const { terms, from } = request
    if (from.mode) return await this.#findPage(request, from.mode)
    const first = await this.#findPage(request, preferredMode(terms))
    const isInVain = first.hits.length === 0 && first.mode === 'words' && mayBeParts(terms)
    return isInVain ? await this.#findPage(request, 'parts') : first
  }

  async #findPage(request: Request, mode: SearchMode) {
    const hits: Hit[] = []
    for await (const hit of this.#hits(request, mode)) {
      if (hits.push(hit) > PAGE_SIZE) break
    }
    const page = hits.slice(0, PAGE_SIZE)
    const { after } = request.from
    return { hits: after === undefined ? page : page.reverse(), mode, more: hits.length > PAGE_SIZE }
  }

  /** Takes what the index promises, and keeps what the texts hold. */
  async *#hits({ user, terms, roomIds, from }: Request, mode: SearchMode): AsyncGenerator<Hit> {
    const grams = gramsOfSearch(terms, mode)
    let { before, after } = from
    let read = 0
    for (let began = performance.now(), more = true; more; ) {
      const place = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
      const found = await this.#store.search.find({ grams, roomIds, ...place, limit: PAGE_SIZE + 1 })
      more = found.more
      for (const message of found.messages) {
        read += 1 + message.body.length / TEXT_OF_A_READ
        for (; read > READ_FOR_PRICE; read -= READ_FOR_PRICE) await this.#limits.take('search', user.id)
        const spans = findTerms(message.body, terms, mode)
        const room = spans && (await this.#rooms.readableRoom(user, message.roomId))
        if (room) yield { message, room, excerpt: excerptOf(message.body, spans) }
        if (performance.now() - began < LOOK) continue
        await turn()
        from.signal?.throwIfAborted()
        began = performance.now()
      }
      const last = found.messages.at(-1)?.id
      if (after === undefined) before = last
      else after = last
    }
  }
}

/** Beginnings of words, where a part of one would find too much or cannot be found. */
function preferredMode(terms: readonly Term[]): SearchMode {
  return wordsAre(terms, CLEAR_PART) ? 'parts' : 'words'
}

function mayBeParts(terms: readonly Term[]): boolean {
  return terms.some(({ kind }) => kind === 'word') && wordsAre(terms, SHORTEST_PART)
}

/** Whether all words have so many characters. Runs and emoji may have any number. */
function wordsAre(terms: readonly Term[], length: number): boolean {
  return terms.every(({ kind, text }) => kind !== 'word' || lengthOf(text) >= length)
}
