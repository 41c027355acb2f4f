/**
 * PubSub between processes. A broadcast is delivered in its own process at once, and goes as JSON to those others where
 * somebody listens; each reads it once, into one object for all its subscribers.
 */
import { type Listener, LocalPubSub, type PubSub } from '../live/pubsub.ts'

/** The way to the other processes. What one of them broadcasts arrives in order, or not at all. */
export interface Bridge {
  broadcast(topic: string, text: string): void
  /** Asks for the topic. That it is heard from now on is told as a loss of it: before, it was not. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  connect(end: BridgeEnd): void
}

export interface BridgeEnd {
  /** Another process has broadcast this. */
  deliver(topic: string, text: string): void
  /** Messages of this topic, or of any where it is null, may not have come. */
  lose(topic: string | null): void
}

export class ClusterPubSub implements PubSub {
  readonly #local: LocalPubSub
  readonly #bridge: Bridge

  constructor(bridge: Bridge, onError: (error: unknown, topic: string) => void) {
    const local = new LocalPubSub(onError)
    this.#local = local
    this.#bridge = bridge
    bridge.connect({
      deliver: (topic, text) => {
        if (local.subscribers(topic) > 0) local.broadcast(topic, JSON.parse(text))
      },
      lose: (lost) => {
        for (const topic of lost === null ? [...local.topics()] : [lost]) local.lose(topic)
      },
    })
  }

  subscribe(topic: string, listener: Listener, onLoss?: () => void): () => void {
    const stop = this.#local.subscribe(topic, listener, onLoss)
    if (this.subscribers(topic) === 1) this.#bridge.subscribe(topic)
    let isSubscribed = true
    return () => {
      if (!isSubscribed) return
      isSubscribed = false
      stop()
      if (this.subscribers(topic) === 0) this.#bridge.unsubscribe(topic)
    }
  }

  /** The message has to be a JSON value. */
  broadcast(topic: string, message: unknown): void {
    // First, so that what a subscriber broadcasts in turn comes after it everywhere.
    this.#bridge.broadcast(topic, JSON.stringify(message))
    this.#local.broadcast(topic, message)
  }

  /** How many subscriptions a topic has in this process. */
  subscribers(topic: string): number {
    return this.#local.subscribers(topic)
  }
}
