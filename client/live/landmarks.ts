/** What the eye holds on to among rows that stand one below the other. */

interface View {
  readonly top: number
  readonly bottom: number
}

/**
 * What is in sight, the best to hold on to first: what begins there, and last the row that only ends there, for its
 * change may be above the sight. Where no row is in sight it is the one right above.
 */
export function landmarksIn(rows: readonly Element[], view: View): Element[] {
  const index = firstBelow(rows, view.top)
  const seen: Element[] = []
  for (let row = rows[index]; row && topOf(row) < view.bottom; row = rows[index + seen.length]) seen.push(row)
  const [first, ...others] = seen
  if (!first) return rows.slice(Math.max(0, index - 1), index)
  if (topOf(first) >= view.top) return seen.filter(scrolls)
  const begins = firstBeginning(first, view)
  return [...(begins ? [begins] : []), ...others, first].filter(scrolls)
}

/** The first part of an element that begins in sight. */
function firstBeginning(element: Element, view: View): Element | null {
  for (const part of element.children) {
    const { top, bottom } = part.getBoundingClientRect()
    if (bottom <= view.top || top >= view.bottom) continue
    const found = top >= view.top ? part : firstBeginning(part, view)
    if (found) return found
  }
  return null
}

/** Whether an element moves with the rows and not with the screen. */
function scrolls(element: Element): boolean {
  return !/sticky|fixed/.test(getComputedStyle(element).position)
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top
}

/** Index of the first row that ends below a line, by bisection. */
function firstBelow(rows: readonly Element[], line: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.getBoundingClientRect().bottom > line) high = middle
    else low = middle + 1
  }
  return low
}
