/** What a listener of a stream tells its view. */
import type { FinalReason } from './follower.ts'

export type StreamStatus = 'idle' | 'connecting' | 'streaming' | 'disconnected'

/** What has happened. */
export type StreamNews<Data> =
  | { readonly kind: 'data'; readonly messages: readonly { readonly data: Data; readonly offset: number }[] }
  | { readonly kind: 'status'; readonly status: StreamStatus }
  /** The stream is closed, and everything of it has come. */
  | { readonly kind: 'complete' }
  /** The stream cannot be listened to any further from here. What fails only for now is no error but a status. */
  | { readonly kind: 'error'; readonly reason: FinalReason }

/** What arrives in a view's `handleInfo`. */
export class StreamMessage {
  /** Tells the messages of one listener from those of another. */
  readonly token: symbol
  readonly news: StreamNews<unknown>

  constructor(token: symbol, news: StreamNews<unknown>) {
    this.token = token
    this.news = news
  }
}
