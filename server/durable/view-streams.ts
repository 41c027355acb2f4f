/**
 * How a view listens to a durable stream, after the helper `DurableStreams.LiveView` of Streamkeeper. What comes of the
 * stream arrives in the view's own mailbox, as messages for `handleInfo`; what they mean is the view's affair.
 *
 *     mount() {
 *       streams.init(this)
 *       streams.listen(this, 'rooms/7', { offset: 'page' })
 *     }
 *     handleInfo(message) {
 *       if (!streams.isStreamMessage(message)) return
 *       const news = streams.handleMessage(this, message)
 *       if (news.kind === 'data') for (const { data } of news.messages) this.streamInsert('items', data)
 *     }
 *
 * The listener reads the log in this process, tries again by itself what may work later, and ends with its view.
 */
import type { Log } from '../live/log.ts'
import type { FollowedLog } from './follower.ts'
import { ListenedLog } from './listened-log.ts'
import { StreamMessage, type StreamNews, type StreamStatus } from './stream-message.ts'

/** For how many milliseconds a listener trusts that it would have been told of something new. */
const TIMEOUT = 30_000

/** An offset of the stream, or wherever the browser's page is in it; 0 is the beginning. */
export type StreamOffset = number | 'page'

/** What is needed of a LiveView. */
export interface ListeningView {
  listen(log: Log, offset?: number): () => void
}

interface Listening {
  timeout: number
  streamId: string | null
  offset: StreamOffset
  status: StreamStatus
  /** Tells the messages of this listener from those of earlier ones; null while there is none. */
  token: symbol | null
  end(): void
}

export class ViewStreams {
  readonly #logNamed: (streamId: string) => FollowedLog
  readonly #listenings = new WeakMap<ListeningView, Listening>()

  constructor(logNamed: (streamId: string) => FollowedLog) {
    this.#logNamed = logNamed
  }

  /** Begins with no stream; `timeout` is for every `listen` that does not say its own. */
  init(view: ListeningView, { timeout = TIMEOUT }: { timeout?: number } = {}): void {
    this.#listenings.get(view)?.end()
    this.#listenings.set(view, {
      ...{ timeout, streamId: null, offset: 0, status: 'idle', token: null },
      end: () => {},
    })
  }

  /**
   * Listens to a stream in place of any other: from the offset that is given; else, after `stop`, from where it was; else
   * from the beginning. `offset: 'page'`, in `mount` alone, goes on from where the browser's page is.
   */
  listen(view: ListeningView, streamId: string, options: { offset?: StreamOffset; timeout?: number } = {}): void {
    const listening = this.#of(view)
    const { timeout = listening.timeout } = options
    const before = listening.streamId === streamId ? listening.offset : 0
    const { offset = before } = options
    listening.end()
    const token = Symbol(streamId)
    const log = new ListenedLog(streamId, this.#logNamed(streamId), {
      ...{ token, timeout },
      onStart: (from) => {
        listening.offset = from
      },
    })
    Object.assign(listening, { streamId, offset, token, status: 'connecting' })
    listening.end = view.listen(log, offset === 'page' ? undefined : offset)
  }

  /** Listens no more; the stream and the offset are kept, to go on from. */
  stop(view: ListeningView): void {
    const listening = this.#of(view)
    listening.end()
    listening.end = () => {}
    listening.token = null
    if (listening.status !== 'idle') listening.status = 'disconnected'
  }

  /** Listens no more, and forgets the stream and the offset. */
  reset(view: ListeningView): void {
    this.stop(view)
    Object.assign(this.#of(view), { streamId: null, offset: 0, status: 'idle' })
  }

  /** Up to where the view has handled the stream. */
  offset(view: ListeningView): StreamOffset {
    return this.#of(view).offset
  }

  status(view: ListeningView): StreamStatus {
    return this.#of(view).status
  }

  streamId(view: ListeningView): string | null {
    return this.#of(view).streamId
  }

  listening(view: ListeningView): boolean {
    return this.#of(view).token !== null
  }

  /** Whether something that arrived in `handleInfo` is of a stream. */
  isStreamMessage(message: unknown): message is StreamMessage {
    return message instanceof StreamMessage
  }

  /** Takes note of a message, and says what it means. One of a listener that is no more changes and means nothing. */
  handleMessage<Data = unknown>(view: ListeningView, { token, news }: StreamMessage): StreamNews<Data> {
    const listening = this.#of(view)
    if (token !== listening.token) return { kind: 'status', status: listening.status }
    if (news.kind === 'status') listening.status = news.status
    else if (news.kind === 'data') listening.offset = news.messages.at(-1)!.offset
    else this.stop(view)
    return news as StreamNews<Data>
  }

  #of(view: ListeningView): Listening {
    const listening = this.#listenings.get(view)
    if (listening) return listening
    throw new Error('A view listens to streams after init(view) was called.')
  }
}
