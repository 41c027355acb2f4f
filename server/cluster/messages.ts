/**
 * What the primary and its workers say to each other. Libraries send messages of their own on the same channel; those
 * have no `kind`.
 */

/** A message of PubSub. Its text is JSON, so that whoever only passes it on need not read it. */
export interface Broadcast {
  readonly kind: 'broadcast'
  readonly topic: string
  readonly text: string
}

/** Messages of this topic, or of any where it is null, may not have come and will not. */
export interface Loss {
  readonly kind: 'loss'
  readonly topic: string | null
}

/** The worker listens at this address. */
export interface Ready {
  readonly kind: 'ready'
  readonly address: string
}

export type FromWorker =
  | Broadcast
  /** It wants to hear of this topic, or does no longer. A loss says when it does: what was told before has not come. */
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly topic: string }
  | Ready
  | { readonly kind: 'metrics-request'; readonly id: number }

export type ToWorker =
  | Broadcast
  | Loss
  /** It is to close what is open and end. */
  | { readonly kind: 'stop' }
  /** The metrics of all workers; null when one of them did not answer. */
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string | null }

/** Whether it is one of ours. */
export function isOurs<Message extends FromWorker | ToWorker>(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'kind' in message
}
