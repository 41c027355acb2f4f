/**
 * What is sent and not yet confirmed. A message gets an id here, waits until the server has committed it, and is sent
 * again whenever that is uncertain: the id makes it harmless. Messages go out one after another, in the order in which
 * they were written.
 */
import type { RequestError } from '../live/connection.ts'

export interface OutgoingMessage {
  readonly clientId: string
  readonly roomId: string
  readonly body: string
  readonly writtenAt: number
  /** "sent": committed, its row is on its way. */
  state: 'pending' | 'sent' | 'failed'
  /** Why it was refused. */
  problem?: string
}

export interface OutboxHooks {
  /** Sends one message; rejects with a RequestError. */
  send(message: OutgoingMessage): Promise<unknown>
  /** Whether sending makes sense now. */
  isConnected(): boolean
  onChange(message: OutgoingMessage): void
}

const RETRY_AFTER = 1_000

export class Outbox {
  readonly #hooks: OutboxHooks
  #messages: OutgoingMessage[] = []
  #sending = false

  constructor(hooks: OutboxHooks) {
    this.#hooks = hooks
  }

  add(roomId: string, body: string): OutgoingMessage {
    const message: OutgoingMessage = { clientId: newClientId(), roomId, body, writtenAt: Date.now(), state: 'pending' }
    this.#messages.push(message)
    this.#hooks.onChange(message)
    void this.flush()
    return message
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
  }

  retry(message: OutgoingMessage): void {
    this.#change(message, 'pending')
    void this.flush()
  }

  /** Sends what waits, until nothing waits or the connection is gone. */
  async flush(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    for (let next = this.#next(); next && this.#hooks.isConnected(); next = this.#next()) await this.#attempt(next)
    this.#sending = false
  }

  #next(): OutgoingMessage | undefined {
    return this.#messages.find((message) => message.state === 'pending')
  }

  async #attempt(message: OutgoingMessage): Promise<void> {
    try {
      await this.#hooks.send(message)
      this.#change(message, 'sent')
    } catch (error) {
      const { code, message: problem, retryAfter } = error as RequestError
      if (code === 'disconnected') return
      if (code === 'rate_limited') await new Promise((resolve) => setTimeout(resolve, retryAfter ?? RETRY_AFTER))
      else this.#change(message, 'failed', problem)
    }
  }

  #change(message: OutgoingMessage, state: OutgoingMessage['state'], problem?: string): void {
    message.state = state
    if (problem === undefined) delete message.problem
    else message.problem = problem
    this.#hooks.onChange(message)
  }
}

/** 128 random bits; `crypto.randomUUID` is missing on plain http. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
