/** The programs that number what they send to a room; used within the transaction of a send. */
import { and, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { NewMessage, NumberedSend, SendNumber } from '../../server/chat/store.ts'
import { messageProducers } from '../schema.ts'

export interface MessageProducerQueries {
  /** The last send of the message's author to its room under this id. */
  find(message: NewMessage, producerId: string): SendNumber | null
  save(message: NewMessage, send: NumberedSend): void
}

export function messageProducerQueries(db: BetterSQLite3Database): MessageProducerQueries {
  const { roomId, authorId, producerId, epoch, seq } = messageProducers
  const find = db
    .select({ epoch, seq })
    .from(messageProducers)
    .where(
      and(
        eq(roomId, sql.placeholder('roomId')),
        eq(authorId, sql.placeholder('authorId')),
        eq(producerId, sql.placeholder('producerId')),
      ),
    )
    .prepare()
  const save = db
    .insert(messageProducers)
    .values({
      roomId: sql.placeholder('roomId'),
      authorId: sql.placeholder('authorId'),
      producerId: sql.placeholder('producerId'),
      epoch: sql.placeholder('epoch'),
      seq: sql.placeholder('seq'),
    })
    .onConflictDoUpdate({
      target: [roomId, authorId, producerId],
      set: { epoch: sql`excluded.epoch`, seq: sql`excluded.seq` },
    })
    .prepare()
  return {
    find: ({ roomId, author }, producerId) => find.get({ roomId, authorId: author.id, producerId }) ?? null,
    save: ({ roomId, author }, { producerId, epoch, seq }) =>
      void save.run({ roomId, authorId: author.id, producerId, epoch, seq }),
  }
}
