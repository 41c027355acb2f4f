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
  /** What somebody in this process listens to. */
  readonly #topics = new Set<string>()

  constructor(bridge: Bridge, onError: (error: unknown, topic: string) => void) {
    this.#bridge = bridge
    this.#local = new LocalPubSub(onError)
    bridge.connect({
      deliver: (topic, text) => {
        if (this.#topics.has(topic)) this.#local.broadcast(topic, JSON.parse(text))
      },
      lose: (lost) => {
        for (const topic of lost === null ? this.#topics : [lost]) this.#local.broadcast(lossOf(topic), null)
      },
    })
  }

  subscribe(topic: string, listener: Listener, onLoss?: () => void): () => void {
    const stops = [this.#local.subscribe(topic, listener)]
    if (onLoss) stops.push(this.#local.subscribe(lossOf(topic), onLoss))
    if (!this.#topics.has(topic)) {
      this.#topics.add(topic)
      this.#bridge.subscribe(topic)
    }
    return () => {
      for (const stop of stops) stop()
      if (this.#local.subscribers(topic) === 0 && this.#topics.delete(topic)) this.#bridge.unsubscribe(topic)
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

/** The topic, within a process, on which a loss is told: in turn with the messages. */
function lossOf(topic: string): string {
  return `loss of ${topic}`
}
