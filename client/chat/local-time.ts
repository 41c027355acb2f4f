/** Times in the reader's own zone, language and habits. */
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const sameYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** Shows a `<time>` as the reader's clock does, or with its date; the whole date on hover. */
export function localizeTime(element: HTMLTimeElement, how: 'clock' | 'date' = 'clock'): void {
  const at = new Date(element.dateTime)
  const text = (how === 'clock' ? clock : dated).format(at)
  if (element.textContent === text) return
  element.textContent = text
  element.title = full.format(at)
}

/** A number that is the same for all times of one local day, and grows by one a day. */
export function dayNumber(at: Date): number {
  return Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000)
}

/** "Today", "Yesterday", or the date. */
export function dayName(at: Date, now: Date): string {
  const ago = dayNumber(now) - dayNumber(at)
  if (ago === 0 || ago === 1) return capitalized(relative.format(-ago, 'day'))
  return (at.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(at)
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
