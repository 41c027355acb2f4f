/** What people may do in a room, drawn at random. */

/** Each kind of step with how often it is drawn, in comparison with the others. */
const WEIGHTS = {
  /** Writes a message in the composer. */
  send: 5,
  /** Posts a message by the form that works without a script: what is in sight does not follow it. */
  post: 5,
  /** The same for several messages, at once. */
  burst: 2,
  /** Edits, deletes one of the own messages that are in the page. */
  edit: 6,
  delete: 5,
  /** Scrolls a few screens up or down; up or down for as long as some frames take. */
  scroll: 6,
  'fling up': 5,
  'fling down': 4,
  /** "Jump to latest". */
  jump: 2,
  /** Opens the room around one of its messages. */
  open: 2,
  reload: 2,
  /** Goes to another room, and back. */
  wander: 2,
  /** Loses the connection for long, or for a moment; loses what the server says before that; has it again. */
  cut: 2,
  blink: 2,
  deafen: 1,
  restore: 3,
} as const

export type StepKind = keyof typeof WEIGHTS

/** To draw from: each kind as often as its weight says. */
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array<StepKind>(weight).fill(kind as StepKind))

export interface Step {
  readonly kind: StepKind
  /** From 0 to 1: which message, how far, how long. */
  readonly choice: number
}

/** What each page does at the same time as the others; null for one that is left alone. */
export type Round = readonly (readonly Step[] | null)[]

const MOST_STEPS = 5
/** How often a page is left alone for a round. */
const RESTS = 0.25

/** A round for this many pages, at least one of which does something. */
export function randomRound(pages: number, random: () => number): Round {
  const busy = Math.floor(random() * pages)
  return Array.from({ length: pages }, (_, page) => {
    if (page !== busy && random() < RESTS) return null
    return Array.from({ length: 1 + Math.floor(random() * MOST_STEPS) }, () => randomStep(random))
  })
}

function randomStep(random: () => number): Step {
  return { kind: KINDS[Math.floor(random() * KINDS.length)]!, choice: random() }
}

const WORDS = 'so what do we do about the boat on Saturday when it rains and nobody has a key to the shed'

/** A text of one to five lines that begins with a word of its own. */
export function textWith(mark: string, random: () => number): string {
  return `${mark} ${wordsFrom(random)}`
}

/** One to five lines of words. */
export function wordsFrom(random: () => number): string {
  return Array.from({ length: 1 + Math.floor(random() ** 3 * 5) }, () => words(random)).join('\n')
}

function words(random: () => number): string {
  return WORDS.slice(0, 1 + random() * WORDS.length).trimEnd()
}

/** The word that a text was given to be known by. */
export function markOf(text: string): string {
  return text.split(' ', 1)[0]!
}
