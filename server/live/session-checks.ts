/** Asks about sessions, those together that are asked about in one turn of the event loop. */
import type { ActiveSessions } from './live-socket.ts'

export class SessionChecks {
  readonly #active: (sessionIds: readonly string[]) => Promise<ActiveSessions>
  #gathering: { readonly ids: Set<string>; readonly answer: Promise<ActiveSessions> } | null = null

  /** @param active Answers which of many sessions have not ended. */
  constructor(active: (sessionIds: readonly string[]) => Promise<ActiveSessions>) {
    this.#active = active
  }

  /** Whether the session has not ended. Rejects when that cannot be found out. */
  async isActive(sessionId: string): Promise<boolean> {
    this.#gathering ??= this.#gather()
    const { ids, answer } = this.#gathering
    ids.add(sessionId)
    return (await answer).has(sessionId)
  }

  #gather(): { ids: Set<string>; answer: Promise<ActiveSessions> } {
    const ids = new Set<string>()
    const asked = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#gathering = null
      return this.#active([...ids])
    })
    return { ids, answer: asked }
  }
}
