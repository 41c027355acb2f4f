/**
 * The index of search: a table of FTS5 that holds the grams of every message, and the queue of messages whose text has
 * changed since. Triggers fill the queue in the transaction of the change; what is here takes from it later.
 */
import type { Database } from 'better-sqlite3'
import type { MessageId, RoomId } from '../../server/chat/entities.ts'
import { gramsOfMessage, MOST_PARTS } from '../../server/chat/search-grams.ts'
import type { IndexStep } from '../../server/chat/store.ts'

/** Code units of text that one step indexes: many short messages, or a part of a long one, in some milliseconds. */
const STEP_LENGTH = 3_000
/** Pages of the index that one step of tidying writes, each of 4 KiB. */
const STEP_PAGES = 16
/** An index of so many pages is written anew whenever something was deleted from it; a larger one once in a while. */
const SMALL_PAGES = 256
const PURGE_INTERVAL = 60 * 60_000
/** The pages on which FTS5 notes what was deleted have ids from here on (FTS5_TOMBSTONE_ROWID). */
const TOMBSTONES = 2 ** 53

interface PendingRow {
  readonly messageId: MessageId
  readonly nextPart: number
  /** Null when the message is deleted, like its text. */
  readonly roomId: RoomId | null
  readonly body: string | null
}

/** The row of the index for a message's first part; those of the others follow. */
export function firstRow(id: MessageId): number {
  return id * MOST_PARTS
}

export interface SearchIndex {
  /** Puts a message into the index, in place of what was there of it. Within a transaction. */
  put(id: MessageId, roomId: RoomId, body: string): void
  hasPending(): boolean
  /**
   * Indexes the newest pending messages as they are now: at most `limit`, fewer where texts are long, and of a long one a
   * part. Within a transaction, so that index and queue change together.
   */
  indexPending(limit: number): IndexStep
  /**
   * Takes one short step in merging what was indexed, and in writing anew what holds deleted messages. Returns whether
   * there is more to do.
   */
  tidy(): boolean
}

export function searchIndex(sqlite: Database): SearchIndex {
  const put = sqlite.prepare<[number, string]>('insert or replace into message_grams (rowid, grams) values (?, ?)')
  const remove = sqlite.prepare<[number]>('delete from message_grams where rowid = ?')
  const rowsOf = sqlite
    .prepare<[number, number], number>('select id from message_grams_docsize where id between ? and ?')
    .pluck()
  const done = sqlite.prepare<[MessageId]>('delete from search_pending where message_id = ?')
  const goOn = sqlite.prepare<[number, MessageId]>('update search_pending set next_part = ? where message_id = ?')
  const hasPending = sqlite.prepare<[], number>('select 1 from search_pending limit 1').pluck()
  const pending = sqlite.prepare<[number], PendingRow>(
    `select search_pending.message_id as messageId, next_part as nextPart, messages.room_id as roomId, messages.body
     from search_pending
     left join messages on messages.id = search_pending.message_id and messages.deleted_at is null
     order by search_pending.message_id desc limit ?`,
  )

  /** Removes the rows of a message from this part on. */
  const removeFrom = (id: MessageId, part: number) => {
    for (const row of rowsOf.all(firstRow(id) + part, firstRow(id + 1) - 1)) remove.run(row)
  }

  /** Returns how many parts the message has. The first takes the place of all that was there. */
  const putPart = (id: MessageId, roomId: RoomId, body: string, part: number): number => {
    const { grams, parts } = gramsOfMessage(roomId, body, part)
    if (part === 0) removeFrom(id, 1)
    put.run(firstRow(id) + part, grams.join(' '))
    return parts
  }

  /** In ascending order, in which FTS5 gathers them without writing in between. */
  const nextPending = (limit: number): PendingRow[] => {
    const rows: PendingRow[] = []
    let length = 0
    for (const row of pending.iterate(limit)) {
      length += row.body?.length ?? 0
      if (length > STEP_LENGTH && rows.length > 0) break
      rows.push(row)
    }
    return rows.reverse()
  }

  /** Returns whether the message is done. */
  const indexNext = ({ messageId, nextPart, roomId, body }: PendingRow): boolean => {
    if (roomId === null || body === null) removeFrom(messageId, 0)
    else if (nextPart + 1 < putPart(messageId, roomId, body, nextPart)) {
      goOn.run(nextPart + 1, messageId)
      return false
    }
    done.run(messageId)
    return true
  }

  return {
    put: (id, roomId, body) => {
      const parts = putPart(id, roomId, body, 0)
      for (let part = 1; part < parts; part++) putPart(id, roomId, body, part)
    },
    hasPending: () => hasPending.get() !== undefined,
    indexPending: (limit) => {
      const indexed = nextPending(limit).filter(indexNext).length
      return { indexed, more: hasPending.get() !== undefined }
    },
    tidy: indexTidier(sqlite),
  }
}

function indexTidier(sqlite: Database): () => boolean {
  const changes = sqlite.prepare<[], number>('select total_changes()').pluck()
  const merge = sqlite.prepare(`insert into message_grams (message_grams, rank) values ('merge', ${STEP_PAGES})`)
  const mergeAll = sqlite.prepare(`insert into message_grams (message_grams, rank) values ('merge', -${STEP_PAGES})`)
  const hasTombstones = sqlite.prepare(`select 1 from message_grams_data where id >= ${TOMBSTONES} limit 1`)
  const page = sqlite.prepare('select 1 from message_grams_data limit 1 offset ?')
  let purgedAt = Number.NEGATIVE_INFINITY

  return () => {
    const before = changes.get()!
    merge.run()
    // The statement itself counts as one change, and a merge as more (FTS5, section 6.8).
    if (changes.get()! - before > 1) return true
    if (hasTombstones.get() === undefined) return false
    const isLarge = page.get(SMALL_PAGES) !== undefined
    if (isLarge && performance.now() - purgedAt < PURGE_INTERVAL) return false
    purgedAt = performance.now()
    mergeAll.run()
    return true
  }
}
