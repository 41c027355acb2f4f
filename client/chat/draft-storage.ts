/**
 * Reads stored drafts. Every tab keeps its own draft of a place in `sessionStorage`; a copy for the other tabs is in
 * `localStorage`, under a key that names the kind of the draft, the person, the place and the draft.
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

/** The text that a place shows when it opens: the draft of this tab, otherwise the newest; null without a draft. */
export function storedText(kind: string, place: string): string | null {
  return ownDraft<Draft>(kind, place)?.content.text ?? newestDraft<Draft>(kind, place)?.[1].text ?? null
}

/** The draft of this tab at a place. */
export function ownDraft<Content>(kind: string, place: string): Own<Content> | null {
  const text = tryStorage(() => sessionStorage.getItem(prefixOf(kind, place)))
  return text ? (JSON.parse(text) as Own<Content>) : null
}

/** The draft of a place that was stored last, whichever tab it is of. */
export function newestDraft<Content>(kind: string, place: string): [id: string, draft: Stored<Content>] | null {
  return [...draftsAt<Content>(kind, place)].sort(([, one], [, other]) => other.at - one.at)[0] ?? null
}

/** The drafts of a place that are stored for all tabs, by their ids. */
export function draftsAt<Content>(kind: string, place: string): Map<string, Stored<Content>> {
  const readAll = (storage: Storage) =>
    Object.keys(storage).flatMap((key) => {
      const parsed = parseKey(kind, key)
      return parsed?.place === place
        ? [[parsed.id, parseDraft<Content>(parsed.id, storage.getItem(key)!)] as const]
        : []
    })
  return new Map(tryStorage(readAll) ?? [])
}

export function prefixOf(kind: string, place: string): string {
  return `rill:${kind}:${ownId()}:${place}`
}

/** The id is empty for a draft that an earlier version of this script has left, which is plain text. */
export function keyOf(kind: string, place: string, id: string): string {
  return id === '' ? prefixOf(kind, place) : `${prefixOf(kind, place)}:${id}`
}

/** The place and the id of the draft that a key stands for; null for any other key. */
export function parseKey(kind: string, key: string): { place: string; id: string } | null {
  const prefix = prefixOf(kind, '')
  if (!key.startsWith(prefix)) return null
  const [place = '', id = ''] = key.slice(prefix.length).split(':')
  return { place, id }
}

export function parseDraft<Content>(id: string, value: string): Stored<Content> {
  return id === '' ? ({ text: value, at: 0 } as unknown as Stored<Content>) : JSON.parse(value)
}
