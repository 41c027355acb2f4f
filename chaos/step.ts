/** What a person may do in a tab, drawn at random. */

/** Each kind of step with how often it is drawn, in comparison with the others. */
const WEIGHTS = {
  send: 12,
  /** Sends several at once. */
  burst: 2,
  edit: 5,
  delete: 3,
  /** Scrolls a few screens; up or down for as long as some frames take. */
  scroll: 3,
  'fling up': 2,
  'fling down': 2,
  /** "Jump to latest". */
  jump: 1,
  /** Goes to the other room. */
  switch: 3,
  reload: 2,
  /** Closes the tab and opens the room in a new one. */
  reopen: 1,
  /** Has no network for a while. */
  offline: 1,
  /** The browser has put the tab to sleep for a while. */
  freeze: 1,
} as const

export type StepKind = keyof typeof WEIGHTS

/** To draw from: each kind as often as its weight says. */
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array<StepKind>(weight).fill(kind as StepKind))
const LONGEST_PAUSE = 400

export interface Step {
  readonly kind: StepKind
  /** From 0 to 1: which message, how far, how long. */
  readonly choice: number
  /** Milliseconds before the next step. */
  readonly pause: number
}

export function randomStep(random: () => number): Step {
  return { kind: KINDS[Math.floor(random() * KINDS.length)]!, choice: random(), pause: random() * LONGEST_PAUSE }
}
