/** Reading and writing messages. */
import { notFound, RillError } from '../errors.ts'
import type { Author, Message, MessageId, RoomId } from './entities.ts'
import { type RoomEvent, roomTopic } from './events.ts'
import { requireOwn } from './policy.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { MessagePage, NewMessage, NumberedSend, RoomPage, Store } from './store.ts'
import { clientMessageId, messageBody } from './text.ts'
import { versionOf } from './text-version.ts'

/** Messages in a page of history. */
export const PAGE_SIZE = 50

/** Tells everybody who listens in this moment; what they miss, the room's log has. */
export interface Broadcaster {
  broadcast(topic: string, message: unknown): void
}

/** What the parts of the chat are made of; `now` in milliseconds since 1970. Each counts apart without common `limits`. */
export interface DomainParts {
  readonly store: Store
  readonly pubsub: Broadcaster
  readonly now: () => number
  readonly limits?: RateLimiter
}

/** Where to open a room; at its newest message when nothing is named, or nothing is there. */
export interface Opening {
  readonly around: MessageId | null
  readonly before: MessageId | null
  readonly after: MessageId | null
}

export interface PostInput {
  readonly body: unknown
  readonly clientId: unknown
}

export interface Posted {
  readonly id: MessageId
  /** False when the author used the client id before: then it is the id of that message, which may be deleted. */
  readonly isNew: boolean
}

/** Messages in ascending order, and whether there are older and newer ones. */
export interface OpenedPage {
  readonly messages: readonly Message[]
  /** Where the room's log goes on from what is shown. */
  readonly offset: number
  readonly older: boolean
  readonly newer: boolean
}

export class Messages {
  readonly #store: Store
  readonly #pubsub: Broadcaster
  readonly #now: () => number
  readonly #limits: RateLimiter

  constructor({ store, pubsub, now, limits = new RateLimiter() }: DomainParts) {
    this.#store = store
    this.#pubsub = pubsub
    this.#now = now
    this.#limits = limits
  }

  async openRoom(roomId: RoomId, { around, before, after }: Opening): Promise<OpenedPage> {
    const { messages } = this.#store
    if (around !== null) return await this.#around(roomId, around)
    if (before !== null) {
      const page = await messages.before(roomId, before, PAGE_SIZE)
      if (page.messages.length > 0) return { ...openedAt(page), older: page.more, newer: true }
    }
    if (after !== null) {
      const page = await messages.after(roomId, after, PAGE_SIZE)
      if (page.messages.length > 0) return { ...openedAt(page), older: true, newer: page.more }
    }
    const page = await messages.newest(roomId, PAGE_SIZE)
    return { ...openedAt(page), older: page.more, newer: false }
  }

  olderMessages(roomId: RoomId, before: MessageId): Promise<MessagePage> {
    return this.#store.messages.before(roomId, before, PAGE_SIZE)
  }

  newerMessages(roomId: RoomId, after: MessageId): Promise<MessagePage> {
    return this.#store.messages.after(roomId, after, PAGE_SIZE)
  }

  lastOwnMessage(author: Author, roomId: RoomId): Promise<Message | null> {
    return this.#store.messages.newestOf(roomId, author.id)
  }

  findMessage(id: MessageId): Promise<Message | null> {
    return this.#store.messages.find(id)
  }

  /** The author's own message as it is now. Rejects with `not_found` or `forbidden`. */
  async ownMessage(author: Author, id: MessageId): Promise<Message> {
    const message = await this.findMessage(id)
    if (!message) throw noMessage()
    requireOwn(author, message)
    return message
  }

  /** Posts a message; the same client id again gives the id of the first. Rejects with the field that is wrong. */
  async postMessage(author: Author, roomId: RoomId, input: PostInput): Promise<Posted> {
    const message = await this.#newMessage(author, roomId, input)
    return this.#posted(await this.#store.messages.create(message))
  }

  /** The same for a program that numbers its sends; null for one that was accepted before. */
  async postNumbered(author: Author, roomId: RoomId, input: PostInput, send: NumberedSend): Promise<Posted | null> {
    const message = await this.#newMessage(author, roomId, input)
    const created = await this.#store.messages.createNumbered(message, send)
    return created && this.#posted(created)
  }

  /**
   * Replaces the text of the author's own message. The same text again is no edit. With `replaces` the text that is there
   * must have one of these versions; rejects with `edit_conflict` when it has not.
   */
  async editMessage(
    author: Author,
    id: MessageId,
    body: unknown,
    replaces: readonly string[] | null = null,
  ): Promise<void> {
    await this.#limits.take('edit', author)
    const text = messageBody(body)
    const message = await this.ownMessage(author, id)
    if (message.body === text) return
    const event = await this.#store.messages.edit(id, text, this.#now(), (present) => {
      if (replaces && !replaces.includes(versionOf(present))) throw changedMeanwhile()
    })
    if (!event) throw noMessage()
    this.#tell(event)
  }

  /** Deletes the author's own message, and its text from the room's log. */
  async deleteMessage(author: Author, id: MessageId): Promise<void> {
    await this.#limits.take('delete', author)
    await this.ownMessage(author, id)
    const event = await this.#store.messages.delete(id, this.#now())
    if (!event) throw noMessage()
    this.#tell(event)
  }

  async #newMessage(author: Author, roomId: RoomId, input: PostInput): Promise<NewMessage> {
    await this.#limits.take('send', author)
    const body = messageBody(input.body)
    const clientId = clientMessageId(input.clientId)
    if (!(await this.#store.rooms.find(roomId))) throw notFound('This room')
    return { roomId, author, clientId, body, at: this.#now() }
  }

  #posted({ id, event }: { id: MessageId; event: RoomEvent | null }): Posted {
    if (event) this.#tell(event)
    return { id, isNew: event !== null }
  }

  /** Half a page on either side. The message itself need not be there any more. */
  async #around(roomId: RoomId, id: MessageId): Promise<OpenedPage> {
    const { older, newer } = await this.#store.messages.around(roomId, id, PAGE_SIZE / 2)
    const messages = [...older.messages, ...newer.messages]
    return { messages, offset: older.offset, older: older.more, newer: newer.more }
  }

  /** Called right after the change was awaited, so that a room is told in the order of its log. */
  #tell(event: RoomEvent): void {
    this.#pubsub.broadcast(roomTopic(event.roomId), event)
  }
}

function openedAt({ messages, offset }: RoomPage): Pick<OpenedPage, 'messages' | 'offset'> {
  return { messages, offset }
}

/** A message that is not there. The same words whether it was deleted or never existed, so that neither is given away. */
export function noMessage(): RillError {
  return new RillError('not_found', 'This message was deleted or never existed.')
}

function changedMeanwhile(): RillError {
  return new RillError('edit_conflict', 'This message was changed after you began to edit it.')
}
