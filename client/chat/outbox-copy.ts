/**
 * A copy of what the store has of this person, to show and to choose from at once. What is done here shows in it before
 * the store has it; otherwise it is as the store was when it was read last.
 */
import type { OutboxStore } from './outbox-store.ts'
import type { Outgoing } from './outgoing.ts'
import { ownId } from './person.ts'

export class OutboxCopy {
  readonly #store: OutboxStore
  /** Oldest first. */
  #items: readonly Outgoing[] = []
  /** How often the copy was changed ahead of the store. */
  #aheads = 0

  constructor(store: OutboxStore) {
    this.#store = store
  }

  get items(): readonly Outgoing[] {
    return this.#items
  }

  find(id: string): Outgoing | undefined {
    return this.#items.find((item) => item.id === id)
  }

  add(item: Outgoing): void {
    this.#items = [...this.#items, item]
    this.#aheads++
  }

  drop(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id)
    this.#aheads++
  }

  /** Makes the copy agree with the store. */
  async refresh(): Promise<void> {
    let items: readonly Outgoing[]
    let aheads: number
    do {
      aheads = this.#aheads
      // What cannot be read for once stays as it is known.
      items = await this.#store.all(ownId()).catch(() => this.#items)
    } while (aheads !== this.#aheads)
    this.#items = items
  }
}
