/** The log of a room as the HTTP read handler sees it: a position is an offset of the room, and every event is JSON. */
import type { RoomId } from '../chat/entities.ts'
import { type RoomEvent, roomTopic } from '../chat/events.ts'
import type { RoomLogStore } from '../chat/store.ts'
import { forgotten, type LogPage, type LogState, type ReadableLog } from './readable-log.ts'
import type { Subscribable } from './room-log.ts'
import { stateEvent } from './state-event.ts'

/** The most that one answer holds; a single event may be larger. */
const PAGE = { events: 1_000, bytes: 4 * 1024 * 1024 }
/** Entries that are read in one turn of the event loop. Even the longest take a few milliseconds. */
const BATCH = 10
/** Attempts to read a page in several turns, before it is read in one. */
const ATTEMPTS = 3

/** Lets everything else that waits have its turn. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export interface RoomReading {
  readonly roomId: RoomId
  readonly store: RoomLogStore
  readonly pubsub: Subscribable
  /** Rejects with a StreamError once the reader may not read the room any more. */
  readonly admit: () => Promise<void>
  /** Any message on this topic: ask `admit` again. */
  readonly endTopic: string
}

export class ReadableRoomLog implements ReadableLog {
  readonly id: string
  readonly contentType = 'application/json'
  readonly #reading: RoomReading

  constructor(reading: RoomReading) {
    this.id = `room-${reading.roomId}`
    this.#reading = reading
  }

  async state(): Promise<LogState> {
    const { roomId, store, admit } = this.#reading
    await admit()
    const [start, tail] = await Promise.all([store.earliest(roomId), store.head(roomId)])
    return { start, tail, closed: false }
  }

  /** Reads in several turns. A message that is deleted meanwhile may have been read before, so the page is read again. */
  async page(from: number, to: number, mostBytes: number = PAGE.bytes): Promise<LogPage> {
    await this.#reading.admit()
    const { roomId, store } = this.#reading
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const head = await store.head(roomId)
      const page = await this.#read(from, to, mostBytes, turn)
      if (!(await this.#hasDeletionsSince(head))) return page
    }
    return await this.#read(from, to, mostBytes, async () => {})
  }

  async #read(from: number, to: number, mostBytes: number, rest: () => Promise<void>): Promise<LogPage> {
    const texts: Buffer[] = []
    let scrubbed = 0
    let bytes = 0
    for await (const event of this.#events(from, Math.min(to, from + PAGE.events), rest)) {
      const text = Buffer.from(`${texts.length === 0 ? '[' : ','}${JSON.stringify(stateEvent(event))}`)
      bytes += text.length
      if (bytes > mostBytes && texts.length > 0) break
      texts.push(text)
      if (event.kind === 'message_scrubbed') scrubbed++
    }
    const end = Buffer.from(texts.length === 0 ? '[]' : ']')
    // Texts that are deleted are all that ever changes between two positions.
    return { body: [...texts, end], end: from + texts.length, revision: scrubbed }
  }

  async #hasDeletionsSince(offset: number): Promise<boolean> {
    const { roomId, store } = this.#reading
    const head = await store.head(roomId)
    if (head === offset) return false
    const events = await store.read(roomId, offset, head - offset)
    return events.some(({ kind }) => kind === 'message_deleted')
  }

  onChange(listener: () => void): () => void {
    const { roomId, pubsub, endTopic } = this.#reading
    const stops = [roomTopic(roomId), endTopic].map((topic) => pubsub.subscribe(topic, listener, listener))
    return () => {
      for (const stop of stops) stop()
    }
  }

  async *#events(from: number, to: number, rest: () => Promise<void>): AsyncGenerator<RoomEvent> {
    const { roomId, store } = this.#reading
    let position = from
    while (position < to) {
      const events = await store.read(roomId, position, Math.min(BATCH, to - position))
      if (events[0]?.offset !== position + 1) throw forgotten(await store.earliest(roomId))
      yield* events
      position = events.at(-1)!.offset
      if (position < to) await rest()
    }
  }
}
