/** A log as one listener of a view has it: what comes of it are messages that carry the listener's token. */
import type { Delivery, Following, Log, LogEntry } from '../live/log.ts'
import { type FinalReason, type FollowedLog, Follower } from './follower.ts'
import { StreamMessage, type StreamNews, type StreamStatus } from './stream-message.ts'

export interface Listener {
  readonly token: symbol
  readonly timeout: number
  /** Called with the offset from which it begins. */
  onStart(offset: number): void
}

export class ListenedLog implements Log {
  readonly name: string
  readonly #log: FollowedLog
  readonly #listener: Listener

  constructor(name: string, log: FollowedLog, listener: Listener) {
    this.name = name
    this.#log = log
    this.#listener = listener
  }

  head(): Promise<number> {
    return this.#log.head()
  }

  earliest(): Promise<number> {
    return this.#log.earliest()
  }

  follow(offset: number, deliver: (delivery: Delivery) => void): Following {
    const { timeout, onStart } = this.#listener
    onStart(offset)
    const onEnd = (reason: FinalReason | null) =>
      deliver(this.#message(reason === null ? { kind: 'complete' } : { kind: 'error', reason }))
    const onStatus = (status: StreamStatus) => deliver(this.#message({ kind: 'status', status }))
    const onEntries = (entries: readonly LogEntry[]) => deliver(this.#data(entries))
    return new Follower(this.#log, offset, { onEntries, onStatus, onEnd }, { timeout })
  }

  #data(entries: readonly LogEntry[]): Delivery {
    const data = entries.map((entry) => ({ data: this.#log.dataOf(entry), offset: entry.offset }))
    const { messages } = this.#message({ kind: 'data', messages: data })
    const { offset } = entries.at(-1)!
    return { messages, offset, entry: entries.length === 1 ? entries[0]! : stretchOf(entries, offset) }
  }

  #message(news: StreamNews<unknown>): Delivery {
    return { messages: [new StreamMessage(this.#listener.token, news)] }
  }
}

/** By list of entries, what stands for all of them. */
const stretches = new WeakMap<readonly LogEntry[], LogEntry>()

function stretchOf(entries: readonly LogEntry[], offset: number): LogEntry {
  const known = stretches.get(entries)
  if (known) return known
  const stretch = { offset }
  stretches.set(entries, stretch)
  return stretch
}
