/**
 * What is sent and not yet confirmed. A message gets an id here, is kept in this browser until the server has committed
 * it, and is sent again whenever that is uncertain: the id makes it harmless. Messages go out one after another, in the
 * order in which they were written.
 */
import type { RequestError } from '../live/connection.ts'
import { OutboxStorage } from './outbox-storage.ts'
import type { OutgoingMessage } from './outgoing-message.ts'

export interface OutboxHooks {
  /** Sends one message; rejects with a RequestError. */
  send(message: OutgoingMessage): Promise<unknown>
  /** Whether sending makes sense now. */
  isConnected(): boolean
  onChange(message: OutgoingMessage): void
}

/** What the server may be able to do a moment later. */
const PASSING = new Set(['rate_limited', 'unavailable', 'crashed'])
const RETRY_AFTER = 1_000
/** Passing refusals after which the person is asked. */
const ATTEMPTS = 5

export class Outbox {
  readonly #hooks: OutboxHooks
  readonly #storage = new OutboxStorage()
  #messages: OutgoingMessage[]
  #sending = false

  constructor(hooks: OutboxHooks) {
    this.#hooks = hooks
    this.#messages = this.#storage.read()
  }

  add(roomId: string, body: string): void {
    const message: OutgoingMessage = { clientId: newClientId(), roomId, body, writtenAt: Date.now(), state: 'pending' }
    this.#messages.push(message)
    this.#change(message, 'pending')
    void this.flush()
  }

  /** The messages of a room that have no row yet, oldest first. */
  of(roomId: string): readonly OutgoingMessage[] {
    return this.#messages.filter((message) => message.roomId === roomId)
  }

  find(clientId: string): OutgoingMessage | undefined {
    return this.#messages.find((message) => message.clientId === clientId)
  }

  /** The message's row has arrived, or the message is given up. */
  remove(clientId: string): void {
    this.#messages = this.#messages.filter((message) => message.clientId !== clientId)
    this.#storage.remove(clientId)
  }

  /** Calls when another tab has sent a message or given it up. */
  onSettledElsewhere(listener: (clientId: string) => void): void {
    this.#storage.onRemoved(listener)
  }

  retry(message: OutgoingMessage): void {
    this.#change(message, 'pending')
    void this.flush()
  }

  /** Sends what waits, until nothing waits or the connection is gone. To be called again when it is back. */
  async flush(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    try {
      for (let next = this.#next(); next && this.#hooks.isConnected(); next = this.#next()) {
        if (!(await this.#attempt(next))) break
      }
    } finally {
      this.#sending = false
    }
  }

  #next(): OutgoingMessage | undefined {
    return this.#messages.find((message) => message.state === 'pending')
  }

  /** Whether it makes sense to go on with the next one. */
  async #attempt(message: OutgoingMessage): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#hooks.send(message)
        break
      } catch (error) {
        const { code, message: problem, retryAfter } = error as RequestError
        if (code === 'disconnected') return false
        if (!PASSING.has(code) || attempt === ATTEMPTS) {
          this.#change(message, 'failed', problem)
          return true
        }
        await new Promise((resolve) => setTimeout(resolve, retryAfter ?? RETRY_AFTER))
      }
    }
    this.#change(message, 'sent')
    return true
  }

  #change(message: OutgoingMessage, state: OutgoingMessage['state'], problem?: string): void {
    message.state = state
    if (problem === undefined) delete message.problem
    else message.problem = problem
    if (state === 'sent') this.#storage.remove(message.clientId)
    else this.#storage.write(message)
    this.#hooks.onChange(message)
  }
}

/** 128 random bits; `crypto.randomUUID` is missing on plain http. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
