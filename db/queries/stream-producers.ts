/** The producers of a stream; used within the transaction of an append. */
import { and, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { ProducerState, StreamId } from '../../server/durable/stream-store.ts'
import { streamProducers } from '../stream-schema.ts'

export interface ProducerQueries {
  find(streamId: StreamId, producerId: string): ProducerState | null
  save(streamId: StreamId, producerId: string, state: ProducerState): void
}

export function producerQueries(db: BetterSQLite3Database): ProducerQueries {
  const { streamId, producerId, epoch, seq } = streamProducers
  const find = db
    .select({ epoch, seq })
    .from(streamProducers)
    .where(and(eq(streamId, sql.placeholder('streamId')), eq(producerId, sql.placeholder('producerId'))))
    .prepare()
  const save = db
    .insert(streamProducers)
    .values({
      streamId: sql.placeholder('streamId'),
      producerId: sql.placeholder('producerId'),
      epoch: sql.placeholder('epoch'),
      seq: sql.placeholder('seq'),
    })
    .onConflictDoUpdate({ target: [streamId, producerId], set: { epoch: sql`excluded.epoch`, seq: sql`excluded.seq` } })
    .prepare()
  return {
    find: (stream, producer) => find.get({ streamId: stream, producerId: producer }) ?? null,
    save: (stream, producer, state) => void save.run({ streamId: stream, producerId: producer, ...state }),
  }
}
