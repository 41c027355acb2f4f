/**
 * Positions in a log, and the offsets that stand for them in the protocol: a generation, which is always zero here, and
 * the position, in 16 digits each, so that offsets sort as text.
 */

const DIGITS = 16
const GENERATION = '0'.repeat(DIGITS)
const OFFSET = /^\d{16}_(\d{16})$/

/** The offset of a position; the position of a stream's beginning is 0. */
export function formatOffset(position: number): string {
  return `${GENERATION}_${String(position).padStart(DIGITS, '0')}`
}

/** The position that an offset stands for; null when the text is no offset. One that no log has is beyond every tail. */
export function parseOffset(text: string): number | null {
  const position = OFFSET.exec(text)?.[1]
  if (position === undefined) return null
  return text.startsWith(GENERATION) ? Number(position) : Number.POSITIVE_INFINITY
}
