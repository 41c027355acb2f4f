/** The others in a room: people who post over HTTP, one after another. */
import { signIn } from '../rill.ts'

export class People {
  readonly #server: string
  readonly #cookies: readonly string[]
  #posted = 0

  private constructor(server: string, cookies: readonly string[]) {
    this.#server = server
    this.#cookies = cookies
  }

  /** Signs seeded users in. So many that none of them writes too fast. */
  static async signIn(server: string, database: string, userIds: readonly number[]): Promise<People> {
    return new People(server, await Promise.all(userIds.map((userId) => signIn(database, userId))))
  }

  /** Posts so many messages a second, each when the one before it is committed; answers with their ids. */
  async post(roomId: number, perSecond: number, seconds: number): Promise<number[]> {
    const ids: number[] = []
    const startedAt = performance.now()
    for (let index = 0; index < perSecond * seconds; index++) {
      const due = startedAt + (index * 1_000) / perSecond
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      ids.push(await this.#postOne(roomId))
    }
    return ids
  }

  async #postOne(roomId: number): Promise<number> {
    const number = ++this.#posted
    const cookie = this.#cookies[number % this.#cookies.length]!
    const response = await fetch(`${this.#server}/rooms/${roomId}/messages`, {
      method: 'POST',
      headers: { cookie, origin: this.#server, 'content-type': 'application/json' },
      body: JSON.stringify({
        body: `Measured message ${number}: shall we meet at the river, or is it too cold by now?`,
      }),
    })
    if (response.status !== 201) throw new Error(`A message was not posted: ${response.status}`)
    return ((await response.json()) as { id: number }).id
  }
}
