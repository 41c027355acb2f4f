/**
 * Drafts: text that was written and not sent, kept per person and place (a room's composer, a message's editor). They are in
 * the browser's plain storage, which is written at once: a page that is being left has no time for anything else.
 *
 * A draft has an id. A tab that shows the draft of another tab and is written in goes on with that draft; otherwise each
 * tab has a draft of its own. What a tab has written it keeps for itself as well (`sessionStorage`), so that another tab
 * that sends or empties the draft takes nothing away from it.
 */
import { tryStorage } from './browser-storage.ts'
import { newId } from './new-id.ts'
import { ownId } from './person.ts'

export interface Draft {
  readonly text: string
}

/** A draft as it is stored for all tabs. */
type Stored<Content> = Content & {
  /** Milliseconds since 1970. */
  readonly at: number
  /** A tab put it back that another tab had taken it from; other tabs do not show it by themselves. */
  readonly isPutBack?: boolean
}

interface Held<Content> {
  readonly id: string
  readonly content: Content
}

export class Drafts<Content extends Draft = Draft> {
  readonly #kind: string
  /** What was written in this tab, by place. */
  readonly #own = new Map<string, Held<Content> | null>()
  /** Id of the draft that each place shows, when it was written elsewhere. */
  readonly #shown = new Map<string, string>()
  #keepsAll = true
  /** What `places` found, until a draft comes or goes. */
  #places: ReadonlySet<string> | null = null

  constructor(kind: string) {
    this.#kind = kind
    window.addEventListener('storage', () => {
      this.#places = null
    })
  }

  /** Whether all drafts will be there after a reload. */
  get keepsAll(): boolean {
    return this.#keepsAll
  }

  /** Whether this tab has written the draft of a place, and does not merely show it. */
  isOwn(place: string): boolean {
    return this.#ownAt(place) !== null
  }

  /** The draft to show at a place: the one of this tab, as it was changed last in any tab; otherwise the newest. */
  of(place: string): Content | null {
    const stored = this.#storedAt(place)
    const own = this.#ownAt(place)
    if (own) return stored.get(own.id) ?? own.content
    const [newest] = [...stored].sort(([, one], [, other]) => other.at - one.at)
    if (newest) this.#shown.set(place, newest[0])
    else this.#shown.delete(place)
    return newest?.[1] ?? null
  }

  /** Keeps what is written at a place now; an empty text drops the draft. */
  keep(place: string, content: Content): void {
    if (content.text === '') return this.drop(place)
    const id = this.#ownAt(place)?.id ?? this.#shown.get(place) ?? newId()
    this.#hold(place, { id, content })
    this.#store(place, id, { ...content, at: Date.now() })
  }

  /** Keeps a text beside the draft of a place; it shows when that is sent. */
  add(place: string, content: Content): void {
    this.#store(place, newId(), { ...content, at: Date.now(), isPutBack: true })
  }

  /** The draft of a place was sent or given up. */
  drop(place: string): void {
    const id = this.#ownAt(place)?.id ?? this.#shown.get(place)
    this.#hold(place, null)
    this.#shown.delete(place)
    if (id !== undefined) tryStorage((storage) => storage.removeItem(this.#keyOf(place, id)))
    this.#places = null
  }

  /** All places that have a draft. */
  places(): ReadonlySet<string> {
    if (this.#places) return this.#places
    const keys = tryStorage((storage) => Object.keys(storage)) ?? []
    const places = keys.flatMap((key) => this.#parse(key)?.place ?? [])
    for (const [place, own] of this.#own) if (own) places.push(place)
    this.#places = new Set(places)
    return this.#places
  }

  /** Calls when another tab has changed the draft that a place shows, with what it is now. */
  onChanged(listener: (place: string, draft: Content | null) => void): void {
    window.addEventListener('storage', ({ key, newValue }) => {
      const changed = key === null ? null : this.#parse(key)
      if (!changed) return
      const { place, id } = changed
      const draft = newValue === null ? null : read<Content>(id, newValue)
      const own = this.#ownAt(place)
      if (own) {
        if (own.id === id && draft === null) this.#putBack(place, own.content)
        return
      }
      const shown = this.#shown.get(place)
      if ((shown !== undefined && shown !== id) || draft?.isPutBack) return
      if (draft) this.#shown.set(place, id)
      else this.#shown.delete(place)
      listener(place, draft)
    })
  }

  /** Another tab has sent or emptied the draft that this tab has written too: here it goes on as another one. */
  #putBack(place: string, content: Content): void {
    const id = newId()
    this.#hold(place, { id, content })
    this.#store(place, id, { ...content, at: Date.now(), isPutBack: true })
  }

  #ownAt(place: string): Held<Content> | null {
    const known = this.#own.get(place)
    if (known !== undefined) return known
    const text = tryStorage(() => sessionStorage.getItem(this.#prefixOf(place)))
    const own = text ? (JSON.parse(text) as Held<Content>) : null
    this.#own.set(place, own)
    return own
  }

  #hold(place: string, own: Held<Content> | null): void {
    this.#own.set(place, own)
    this.#places = null
    const key = this.#prefixOf(place)
    tryStorage(() => (own ? sessionStorage.setItem(key, JSON.stringify(own)) : sessionStorage.removeItem(key)))
  }

  #storedAt(place: string): Map<string, Stored<Content>> {
    const readAll = (storage: Storage) =>
      Object.keys(storage).flatMap((key) => {
        const parsed = this.#parse(key)
        return parsed?.place === place ? [[parsed.id, read<Content>(parsed.id, storage.getItem(key)!)] as const] : []
      })
    return new Map(tryStorage(readAll) ?? [])
  }

  #store(place: string, id: string, stored: Stored<Content>): void {
    this.#places = null
    const isWritten = tryStorage((storage) => {
      storage.setItem(this.#keyOf(place, id), JSON.stringify(stored))
      return true
    })
    this.#keepsAll = isWritten === true
  }

  #prefixOf(place: string): string {
    return `rill:${this.#kind}:${ownId()}:${place}`
  }

  /** The empty id is that of a draft that an earlier version of this script has left, which is plain text. */
  #keyOf(place: string, id: string): string {
    return id === '' ? this.#prefixOf(place) : `${this.#prefixOf(place)}:${id}`
  }

  #parse(key: string): { place: string; id: string } | null {
    const prefix = this.#prefixOf('')
    if (!key.startsWith(prefix)) return null
    const [place = '', id = ''] = key.slice(prefix.length).split(':')
    return { place, id }
  }
}

function read<Content extends Draft>(id: string, value: string): Stored<Content> {
  return id === '' ? ({ text: value, at: 0 } as Stored<Content>) : JSON.parse(value)
}
