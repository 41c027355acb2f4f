/**
 * Sends what is in the outbox, one after another in the order in which it was done, from whichever tab can; and again
 * whenever it is uncertain whether the server has it.
 */
import type { RequestError } from '../live/connection.ts'
import type { Outbox } from './outbox.ts'
import type { OutboxTabs } from './outbox-tabs.ts'
import type { Outgoing } from './outgoing.ts'

export interface SenderHooks {
  /** Resolves when the server has committed it; rejects with a RequestError. */
  deliver(item: Outgoing): Promise<void>
  /** Whether sending makes sense now. */
  canSend(): boolean
}

/** What the server may be able to do a moment later. */
const PASSING = new Set(['rate_limited', 'unavailable', 'crashed', 'conflict'])
const RETRY_AFTER = 1_000
/** Passing refusals after which the person is asked. */
const ATTEMPTS = 5

export class OutboxSender {
  readonly #outbox: Outbox
  readonly #tabs: OutboxTabs
  readonly #hooks: SenderHooks
  /** Passing refusals of what is being tried, by its id. */
  readonly #refusals = new Map<string, number>()
  #isSending = false

  constructor(outbox: Outbox, tabs: OutboxTabs, hooks: SenderHooks) {
    this.#outbox = outbox
    this.#tabs = tabs
    this.#hooks = hooks
  }

  /** Sends until nothing waits or the connection is gone. To be called again when it is back, and for what is new. */
  flush(): void {
    if (this.#isSending || !this.#outbox.next || !this.#hooks.canSend()) return
    this.#isSending = true
    void this.#tabs.alone(() => this.#sendAll())
  }

  async #sendAll(): Promise<void> {
    try {
      // Another tab may have been at it until now.
      await this.#outbox.refresh()
      for (let next = this.#outbox.next; next && this.#hooks.canSend(); next = this.#outbox.next) {
        const item = await this.#outbox.take(next)
        if (item && !(await this.#attempt(item))) return
      }
    } finally {
      this.#isSending = false
    }
  }

  /** Resolves with whether it makes sense to go on. */
  async #attempt(item: Outgoing): Promise<boolean> {
    try {
      await this.#hooks.deliver(item)
    } catch (error) {
      return await this.#refused(item, error as RequestError)
    }
    this.#refusals.delete(item.id)
    this.#outbox.confirm(item)
    return true
  }

  async #refused(item: Outgoing, { code, message, retryAfter }: RequestError): Promise<boolean> {
    if (code === 'disconnected') return false
    const refusals = (this.#refusals.get(item.id) ?? 0) + 1
    if (PASSING.has(code) && refusals < ATTEMPTS) {
      this.#refusals.set(item.id, refusals)
      await new Promise((resolve) => setTimeout(resolve, retryAfter ?? RETRY_AFTER))
    } else {
      this.#refusals.delete(item.id)
      await this.#outbox.refuse(item, message, code)
    }
    return true
  }
}
