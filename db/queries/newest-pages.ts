/** The newest pages of the rooms that are opened most, kept for as long as they are true. */
import { LRUCache } from 'lru-cache'
import type { RoomId } from '../../server/chat/entities.ts'
import type { RoomPage } from '../../server/chat/store.ts'

/** Pages that are kept; one of fifty messages takes some 90 KiB with what is rendered of it. */
const MOST_PAGES = 500

export type ReadNewest = (roomId: RoomId, limit: number) => RoomPage

/** Reads a page anew only when the room's log has gone on: no message changes without it, whoever writes. */
export function keptNewestPages(headOf: (roomId: RoomId) => number, read: ReadNewest): ReadNewest {
  const kept = new LRUCache<string, RoomPage>({ max: MOST_PAGES })
  return (roomId, limit) => {
    const key = `${roomId} ${limit}`
    const page = kept.get(key)
    if (page?.offset === headOf(roomId)) return page
    const fresh = read(roomId, limit)
    kept.set(key, fresh)
    return fresh
  }
}
