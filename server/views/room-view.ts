/** A room: its messages as a stream, fed by the room's log. */
import type { Chat } from '../chat/chat.ts'
import type { Message, MessageId, Room } from '../chat/entities.ts'
import { type RoomEvent, type RoomListEvent, roomTopic } from '../chat/events.ts'
import { beginsGroup, type Grouped } from '../chat/message-groups.ts'
import type { StreamMessage } from '../durable/stream-message.ts'
import type { ViewStreams } from '../durable/view-streams.ts'
import { type Html, html } from '../live/html.ts'
import type { Params } from '../live/live-view.ts'
import type { StreamPage } from '../live/stream.ts'
import { composer } from './components/composer.ts'
import { historyEnd, historyStart } from './components/history-edge.ts'
import { messageRow } from './components/message.ts'
import { roomHeader } from './components/room-header.ts'
import { shell } from './components/shell.ts'
import { changeMessages } from './message-changes.ts'
import { fieldsOf, idIn, messageIdIn, positiveInteger } from './params.ts'
import type { ViewSession } from './session.ts'
import { type SidebarAssigns, SidebarView } from './sidebar-view.ts'

/** Rows that a browser keeps at most; the far end of a longer read is let go. */
const WINDOW = 300

/** What the browser shows has moved away from where the address opened the room. */
const ELSEWHERE = 'elsewhere'

interface Assigns extends SidebarAssigns {
  room: Room
  /** The outermost messages of the page when there are others beyond; known only where the whole page is rendered. */
  oldest: MessageId | null
  newest: MessageId | null
}

export class RoomView extends SidebarView<Assigns> {
  readonly #streams: ViewStreams
  /** The message that the address names, '' for none; null before the first address. */
  #openedAt: string | null = null

  constructor(chat: Chat, streams: ViewStreams) {
    super(chat)
    this.#streams = streams
  }

  override async mount(params: Params, { user }: ViewSession): Promise<void> {
    const roomId = idIn(params.roomId, 'This room')
    const room = await this.chat.rooms.findRoom(roomId)
    await this.mountSidebar(user, room)
    this.assign({ room, oldest: null, newest: null })
    this.streamConfigure<Message>('messages', {
      sortKey: (message) => message.id,
      immutable: true,
      log: roomTopic(room.id),
      beginsGroup: (message, before) => beginsGroup(grouped(message), before && grouped(before)),
    })
    this.#feed(params)
    this.#streams.init(this)
    this.#streams.listen(this, roomTopic(room.id), { offset: 'page' })
  }

  /** Another message of this room was asked for, by its address. */
  override handleParams(params: Params): void {
    const asked = params.message ?? ''
    if (this.#openedAt !== null && asked !== this.#openedAt) {
      this.#feed(params, { reset: true })
    }
    this.#openedAt = asked
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const { user, room } = this.assigns
    const { messages } = this.chat
    const { id, cursor } = fieldsOf(payload)
    switch (name) {
      case 'older_messages':
        return await this.#extend('start', messageIdIn(cursor))
      case 'newer_messages':
        return await this.#extend('end', messageIdIn(cursor))
      case 'messages_around':
        this.#openedAt = ELSEWHERE
        return this.#feed({ message: String(messageIdIn(id)) }, { reset: true })
      case 'newest_messages':
        return this.#showNewest()
      case 'last_own_message':
        return this.reply({ id: (await messages.lastOwnMessage(user, room.id))?.id ?? null })
      case 'message_text':
        return this.reply({ body: (await messages.ownMessage(user, messageIdIn(id))).body })
      default:
        return this.reply(await changeMessages(this.chat, user, name, payload))
    }
  }

  override async handleInfo(message: StreamMessage | RoomListEvent): Promise<void> {
    if (!this.#streams.isStreamMessage(message)) return await super.handleInfo(message)
    const news = this.#streams.handleMessage<RoomEvent>(this, message)
    if (news.kind === 'data') for (const { data } of news.messages) this.#show(data)
    // The log does not lead from here to what the room is now.
    if (news.kind === 'error') this.rejoin()
  }

  override title({ room }: Assigns): string {
    return room.name
  }

  override render({ room, oldest, newest }: Assigns): Html {
    const content = html`<main class="room">
        ${this.component('room-header', roomHeader, room)}
        <div class="message-pane">
          <div class="scroller" tabindex="-1">
            <div id="messages" class="message-list" role="log" aria-live="off" aria-label="Messages in ${room.name}" live-stream="messages" live-window="${WINDOW}" live-viewport-top="older_messages" live-viewport-bottom="newer_messages" live-window-newest="newest_messages">
              ${this.ignored('messages-start', historyStart, room, oldest)}
              <p id="messages-empty" class="empty">No messages yet. Say hello!</p>
              ${this.rows('messages', messageRow)}
              ${this.ignored('messages-end', historyEnd, room, newest)}
            </div>
          </div>
          <button type="button" id="jump-to-latest" class="pill" live-ignore hidden>Jump to latest <span class="count"></span></button>
        </div>
        ${this.component('composer', composer, room)}
      </main>`
    return html`<a class="skip-link" href="#composer-body">Skip to the composer</a>
      ${shell('room', this.sidebar(), content)}`
  }

  #show(event: RoomEvent): void {
    switch (event.kind) {
      case 'message_created':
        return this.streamInsert('messages', event.message)
      case 'message_edited':
        return this.streamInsert('messages', event.message, { updateOnly: true })
      case 'message_deleted':
        return this.streamDelete('messages', { id: event.messageId })
    }
  }

  #feed(params: Params, options: { reset?: boolean } = {}): void {
    this.stream('messages', ({ around }) => this.#open(params, positiveInteger(around)), options)
  }

  /** The messages around the one that is being read; else those that the address names, or the newest. */
  async #open(params: Params, reading: MessageId | null): Promise<StreamPage<Message>> {
    const { messages } = this.chat
    const { room } = this.assigns
    if (reading !== null) this.#openedAt = ELSEWHERE
    const {
      messages: items,
      offset,
      older,
      newer,
    } = await messages.openRoom(room.id, {
      around: reading ?? positiveInteger(params.message),
      before: positiveInteger(params.before),
      after: positiveInteger(params.after),
    })
    // Their ids alone, as with a message its whole page would be kept for as long as the view.
    this.assign({ oldest: older ? (items[0]?.id ?? null) : null, newest: newer ? (items.at(-1)?.id ?? null) : null })
    return { items, reaches: { start: !older, end: !newer }, offsets: { [roomTopic(room.id)]: offset } }
  }

  /** The next page beyond an end of what the browser holds. */
  async #extend(end: 'start' | 'end', beyond: MessageId): Promise<void> {
    const { messages } = this.chat
    const { room } = this.assigns
    this.#openedAt = ELSEWHERE
    const page =
      end === 'start' ? await messages.olderMessages(room.id, beyond) : await messages.newerMessages(room.id, beyond)
    this.stream('messages', page.messages, { reaches: { [end]: !page.more, beyond } })
  }

  #showNewest(): void {
    if (this.#openedAt) this.pushPatch(`/rooms/${this.assigns.room.id}`, { replace: true })
    else this.#feed({}, { reset: true })
  }
}

function grouped({ author, createdAt }: Message): Grouped {
  return { authorId: author.id, at: createdAt }
}
