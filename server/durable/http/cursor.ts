/**
 * The cursor that a live reader sends back: the number of the current interval of time. It makes the addresses of
 * readers who wait together the same, for a cache between, and those of one reader in a row different.
 */

const EPOCH = Date.UTC(2024, 9, 9)
const INTERVAL = 20_000
/** How far ahead a reader is sent whose cursor is current already: up to an hour. */
const JITTER = 180
const CURSOR = /^\d{1,15}$/

/** The next cursor for a reader that sent this one, greater than it. */
export function nextCursor(sent: string | undefined, now: number, random: () => number = Math.random): string {
  const current = Math.floor((now - EPOCH) / INTERVAL)
  if (sent === undefined || !CURSOR.test(sent) || Number(sent) < current) return String(current)
  return String(Number(sent) + 1 + Math.floor(random() * JITTER))
}
