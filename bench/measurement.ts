/** What a command measures: figures, each with the yardstick of the same run and the goal that it is held to. */

export interface Context {
  /** A short look in place of the whole measurement. */
  readonly quick: boolean
  /** Minutes that a soak lasts. */
  readonly minutes: number
  /** Measures only the cases whose name contains this; null for all of them. */
  readonly only: string | null
  /** History pages to scroll through; null for the number of the measurement itself. */
  readonly pages: number | null
  /** A temporary folder that all runs and commands share, for what is dear to make. */
  readonly folder: string
  /** Tells whoever watches what is being done. */
  say(what: string): void
}

/** Measures everything once. Throws when an answer was lost, doubled or wrong: then there is no figure. */
export type Measure = (context: Context) => Promise<readonly Figure[]>

export interface Figure {
  /** The line of the table of goals, such as "P1". */
  readonly line: string
  readonly what: string
  readonly unit: string
  readonly value: number
  /** The same figure of the yardstick, in the same run. */
  readonly floor?: number
  /** Figures without one are for information. */
  readonly goal?: Goal
}

/** In units of the figure, or as a multiple of the floor. */
export type Goal =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly atMostFloors: number }
  | { readonly atLeastFloors: number }
