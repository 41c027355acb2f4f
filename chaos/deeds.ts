/** What people did, as they know it: what the database is held against. */

/** A message by the id that the browser gave it, and what its author did to it. */
export interface Sent {
  readonly clientId: string
  /** Name of the tab. */
  readonly tab: string
  readonly roomId: number
  /** The texts that it was given, the last last. Whether a change was kept is uncertain where the page did not show it. */
  readonly texts: { readonly text: string; readonly isCertain: boolean }[]
  /** Whether the last thing that was done was to delete it; and whether that was ever asked for. */
  isDeleted: boolean
  wasDeleted: boolean
  /** Whether a page showed it as sent. */
  isAcknowledged: boolean
  /** Whether it was refused once, and so let others pass. */
  wasRefused: boolean
}

export class Deeds {
  readonly #sent = new Map<string, Sent>()
  /** Texts that may have been sent, or the ends of those; '' for a deletion: the page went away in that moment. */
  readonly #unheard: string[] = []
  /** Every decision, as it was made. */
  readonly log: string[] = []
  /** What was wrong at first sight. */
  readonly complaints: string[] = []
  readonly #began = performance.now()

  /** Does something whose outcome is not known when the page goes away meanwhile. */
  async perhaps<Result>(text: string, act: () => Promise<Result>): Promise<Result> {
    try {
      return await act()
    } catch (error) {
      this.#unheard.push(text)
      throw error
    }
  }

  /** Whether a message may say this, or may be deleted (''), without anybody having heard of it. */
  mayBe(text: string): boolean {
    return this.#unheard.some((unheard) => (text === '' ? unheard === '' : unheard !== '' && text.endsWith(unheard)))
  }

  note(what: string): void {
    const seconds = (performance.now() - this.#began) / 1_000
    this.log.push(`${seconds.toFixed(2).padStart(8)} ${what}`)
  }

  complain(what: string): void {
    this.note(what)
    this.complaints.push(what)
  }

  send(tab: string, clientId: string, roomId: number, text: string): void {
    const rest = { isDeleted: false, wasDeleted: false, isAcknowledged: false, wasRefused: false }
    this.#sent.set(clientId, { clientId, tab, roomId, texts: [{ text, isCertain: true }], ...rest })
  }

  edit(clientId: string, text: string, isCertain: boolean): void {
    const sent = this.#sent.get(clientId)
    sent?.texts.push({ text, isCertain })
    if (sent) sent.isDeleted = false
  }

  delete(clientId: string, isCertain: boolean): void {
    const sent = this.#sent.get(clientId)
    if (!sent) return
    sent.wasDeleted = true
    if (isCertain) sent.isDeleted = true
  }

  /** The person gave up an edit that was refused. */
  giveUp(clientId: string, text: string): void {
    const texts = this.#sent.get(clientId)?.texts
    const index = texts?.findLastIndex((edit) => edit.text === text) ?? -1
    if (index > 0) texts?.splice(index, 1)
  }

  /** The person has a message that was refused sent again. */
  retry(clientId: string): void {
    const sent = this.#sent.get(clientId)
    if (sent) sent.wasRefused = true
  }

  acknowledge(clientIds: readonly string[]): void {
    for (const clientId of clientIds) {
      const sent = this.#sent.get(clientId)
      if (sent) sent.isAcknowledged = true
    }
  }

  /** In the order in which it was sent. */
  get sent(): readonly Sent[] {
    return [...this.#sent.values()]
  }
}
