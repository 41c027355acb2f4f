/** Streams. Each change of one is a transaction that sees the stream as it is and keeps other writers out. */
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { StreamChange, StreamRecord, StreamStore } from '../../server/durable/stream-store.ts'
import { answered } from '../errors.ts'
import { streams } from '../stream-schema.ts'
import { entryAppender, entryReader } from './stream-entries.ts'
import { producerQueries } from './stream-producers.ts'
import { streamRemoval } from './stream-removal.ts'

const IMMEDIATE = { behavior: 'immediate' } as const

export function streamQueries(db: BetterSQLite3Database): StreamStore {
  const read = readQueries(db)
  const write = writeQueries(db)
  const appendEntry = entryAppender(db)
  const producers = producerQueries(db)
  const removal = streamRemoval(db)

  const present = (path: string) => recordOf(read.byPath.get({ path }))

  const apply = (stream: StreamRecord, producerId: string | null, change: StreamChange): StreamRecord => {
    const { data, closed, lastSeq, expiresAt, producer } = change
    const tail = stream.tail + data.length
    if (data.length > 0) appendEntry(stream.id, tail, data)
    if (producer && producerId !== null) producers.save(stream.id, producerId, producer)
    if (data.length > 0 || closed !== stream.closed || expiresAt !== stream.expiresAt || lastSeq !== stream.lastSeq) {
      write.change.run({ id: stream.id, tail, closed: Number(closed), lastSeq, expiresAt })
    }
    return { ...stream, tail, closed, lastSeq, expiresAt }
  }

  return {
    usage: () => answered(() => read.usage.get()!),
    find: (path, now) =>
      answered(() => {
        const stream = present(path)
        if (!stream || stream.deleted || stream.expiresAt === null || stream.expiresAt > now) return stream
        db.transaction(() => removal.removeExpired(stream.id, now), IMMEDIATE)
        return present(path)
      }),

    create: ({ data, fork, ...stream }) =>
      answered(() =>
        db.transaction(() => {
          if (present(stream.path) || (fork && !recordOf(read.usable.get({ id: fork.sourceId })))) return null
          const forkPosition = fork?.position ?? 0
          const tail = forkPosition + data.length
          const row = {
            ...stream,
            closed: Number(stream.closed),
            tail,
            forkedFrom: fork?.sourceId ?? null,
            forkPosition,
          }
          const { id } = write.insert.get(row)
          if (data.length > 0) appendEntry(id, tail, data)
          return { ...stream, id, tail, lastSeq: null, fork, deleted: false }
        }, IMMEDIATE),
      ),

    update: (id, producerId, decide) =>
      answered(() =>
        db.transaction(() => {
          const stream = recordOf(read.usable.get({ id }))
          if (!stream) return null
          const change = decide(stream, producerId === null ? null : producers.find(id, producerId))
          return { stream: apply(stream, producerId, change), change }
        }, IMMEDIATE),
      ),

    touch: (id, expiresAt) => answered(() => void write.touch.run({ id, expiresAt })),
    entries: entryReader(db),
    remove: (id, now) => answered(() => db.transaction(() => removal.remove(id, now), IMMEDIATE)),
    sweep: (now) => answered(() => db.transaction(() => removal.sweep(now), IMMEDIATE)),
  }
}

function readQueries(db: BetterSQLite3Database) {
  const usable = and(eq(streams.id, sql.placeholder('id')), isNotNull(streams.path), isNull(streams.deletedAt))
  return {
    byPath: db
      .select()
      .from(streams)
      .where(eq(streams.path, sql.placeholder('path')))
      .prepare(),
    usable: db.select().from(streams).where(usable).prepare(),
    // A stream's own entries begin where those of its source end.
    usage: db
      .select({
        streams: sql<number>`count(*)`,
        bytes: sql<number>`coalesce(sum(${streams.tail} - ${streams.forkPosition}), 0)`,
      })
      .from(streams)
      .prepare(),
  }
}

function writeQueries(db: BetterSQLite3Database) {
  const byId = eq(streams.id, sql.placeholder('id'))
  return {
    insert: db
      .insert(streams)
      .values({
        path: sql.placeholder('path'),
        contentType: sql.placeholder('contentType'),
        tail: sql.placeholder('tail'),
        closed: sql.placeholder('closed'),
        ttl: sql.placeholder('ttl'),
        expiresAt: sql.placeholder('expiresAt'),
        forkedFrom: sql.placeholder('forkedFrom'),
        forkPosition: sql.placeholder('forkPosition'),
      })
      .returning({ id: streams.id })
      .prepare(),
    change: db
      .update(streams)
      .set({
        tail: sql`${sql.placeholder('tail')}`,
        closed: sql`${sql.placeholder('closed')}`,
        lastSeq: sql`${sql.placeholder('lastSeq')}`,
        expiresAt: sql`${sql.placeholder('expiresAt')}`,
      })
      .where(byId)
      .prepare(),
    touch: db
      .update(streams)
      .set({ expiresAt: sql`${sql.placeholder('expiresAt')}` })
      .where(byId)
      .prepare(),
  }
}

function recordOf(row: typeof streams.$inferSelect | undefined): StreamRecord | null {
  if (!row || row.path === null) return null
  const { forkedFrom, forkPosition, deletedAt, ...stream } = row
  return {
    ...stream,
    path: row.path,
    fork: forkedFrom === null ? null : { sourceId: forkedFrom, position: forkPosition },
    deleted: deletedAt !== null,
  }
}
