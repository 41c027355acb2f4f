/** The frames of recorded motion (`scroll-record.ts`), as the page and whoever drives it know them. */

/** Names what is recorded: CSS selectors. */
export interface Recorded {
  readonly scroller: string
  readonly rows: string
  /** The part of a row whose position counts: a row's own box may begin higher once a day stands above its text. */
  readonly text: string
}

export type ScrollEdge = 'toStart' | 'toEnd'

/** A frame as it will be painted. Positions and distances are in CSS pixels. */
export interface MotionFrame {
  /** Milliseconds. */
  readonly at: number
  /** Pixels by which the rows stand lower than in the frame before; null when no row in sight then is left. */
  readonly move: number | null
  /** Ids of the outermost rows. */
  readonly first: string
  readonly last: string
  /** Pixels that can still be scrolled upwards and downwards. */
  readonly toStart: number
  readonly toEnd: number
}
