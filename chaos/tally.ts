/** How often what happened. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times)
  }

  sum(...what: readonly string[]): number {
    return what.reduce((sum, each) => sum + (this.#counts.get(each) ?? 0), 0)
  }

  /** Everything that happened, by name. */
  get entries(): readonly (readonly [what: string, times: number])[] {
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1))
  }
}
