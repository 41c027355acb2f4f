/** The tabs of one person in one browser: they tell each other what becomes of the outbox, and one at a time sends. */
import type { Outgoing } from './outgoing.ts'

/** What another tab did: it has had this committed, or changed something else about what is unsent. */
export interface OutboxNews {
  readonly committed?: Outgoing
}

/** A tab that the browser has put to sleep in the middle of sending holds up the others no longer than this. */
const PATIENCE = 10_000

export class OutboxTabs {
  readonly #name: string
  readonly #channel: BroadcastChannel

  constructor(personId: string) {
    this.#name = `rill:outbox:${personId}`
    this.#channel = new BroadcastChannel(this.#name)
  }

  tell(news: OutboxNews): void {
    this.#channel.postMessage(news)
  }

  onNews(listener: (news: OutboxNews) => void): void {
    this.#channel.addEventListener('message', ({ data }) => listener(data as OutboxNews))
  }

  /**
   * Does the work when no other tab is at it; where one closes in the middle, the next takes over. Without locks, as on
   * plain http, every tab does it: twice is harmless.
   */
  async alone(work: () => Promise<void>): Promise<void> {
    const { locks } = navigator as { readonly locks?: LockManager }
    if (!locks) return await work()
    let hasBegun = false
    const begin = () => {
      hasBegun = true
      return work()
    }
    try {
      await locks.request(this.#name, { signal: AbortSignal.timeout(PATIENCE) }, begin)
    } catch (error) {
      if (hasBegun) throw error
      await begin()
    }
  }
}
