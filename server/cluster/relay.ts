/**
 * Passes on, in the primary, what one worker broadcasts to those others that listen to the topic. One that takes nothing
 * for long misses messages and is told so when it takes them again; all are told when a worker is gone, which may have
 * had more to say.
 */
import type { Broadcast, Loss } from './messages.ts'

/** Characters that may be on their way to one worker. */
const MAX_PENDING = 16 * 1024 * 1024

export interface Peer {
  /** Calls back when the message has left, or cannot. */
  send(message: Broadcast | Loss, sent: () => void): void
}

interface Recipient {
  readonly topics: Set<string>
  pending: number
  missed: boolean
}

export class Relay {
  readonly #recipients = new Map<Peer, Recipient>()
  readonly #listeners = new Map<string, Set<Peer>>()

  add(peer: Peer): void {
    this.#recipients.set(peer, { topics: new Set(), pending: 0, missed: false })
  }

  remove(peer: Peer): void {
    for (const topic of this.#recipients.get(peer)?.topics ?? []) this.unsubscribe(peer, topic)
    this.#recipients.delete(peer)
    for (const left of this.#recipients.keys()) this.#send(left, { kind: 'loss', topic: null })
  }

  subscribe(peer: Peer, topic: string): void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(peer))
    this.#recipients.get(peer)?.topics.add(topic)
    this.#send(peer, { kind: 'loss', topic })
  }

  unsubscribe(peer: Peer, topic: string): void {
    const listeners = this.#listeners.get(topic)
    this.#recipients.get(peer)?.topics.delete(topic)
    if (listeners?.delete(peer) && listeners.size === 0) this.#listeners.delete(topic)
  }

  pass(from: Peer, message: Broadcast): void {
    for (const peer of this.#listeners.get(message.topic) ?? []) if (peer !== from) this.#send(peer, message)
  }

  #send(peer: Peer, message: Broadcast | Loss): void {
    const recipient = this.#recipients.get(peer)
    if (!recipient) return
    if (recipient.pending > MAX_PENDING) recipient.missed = true
    if (recipient.missed) return
    const size = message.kind === 'broadcast' ? message.text.length : 0
    recipient.pending += size
    peer.send(message, () => {
      recipient.pending -= size
      if (recipient.pending > 0 || !recipient.missed) return
      recipient.missed = false
      this.#send(peer, { kind: 'loss', topic: null })
    })
  }
}
