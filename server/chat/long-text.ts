/** Which texts are so long that a page shows their beginning only. Shared with the browser. It imports nothing. */

/** Characters that stand on one line, about. */
const LINE = 80
/** A text of more lines is long. */
const MOST_LINES = 80

/** Whether a text is long, by its line breaks and its length: it is decided before anything is laid out. */
export function isLong(text: string): boolean {
  if (text.length <= MOST_LINES) return false
  let lines = 0
  for (const line of text.split('\n')) {
    lines += Math.max(1, Math.ceil(line.length / LINE))
    if (lines > MOST_LINES) return true
  }
  return false
}
