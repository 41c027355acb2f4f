/**
 * What templates made of objects that never change: made by the first who asks, and kept for as long as the object is and
 * is asked for. The table of a WeakMap grows with all that has passed through it between two collections of garbage, and
 * never shrinks: so a new one is begun from time to time, and of the one before it stays what is asked for.
 */

/** How many renderings are kept before a new table is begun: a few hundred pages of rows. */
const MOST = 20_000

interface Made<Source, Rendered> {
  readonly source: Source
  readonly rendered: Rendered
}

/** By template and object, what was rendered last. */
type Table<Source, Rendered> = WeakMap<object, WeakMap<object, Made<Source, Rendered>>>

export class RenderedOnce<Source, Rendered> {
  readonly #isSame: (a: Source, b: Source) => boolean
  #table: Table<Source, Rendered> = new WeakMap()
  #earlier: Table<Source, Rendered> = new WeakMap()
  #count = 0

  /** `isSame`: whether of two sources the same is rendered, by the same template. */
  constructor(isSame: (a: Source, b: Source) => boolean) {
    this.#isSame = isSame
  }

  /** What a template makes of a source, of which the object is a part. */
  of(template: object, object: object, source: Source, render: () => Rendered): Rendered {
    const made = this.#table.get(template)?.get(object)
    if (made && this.#isSame(made.source, source)) return made.rendered
    const earlier = this.#earlier.get(template)?.get(object)
    const rendered = earlier && this.#isSame(earlier.source, source) ? earlier.rendered : render()
    this.#keep(template, object, { source, rendered })
    return rendered
  }

  #keep(template: object, object: object, made: Made<Source, Rendered>): void {
    if (++this.#count > MOST) {
      this.#earlier = this.#table
      this.#table = new WeakMap()
      this.#count = 1
    }
    const known = this.#table.get(template) ?? new WeakMap()
    this.#table.set(template, known.set(object, made))
  }
}
