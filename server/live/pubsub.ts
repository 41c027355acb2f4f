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

interface Subscription {
  readonly listener: Listener
  readonly onLoss: (() => void) | undefined
}

/**
 * PubSub within one process. Messages reach every subscriber in the order in which they were broadcast, also when a
 * subscriber broadcasts in turn; one that throws is reported and keeps nothing from the others.
 */
export class LocalPubSub implements PubSub {
  readonly #topics = new Map<string, Set<Subscription>>()
  readonly #queue: [topic: string, tell: (subscription: Subscription) => void][] = []
  readonly #onError: (error: unknown, topic: string) => void
  #delivering = false

  constructor(onError: (error: unknown, topic: string) => void) {
    this.#onError = onError
  }

  subscribe(topic: string, listener: Listener, onLoss?: () => void): () => void {
    let subscriptions = this.#topics.get(topic)
    if (!subscriptions) {
      subscriptions = new Set()
      this.#topics.set(topic, subscriptions)
    }
    const subscription = { listener, onLoss }
    subscriptions.add(subscription)
    return () => {
      subscriptions.delete(subscription)
      if (subscriptions.size === 0 && this.#topics.get(topic) === subscriptions) this.#topics.delete(topic)
    }
  }

  broadcast(topic: string, message: unknown): void {
    this.#deliver(topic, ({ listener }) => listener(message))
  }

  /** Tells the subscribers of a topic, in turn, that messages may not have come: it loses none itself. */
  lose(topic: string): void {
    this.#deliver(topic, ({ onLoss }) => onLoss?.())
  }

  /** How many subscriptions a topic has. */
  subscribers(topic: string): number {
    return this.#topics.get(topic)?.size ?? 0
  }

  /** The topics that have subscriptions. */
  topics(): Iterable<string> {
    return this.#topics.keys()
  }

  #deliver(topic: string, tell: (subscription: Subscription) => void): void {
    this.#queue.push([topic, tell])
    if (this.#delivering) return
    this.#delivering = true
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#tellAll(...next)
    this.#delivering = false
  }

  #tellAll(topic: string, tell: (subscription: Subscription) => void): void {
    for (const subscription of this.#topics.get(topic) ?? []) {
      try {
        tell(subscription)
      } catch (error) {
        this.#onError(error, topic)
      }
    }
  }
}
