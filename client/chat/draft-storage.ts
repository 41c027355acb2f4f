/**
 * Reads and writes stored drafts. Every tab keeps its own draft of a place in `sessionStorage`; a copy for the other tabs
 * is in `localStorage`, under a key that names the kind of the draft, the person, the place and the draft.
 */
import { tryStorage } from './browser-storage.ts'
import { ownId } from './person.ts'

export interface Draft {
  readonly text: string
}

/** A draft as it was at a time. */
export interface Version {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A draft as it is stored for all tabs. */
export type Stored<Content> = Content & {
  /** Milliseconds since 1970; 0 for a draft that an earlier version of this script has left. */
  readonly at: number
  /** Another tab had removed it, and its own tab stored it again: other tabs do not show it before they open its place. */
  readonly isPutBack?: boolean | undefined
  readonly continues?: readonly Version[] | undefined
}

/** The draft of this tab. */
export interface Own<Content> {
  readonly id: string
  readonly content: Content
  readonly continues?: readonly Version[] | undefined
}

/** A stored draft, and where it belongs. */
export interface Entry<Content> {
  readonly place: string
  readonly id: string
  readonly draft: Stored<Content> | null
}

/** The drafts of one kind, of the person who is signed in. */
export class DraftStorage<Content extends Draft = Draft> {
  readonly #kind: string

  constructor(kind: string) {
    this.#kind = kind
  }

  /** The draft that a place shows when it opens: the one of this tab, otherwise the newest. */
  of(place: string): Content | null {
    return this.own(place)?.content ?? this.newest(place)?.[1] ?? null
  }

  /** The draft of this tab at a place. */
  own(place: string): Own<Content> | null {
    const text = tryStorage(() => sessionStorage.getItem(this.#prefix(place)))
    return text ? (JSON.parse(text) as Own<Content>) : null
  }

  /** Stores the draft of this tab for this tab; null removes it. */
  setOwn(place: string, own: Own<Content> | null): void {
    const key = this.#prefix(place)
    tryStorage(() => (own ? sessionStorage.setItem(key, JSON.stringify(own)) : sessionStorage.removeItem(key)))
  }

  /** The draft of a place that was stored last, whichever tab it is of. */
  newest(place: string): [id: string, draft: Stored<Content>] | null {
    return [...this.at(place)].sort(([, one], [, other]) => other.at - one.at)[0] ?? null
  }

  /** The drafts of a place that are stored for all tabs, by their ids. */
  at(place: string): Map<string, Stored<Content>> {
    const read = (storage: Storage) =>
      this.#keys(storage)
        .filter((key) => key.place === place)
        .map(({ key, id }) => [id, parse<Content>(id, storage.getItem(key)!)] as const)
    return new Map(tryStorage(read) ?? [])
  }

  /** The places of the drafts that are stored for all tabs. */
  places(): Set<string> {
    return new Set(tryStorage((storage) => this.#keys(storage).map(({ place }) => place)) ?? [])
  }

  /** Stores a draft for all tabs; returns whether that was possible. */
  write(place: string, id: string, draft: Stored<Content>): boolean {
    return tryStorage((storage) => storage.setItem(this.#key(place, id), JSON.stringify(draft))) !== null
  }

  remove(place: string, id: string): void {
    tryStorage((storage) => storage.removeItem(this.#key(place, id)))
  }

  /** Removes the drafts that were stored before a time, in milliseconds since 1970. */
  removeBefore(time: number): void {
    tryStorage((storage) => {
      for (const { key, id } of this.#keys(storage)) {
        if (id !== '' && parse(id, storage.getItem(key)!).at < time) storage.removeItem(key)
      }
    })
  }

  /** The draft that a change of the storage is about; null when it is about something else. */
  changed({ key, newValue }: StorageEvent): Entry<Content> | null {
    const parsed = key === null ? null : this.#parseKey(key)
    return parsed && { ...parsed, draft: newValue === null ? null : parse<Content>(parsed.id, newValue) }
  }

  #keys(storage: Storage): { key: string; place: string; id: string }[] {
    return Object.keys(storage).flatMap((key) => {
      const parsed = this.#parseKey(key)
      return parsed ? [{ key, ...parsed }] : []
    })
  }

  #prefix(place: string): string {
    return `rill:${this.#kind}:${ownId()}:${place}`
  }

  /** The id is empty for a draft that an earlier version of this script has left, which is plain text. */
  #key(place: string, id: string): string {
    return id === '' ? this.#prefix(place) : `${this.#prefix(place)}:${id}`
  }

  #parseKey(key: string): { place: string; id: string } | null {
    const prefix = this.#prefix('')
    if (!key.startsWith(prefix)) return null
    const [place = '', id = ''] = key.slice(prefix.length).split(':')
    return { place, id }
  }
}

function parse<Content>(id: string, value: string): Stored<Content> {
  return id === '' ? ({ text: value, at: 0 } as unknown as Stored<Content>) : JSON.parse(value)
}
