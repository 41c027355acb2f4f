/** What becomes of a live connection, drawn at random when it is made. */
import type { ClientMessage, Frame } from '../server/live/protocol.ts'

/** What goes over a live socket, in the order in which it first does. */
export const STAGES = ['request', 'accepted', 'join', 'joined', 'event', 'answer', 'push'] as const
export type Stage = (typeof STAGES)[number]

/**
 * "before": what was to pass does not, and the connection is cut. "within": half of it passes. "after": it passes, and
 * nothing more. "silence": nothing passes any more either way, and both ends stay open. "deaf": the same, but what the
 * browser says still arrives.
 */
export const ENDS = ['before', 'within', 'after', 'silence', 'deaf'] as const
export type End = (typeof ENDS)[number]

export interface Fate {
  /** Where it ends, and how; null for a connection that is left alone. */
  readonly end: { readonly stage: Stage; readonly nth: number; readonly how: End } | null
  /** After so many milliseconds a connection that is silent or deaf is cut, unless its ends notice before. */
  readonly silence: number
  /** Milliseconds that everything takes, each way. */
  readonly delay: number
  /** How likely what a person does is sent twice. */
  readonly doubling: number
}

export const UNTOUCHED: Fate = { end: null, silence: 0, delay: 0, doubling: 0 }

const SPARED = 0.3
/** The longest are for the browser to find out about by its heartbeat. */
const SILENCES = [1_000, 4_000, 4_000, 60_000]
const DELAYS = [0, 0, 5, 20, 80, 200]
const DOUBLINGS = [0, 0, 0.3]
const LATEST = 6
/** What happens once on a connection. */
const ONCE: readonly Stage[] = ['request', 'accepted', 'join', 'joined']

export function randomFate(random: () => number): Fate {
  const oneOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!
  const isSpared = random() < SPARED
  const stage = oneOf(STAGES)
  const nth = 1 + Math.floor(random() * LATEST)
  const end = { stage, nth: ONCE.includes(stage) ? 1 : nth, how: oneOf(ENDS) }
  const rest = { silence: oneOf(SILENCES), delay: oneOf(DELAYS), doubling: oneOf(DOUBLINGS) }
  return { ...rest, end: isSpared ? null : end }
}

/** What a message of a browser is; null for one that is of no interest. */
export function stageOfMessage([, , kind]: ClientMessage): Stage | null {
  if (kind === 'heartbeat') return null
  return kind === 'join' ? 'join' : 'event'
}

/** What a frame of the server is. `isJoined`: its join was answered before. */
export function stageOfFrame([, ...operations]: Frame, isJoined: boolean): Stage {
  if (!operations.some(([kind]) => kind === 'ok' || kind === 'error')) return 'push'
  return isJoined ? 'answer' : 'joined'
}
