/**
 * Who wants to hear of what. Delivery is a courtesy for speed: whatever must not be missed is in a log.
 */

export type Listener = (message: unknown) => void

export interface PubSub {
  /**
   * Calls `listener` with every later message of the topic, until the function returned is called. `onLoss` is called
   * when some may not have come and will not: whoever cannot do without them looks then for what they would have said.
   */
  subscribe(topic: string, listener: Listener, onLoss?: () => void): () => void
  /** Hands the very same object to every subscriber of the topic, who must not change it. */
  broadcast(topic: string, message: unknown): void
}

/**
 * PubSub within one process, which loses nothing. Messages reach every subscriber in the order in which they were broadcast, also when a
 * subscriber broadcasts in turn; one that throws is reported and keeps nothing from the others.
 */
export class LocalPubSub implements PubSub {
  readonly #topics = new Map<string, Set<Listener>>()
  readonly #queue: [topic: string, message: unknown][] = []
  readonly #onError: (error: unknown, topic: string) => void
  #delivering = false

  constructor(onError: (error: unknown, topic: string) => void) {
    this.#onError = onError
  }

  subscribe(topic: string, listener: Listener): () => void {
    let listeners = this.#topics.get(topic)
    if (!listeners) {
      listeners = new Set()
      this.#topics.set(topic, listeners)
    }
    // A function of its own, so that one listener subscribed twice is two subscriptions.
    const subscription: Listener = (message) => listener(message)
    listeners.add(subscription)
    return () => {
      listeners.delete(subscription)
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic)
    }
  }

  broadcast(topic: string, message: unknown): void {
    this.#queue.push([topic, message])
    if (this.#delivering) return
    this.#delivering = true
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#deliver(...next)
    this.#delivering = false
  }

  /** How many subscriptions a topic has. */
  subscribers(topic: string): number {
    return this.#topics.get(topic)?.size ?? 0
  }

  #deliver(topic: string, message: unknown): void {
    for (const listener of this.#topics.get(topic) ?? []) {
      try {
        listener(message)
      } catch (error) {
        this.#onError(error, topic)
      }
    }
  }
}
