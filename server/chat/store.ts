/**
 * What the chat needs of a database. `db/` implements it on SQLite.
 *
 * Every change of a room is one transaction that also appends to the room's log, and answers with the event it wrote.
 * All methods reject with `RillError('unavailable')` when the database cannot answer; then nothing was written. The
 * promises of several changes resolve in the order in which these were committed.
 */
import type { Author, Bot, Message, MessageId, Room, RoomId, Session, User, UserId } from './entities.ts'
import type { RoomEvent } from './events.ts'
import type { SearchGrams } from './search-grams.ts'

export interface Store {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly bots: BotStore
  readonly rooms: RoomStore
  readonly messages: MessageStore
  readonly search: SearchStore
  readonly roomLog: RoomLogStore
  /** Resolves when the database answers. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface UserStore {
  /** Rejects with `conflict` on field `email` when the address is taken. */
  create(user: { name: string; email: string; passwordHash: string; at: number }): Promise<User>
  findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null>
}

export interface SessionStore {
  create(session: { id: string; userId: UserId; at: number; expiresAt: number }): Promise<void>
  /** The session, unless it has ended by `now`. */
  find(id: string, now: number): Promise<Session | null>
  /** Those of the sessions with these ids that have not ended by `now`, by one query. */
  findAll(ids: readonly string[], now: number): Promise<Session[]>
  extend(id: string, expiresAt: number): Promise<void>
  delete(id: string): Promise<void>
  deleteExpired(now: number): Promise<void>
}

/** Bots that were not revoked. */
export interface BotStore {
  /** A person's bots, in the order in which they were made. */
  list(ownerId: UserId): Promise<Bot[]>
  create(bot: { name: string; ownerId: UserId; tokenHash: string; at: number }): Promise<Bot>
  findByTokenHash(hash: string): Promise<Bot | null>
  /** Forgets the bot's token. False when this person has no such bot. */
  revoke(id: UserId, ownerId: UserId): Promise<boolean>
}

/**
 * A place in the list of rooms: at a name (`from`), just after it or just before it. There need not be a room of this
 * name.
 */
export interface RoomListPlace {
  readonly side: 'from' | 'after' | 'before'
  readonly name: string
}

/** Rooms in ascending order of name. `more` says whether there are further rooms beyond the page, on its side. */
export interface RoomListPage {
  readonly rooms: readonly Room[]
  readonly more: boolean
}

export interface RoomStore {
  /**
   * A page of at most `limit` rooms by name, without regard to the case of ASCII letters. Answers with the same object
   * until there is a further room.
   */
  page(place: RoomListPlace, limit: number): Promise<RoomListPage>
  /** The number of rooms. */
  count(): Promise<number>
  find(id: RoomId): Promise<Room | null>
  /** The lowest id above this one; null when it is the last. */
  nextId(after: RoomId): Promise<RoomId | null>
  /** Rejects with `conflict` on field `name` when the name is taken, without regard to case. */
  create(room: { name: string; description: string; at: number }): Promise<Room>
}

/** `more` says whether there are further messages beyond the page. */
export interface MessagePage {
  readonly messages: readonly Message[]
  readonly more: boolean
}

/** A page of a room, with the offset of the room's log when it was read: both in one step, so that the log goes on from it. */
export interface RoomPage extends MessagePage {
  readonly offset: number
}

export interface NewMessage {
  readonly roomId: RoomId
  readonly author: Author
  readonly clientId: string | null
  readonly body: string
  readonly at: number
}

/** Where a program is that numbers what it sends to a room. */
export interface SendNumber {
  readonly epoch: number
  readonly seq: number
}

/** A send that its program numbers, so that it is not stored again when it comes again. */
export interface NumberedSend extends SendNumber {
  readonly producerId: string
  /**
   * Whether the send comes next, given the author's last one to the room under this id that was accepted; false when it was
   * accepted before. Throws why it is refused. It may be asked again, when what was written was taken back.
   */
  isNext(last: SendNumber | null): boolean
}

/** Pages are in ascending order of id. */
export interface MessageStore {
  newest(roomId: RoomId, limit: number): Promise<RoomPage>
  /** The messages just older than `id`, which need not exist. */
  before(roomId: RoomId, id: MessageId, limit: number): Promise<RoomPage>
  /** The messages just newer than `id`, which need not exist. */
  after(roomId: RoomId, id: MessageId, limit: number): Promise<RoomPage>
  /** As many messages on either side of `id`, which counts as older and need not exist. */
  around(roomId: RoomId, id: MessageId, limit: number): Promise<{ older: RoomPage; newer: RoomPage }>
  find(id: MessageId): Promise<Message | null>
  newestOf(roomId: RoomId, authorId: UserId): Promise<Message | null>
  /**
   * Adds a message. When the author already used `clientId`, nothing is written and `event` is null: the send was a
   * retry. `id` is then that of the first message, whether or not it still exists.
   */
  create(message: NewMessage): Promise<{ id: MessageId; event: RoomEvent | null }>
  /** The same, and in one step with it the number is noted. Null, and nothing is written, when it was noted before. */
  createNumbered(message: NewMessage, send: NumberedSend): Promise<{ id: MessageId; event: RoomEvent | null } | null>
  /**
   * Replaces the text; null when there is no such message. `check` is given the text that would be replaced, in the same
   * step, and throws when it must not be. It may be called again, when what was written was taken back.
   */
  edit(id: MessageId, body: string, at: number, check?: (present: string) => void): Promise<RoomEvent | null>
  /** Deletes the message and scrubs its text from the log; null when there is no such message. */
  delete(id: MessageId, at: number): Promise<RoomEvent | null>
}

export interface IndexStep {
  readonly indexed: number
  readonly more: boolean
}

/**
 * The index of search. A change of a message only adds its id to a queue, in the transaction of the change; what the index
 * holds of the message follows when `index` is called.
 */
export interface SearchStore {
  /**
   * Messages that the index has for these grams (`search-grams.ts`) in one of the rooms, or in any when `roomIds` is
   * null, as they are now and without those that are deleted: from the newest on, or from just before `before`, to older
   * ones; or from just after `after` to newer ones.
   */
  find(search: {
    grams: SearchGrams
    roomIds: readonly RoomId[] | null
    before?: MessageId
    after?: MessageId
    limit: number
  }): Promise<MessagePage>
  /**
   * Indexes the newest pending messages in one short step: at most `limit`, fewer where texts are long, and of a long one a
   * part. Resolves with how many are done, and whether more are pending.
   */
  index(limit: number): Promise<IndexStep>
  /** Takes one short step in tidying the index up. Resolves with whether there is more to do. */
  tidy(): Promise<boolean>
  /** Counts the pending messages of these rooms, or of all, among the `most` newest. */
  countPending(roomIds: readonly RoomId[] | null, most: number): Promise<number>
}

export interface RoomLogStore {
  /** Offset of the newest entry; 0 for an empty log or an unknown room. */
  head(roomId: RoomId): Promise<number>
  /** The least offset that can be read on from: what comes after it is all there. 0 while nothing was forgotten. */
  earliest(roomId: RoomId): Promise<number>
  /**
   * At most `limit` entries with offsets above `after`, in order. From before `earliest` they begin later than asked
   * for, or there are none although `head` is further on.
   */
  read(roomId: RoomId, after: number, limit: number): Promise<RoomEvent[]>
  /**
   * Takes one short step in forgetting the oldest entries that are older than `before` or more than the newest `keep`;
   * null is no limit. Resolves with whether there is more to do.
   */
  trim(roomId: RoomId, limits: { before: number | null; keep: number | null }): Promise<boolean>
}
