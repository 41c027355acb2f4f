/** What the server has committed and the rows do not show yet: it stays in sight until they do. */
import type { Outgoing } from './outgoing.ts'

/** Where there is a connection a row comes at once; one that does not come was changed again meanwhile. */
const GIVE_UP_AFTER = 5_000

export interface CommittedHooks {
  isConnected(): boolean
  onGivenUp(): void
}

export class Committed {
  readonly #hooks: CommittedHooks
  readonly #items = new Map<string, Outgoing>()

  constructor(hooks: CommittedHooks) {
    this.#hooks = hooks
  }

  get all(): readonly Outgoing[] {
    return [...this.#items.values()]
  }

  has(id: string): boolean {
    return this.#items.has(id)
  }

  add(item: Outgoing): void {
    this.#items.set(item.id, { ...item, state: 'sent' })
    this.#giveUpLater(item.id)
  }

  remove(id: string): void {
    this.#items.delete(id)
  }

  #giveUpLater(id: string): void {
    setTimeout(() => {
      if (!this.#hooks.isConnected()) this.#giveUpLater(id)
      else if (this.#items.delete(id)) this.#hooks.onGivenUp()
    }, GIVE_UP_AFTER)
  }
}
