/**
 * Looks at every frame as it will be painted. The text of a row in sight may move by what the reader scrolls and by no
 * more (its box begins higher once the day stands above it); what the page itself scrolls, to hold rows still, is told
 * apart by listening in on its calls.
 */
import type { Painted } from '../probe.ts'
import { rows, scroller } from './room.ts'

/** Pixels that were scrolled by whom it may, but not by the reader. */
let corrected = 0

/** The scroll position when it was looked at last, and how far it could be scrolled then. */
let seen = { position: 0, limit: 0 }

/** What has become too short to stay scrolled so far, the browser has scrolled back. */
function countCutShort(scroller: Element): void {
  const position = scroller.scrollTop
  const limit = scroller.scrollHeight - scroller.clientHeight
  const isCutShort =
    limit < seen.limit && Math.abs(position) >= limit - 1 && Math.abs(position) < Math.abs(seen.position)
  if (isCutShort) corrected += position - seen.position
  seen = { position, limit }
}

const scrollBy = Element.prototype.scrollBy
Element.prototype.scrollBy = function (this: Element, ...args: unknown[]): void {
  if (!this.matches('.scroller')) return Reflect.apply(scrollBy, this, args)
  countCutShort(this)
  Reflect.apply(scrollBy, this, args)
  corrected += this.scrollTop - seen.position
  seen = { ...seen, position: this.scrollTop }
}

export class FrameWatch {
  painted: Painted = { frames: 0, empty: 0, drift: 0, rows: 0 }
  /** Resolves when the first frame was seen. */
  readonly begun: Promise<void>
  readonly #probe = document.createElement('div')
  /** The text of a row in sight, where it was, and how far the reader had scrolled then. */
  #eye: { readonly text: Element; readonly top: number; readonly scrolled: number } | null = null

  constructor() {
    // Its size changes in every frame, and it is observed last: what is seen then is what will be painted.
    this.#probe.style.cssText = 'position: fixed; inset: 0 auto auto 0; block-size: 0'
    document.body.append(this.#probe)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.begun = promise
    new ResizeObserver(() => {
      this.#look()
      resolve()
    }).observe(this.#probe)
    requestAnimationFrame(() => this.#frame())
  }

  #frame(): void {
    const { style } = this.#probe
    style.inlineSize = style.inlineSize === '1px' ? '2px' : '1px'
    requestAnimationFrame(() => this.#frame())
  }

  #look(): void {
    const present = rows()
    const view = scroller().getBoundingClientRect()
    const middle = (view.top + view.bottom) / 2
    const boxOf = (row: Element) => row.getBoundingClientRect()
    const inMiddle = present.findIndex((row) => boxOf(row).bottom >= middle - 8)
    const isEmpty = inMiddle < 0 || boxOf(present[inMiddle]!).top > middle + 8
    countCutShort(scroller())
    const scrolled = scroller().scrollTop - corrected
    const { frames, empty, drift, rows: most } = this.painted
    this.painted = {
      frames: frames + 1,
      empty: empty + (isEmpty ? 1 : 0),
      drift: Math.max(drift, this.#driftSince(scrolled)),
      rows: Math.max(most, present.length),
    }
    const text = present[inMiddle]?.querySelector(':scope > [data-body]')
    this.#eye = text ? { text, top: boxOf(text).top, scrolled } : null
  }

  #driftSince(scrolled: number): number {
    if (!this.#eye?.text.isConnected) return 0
    const { text, top, scrolled: before } = this.#eye
    return Math.abs(text.getBoundingClientRect().top - top + (scrolled - before))
  }
}
