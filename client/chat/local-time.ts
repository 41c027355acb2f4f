/** Times and days in the reader's time zone and language. */
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const sameYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** Language of all of them: the browser's own where it has one of the formats in it. */
const { locale } = full.resolvedOptions()

/** Shows a `<time>` as the reader's clock does, or with its date. The full date shows on hover. */
export function localizeTime(element: HTMLTimeElement, form: 'clock' | 'date' = 'clock'): void {
  const at = new Date(element.dateTime)
  if (show(element, (form === 'clock' ? clock : dated).format(at))) element.title = full.format(at)
}

/** Shows the day of a time: "Today", "Yesterday", or its date. */
export function showDay(element: HTMLElement, at: Date): void {
  show(element, dayName(at, new Date()))
}

/** A number that is the same for all times of one local day, and grows by one a day. */
export function dayNumber(at: Date): number {
  return Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000)
}

function dayName(at: Date, now: Date): string {
  const ago = dayNumber(now) - dayNumber(at)
  if (ago === 0 || ago === 1) return capitalized(relative.format(-ago, 'day'))
  return (at.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(at)
}

/**
 * Shows a text in the reader's language; false when it was shown already. The page is in English, so screen readers are
 * told the language of what is not.
 */
function show(element: HTMLElement, text: string): boolean {
  if (element.textContent === text && element.lang === locale) return false
  element.textContent = text
  element.lang = locale
  return true
}

function capitalized(text: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(locale) + rest.join('')
}
