/**
 * How long to wait before the next attempt: exponential backoff with full jitter, so that thousands of browsers that
 * lost the same server do not come back in the same moment.
 */
const FIRST = 250
/** Short enough that a server which comes back is found within seconds, long enough to spread thousands. */
const LONGEST = 4_000

/** Milliseconds before attempt number `attempt`, which counts from 0. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST, FIRST * 2 ** attempt)
}
