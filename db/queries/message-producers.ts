/** The programs that number their sends; used within the transaction of a send. */
import { and, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { UserId } from '../../server/chat/entities.ts'
import type { NumberedSend, SendNumber } from '../../server/chat/store.ts'
import { messageProducers } from '../schema.ts'

export interface MessageProducerQueries {
  find(authorId: UserId, producerId: string): SendNumber | null
  save(authorId: UserId, send: NumberedSend): void
}

export function messageProducerQueries(db: BetterSQLite3Database): MessageProducerQueries {
  const { authorId, producerId, epoch, seq } = messageProducers
  const find = db
    .select({ epoch, seq })
    .from(messageProducers)
    .where(and(eq(authorId, sql.placeholder('authorId')), eq(producerId, sql.placeholder('producerId'))))
    .prepare()
  const save = db
    .insert(messageProducers)
    .values({
      authorId: sql.placeholder('authorId'),
      producerId: sql.placeholder('producerId'),
      epoch: sql.placeholder('epoch'),
      seq: sql.placeholder('seq'),
    })
    .onConflictDoUpdate({ target: [authorId, producerId], set: { epoch: sql`excluded.epoch`, seq: sql`excluded.seq` } })
    .prepare()
  return {
    find: (author, producer) => find.get({ authorId: author, producerId: producer }) ?? null,
    save: (author, send) =>
      void save.run({ authorId: author, producerId: send.producerId, epoch: send.epoch, seq: send.seq }),
  }
}
