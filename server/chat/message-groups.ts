/**
 * Which messages stand together under one name. Knows no reader: the server marks a page with it, and the browser the
 * rows that arrive later. It imports nothing.
 */

/** Messages of one author that are no farther apart than this stand under one name. Seconds. */
const GROUP_GAP = 5 * 60

export interface Grouped {
  readonly authorId: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Whether a message begins a group; `before` is the message above it, null where there is none. */
export function beginsGroup(message: Grouped, before: Grouped | null): boolean {
  if (!before || message.authorId !== before.authorId) return true
  return seconds(message.at) - seconds(before.at) > GROUP_GAP
}

/** A page tells times to the second, and the browser must come to the same result. */
function seconds(at: number): number {
  return Math.floor(at / 1_000)
}
