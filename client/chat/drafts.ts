/**
 * Drafts: text that was written and not sent, kept per person and place (a room's composer, a message's editor). They are in
 * the browser's plain storage, which is written at once: a page that is being left has no time for anything else.
 *
 * Each tab writes only drafts of its own, so that no tab can change or empty what was written in another one. A tab keeps
 * its own draft in `sessionStorage` as well, and shows that one whatever happens to the copy that all tabs read. A place
 * in which a tab has written nothing shows the newest draft of the other tabs. Writing there begins another draft, which
 * continues the one that was shown: both end when it is sent or emptied, except for what its own tab still holds.
 */
import { type Draft, DraftStorage, type Own, type Stored, type Version } from './draft-storage.ts'
import { newId } from './new-id.ts'

/** Milliseconds after which a draft that nobody has changed is forgotten. */
export const DRAFT_AGE = 30 * 24 * 60 * 60 * 1_000
/** A draft names at most so many of the drafts that it continues. */
const MOST_CONTINUED = 10

export class Drafts<Content extends Draft = Draft> {
  readonly #storage: DraftStorage<Content>
  /** The drafts of this tab, by place. */
  readonly #own = new Map<string, Own<Content> | null>()
  /** The draft of another tab that a place shows, with those that it continues. */
  readonly #shown = new Map<string, readonly Version[]>()
  #keepsAll = true
  /** The last result of `places`, until a draft is added or removed. */
  #places: ReadonlySet<string> | null = null
  #listener: (place: string, draft: Content | null) => boolean = () => false

  constructor(kind: string) {
    this.#storage = new DraftStorage(kind)
    // Drafts whose tab is gone, and edits of messages that were deleted while nobody looked, do not stay for ever.
    this.#storage.removeBefore(Date.now() - DRAFT_AGE)
    window.addEventListener('storage', (event) => {
      this.#places = null
      const changed = this.#storage.changed(event)
      if (!changed) return
      const { place, id, draft } = changed
      const own = this.#ownAt(place)
      if (!own) this.#follow(place, id, draft)
      // Another tab has removed the draft of this one, or has written over it.
      else if (own.id === id && draft?.text !== own.content.text) this.#putBack(place, own)
    })
  }

  /** Whether all drafts will be there after a reload. */
  get keepsAll(): boolean {
    return this.#keepsAll
  }

  /** The draft of a place: the one of this tab, otherwise the newest. */
  of(place: string): Content | null {
    return this.#ownAt(place)?.content ?? this.#storage.newest(place)?.[1] ?? null
  }

  /** The draft of a place, which is shown from now on: what is written there next continues it. */
  open(place: string): Content | null {
    const own = this.#ownAt(place)
    if (own) {
      // Another tab has removed it while this one was not running.
      if (!this.#storage.at(place).has(own.id)) this.#putBack(place, own)
      return own.content
    }
    const newest = this.#storage.newest(place)
    this.#show(place, newest?.[0] ?? '', newest?.[1] ?? null)
    return newest?.[1] ?? null
  }

  /** Keeps what is written at a place now; an empty text drops the draft. */
  keep(place: string, content: Content): void {
    if (content.text === '') return this.drop(place)
    const own = this.#ownAt(place)
    if (own && JSON.stringify(own.content) === JSON.stringify(content)) return
    const id = own?.id ?? newId()
    this.#write(place, { id, content, continues: own ? own.continues : this.#shown.get(place) })
  }

  /** Keeps a text beside the draft of a place; it shows when that is sent. */
  add(place: string, content: Content): void {
    this.#store(place, newId(), { ...content, at: Date.now(), isPutBack: true })
  }

  /** The draft that a place shows was sent or given up. */
  drop(place: string): void {
    const own = this.#ownAt(place)
    const continued = (own ? own.continues : this.#shown.get(place)) ?? []
    const stored = this.#storage.at(place)
    this.#hold(place, null)
    this.#shown.delete(place)
    // A draft that was changed since then holds text that was not seen here.
    const ended = continued.filter(({ id, at }) => stored.get(id)?.at === at).map(({ id }) => id)
    for (const id of own ? [own.id, ...ended] : ended) this.#storage.remove(place, id)
  }

  /** All places that have a draft. */
  places(): ReadonlySet<string> {
    if (this.#places) return this.#places
    const places = this.#storage.places()
    for (const [place, own] of this.#own) if (own) places.add(place)
    this.#places = places
    return places
  }

  /**
   * Calls when another tab has changed the draft that a place shows, or began one for a place without a draft, with the
   * draft as it is now. The listener returns whether it shows it; there is one.
   */
  onChanged(listener: (place: string, draft: Content | null) => boolean): void {
    this.#listener = listener
  }

  /** Another tab has changed a draft of a place in which this one has written nothing. */
  #follow(place: string, id: string, draft: Stored<Content> | null): void {
    const shown = this.#shown.get(place)?.at(-1)
    if ((shown && shown.id !== id) || draft?.isPutBack) return
    if (this.#listener(place, draft)) this.#show(place, id, draft)
  }

  /** Stores the draft of this tab again. */
  #putBack(place: string, own: Own<Content>): void {
    this.#write(place, { ...own, id: newId() }, true)
  }

  #write(place: string, own: Own<Content>, isPutBack?: true): void {
    this.#hold(place, own)
    this.#store(place, own.id, { ...own.content, at: Date.now(), continues: own.continues, isPutBack })
  }

  #show(place: string, id: string, draft: Stored<Content> | null): void {
    if (draft) this.#shown.set(place, [...(draft.continues ?? []), { id, at: draft.at }].slice(-MOST_CONTINUED))
    else this.#shown.delete(place)
  }

  #ownAt(place: string): Own<Content> | null {
    const known = this.#own.get(place)
    if (known !== undefined) return known
    const own = this.#storage.own(place)
    this.#own.set(place, own)
    return own
  }

  #hold(place: string, own: Own<Content> | null): void {
    this.#own.set(place, own)
    this.#places = null
    this.#storage.setOwn(place, own)
  }

  #store(place: string, id: string, stored: Stored<Content>): void {
    this.#places = null
    this.#keepsAll = this.#storage.write(place, id, stored)
  }
}
