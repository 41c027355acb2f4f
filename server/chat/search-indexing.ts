/** Keeps the index of search up with the messages, in the background. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from './store.ts'

/** Messages of a step; the store takes fewer where they are long. */
const STEP = 200
/** Milliseconds between two steps of tidying, which nobody waits for. */
const REST = 20

export class SearchIndexing {
  readonly #store: Pick<Store, 'search'>

  constructor(store: Pick<Store, 'search'>) {
    this.#store = store
  }

  /** Takes one short step. Resolves with whether there is more to do. */
  async sweep(): Promise<boolean> {
    if ((await this.#store.search.index(STEP)).more) return true
    if (!(await this.#store.search.tidy())) return false
    await pause(REST, undefined, { ref: false })
    return true
  }
}
