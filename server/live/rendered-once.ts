/** What templates made of objects that never change: made by the first who asks, and kept for as long as the object is. */
export class RenderedOnce<Source, Rendered> {
  readonly #isSame: (a: Source, b: Source) => boolean
  /** By template and object, what was rendered last. */
  readonly #kept = new WeakMap<object, WeakMap<object, { readonly source: Source; readonly rendered: Rendered }>>()

  /** `isSame`: whether of two sources the same is rendered, by the same template. */
  constructor(isSame: (a: Source, b: Source) => boolean) {
    this.#isSame = isSame
  }

  /** What a template makes of a source, of which the object is a part. */
  of(template: object, object: object, source: Source, render: () => Rendered): Rendered {
    let known = this.#kept.get(template)
    if (!known) {
      known = new WeakMap()
      this.#kept.set(template, known)
    }
    const last = known.get(object)
    if (last && this.#isSame(last.source, source)) return last.rendered
    const rendered = render()
    known.set(object, { source, rendered })
    return rendered
  }
}
