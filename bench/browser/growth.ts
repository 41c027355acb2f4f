/** What a tab holds after it was used, beside what it held before. */
import type { Figure } from '../measurement.ts'
import type { Holdings } from './tab.ts'

/** `atMost`: how many times what was before. */
export function grown(line: string, when: string, before: Holdings, now: Holdings, atMost: number | null): Figure[] {
  const goal = atMost !== null && { goal: { atMostFloors: atMost } }
  const figure = (what: string, unit: string, of: (holdings: Holdings) => number): Figure => ({
    ...{ line, what: `${what}, ${when}`, unit, value: of(now), floor: of(before), ...goal },
  })
  return [
    figure('heap', 'MB', ({ heap }) => heap / 1e6),
    figure('nodes', '', ({ nodes }) => nodes),
    figure('listeners', '', ({ listeners }) => listeners),
  ]
}
