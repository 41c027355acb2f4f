/**
 * What the eye holds on to among rows that stand one below the other. A row may look otherwise once others stand before
 * it: it loses the day above it, say. What is in it then moves, though it begins where it did; so what changes its size
 * is not held on to as long as something else in sight keeps its own.
 */

interface View {
  readonly top: number
  readonly bottom: number
}

interface Size {
  readonly width: number
  readonly height: number
}

/** Something in sight. */
export interface Landmark {
  readonly element: Element
  readonly top: number
  /** Null where it is held on to whatever its size becomes. */
  readonly size: Size | null
}

/** Two sizes that differ by less, in pixels, are the same. */
const NEARLY = 0.5

/**
 * What is in sight, the best to hold on to first: what begins there, and last what only ends there, for its change may
 * be above the sight. Where no row is in sight it is the one right above.
 */
export function landmarksIn(rows: readonly Element[], view: View): Landmark[] {
  const index = firstBelow(rows, view.top)
  const seen: Landmark[] = []
  for (const row of rows.slice(index)) {
    const landmark = landmarkAt(row)
    if (landmark.top >= view.bottom) break
    seen.push(landmark)
  }
  if (seen.length === 0) return rows.slice(Math.max(0, index - 1), index).map(landmarkAt)
  const begins = ({ top }: Landmark) => top >= view.top
  const partsOf = ({ element }: Landmark) => Array.from(partsInSight(element, view), landmarkAt)
  const begunAbove = seen.filter((row) => !begins(row)).flatMap((row) => [...partsOf(row), row])
  const [first, ...others] = seen.filter(begins)
  return [
    ...begunAbove.filter(begins),
    // With nothing in it as it was, it grows downwards: what is opened in it should not leave the sight.
    ...(first ? [...partsOf(first), { ...first, size: null }] : []),
    ...others,
    ...begunAbove.filter((landmark) => !begins(landmark)),
  ]
}

/** The one to hold on to after a change; undefined when none is left. */
export function firstThatStands(landmarks: readonly Landmark[]): Landmark | undefined {
  const stands = ({ element }: Landmark) => element.checkVisibility() && movesWithRows(element)
  return landmarks.find((landmark) => stands(landmark) && hasItsSize(landmark)) ?? landmarks.find(stands)
}

/** The parts of an element that are in sight, in document order. */
function* partsInSight(element: Element, view: View): Generator<Element> {
  if (!element.firstElementChild || !movesWithRows(element)) return
  for (const part of element.children) {
    const { top, bottom } = part.getBoundingClientRect()
    if (bottom <= view.top || top >= view.bottom) continue
    yield part
    yield* partsInSight(part, view)
  }
}

/** Whether an element neither stays where it is on the screen nor floats over the others. */
function movesWithRows(element: Element): boolean {
  return !/sticky|fixed|absolute/.test(getComputedStyle(element).position)
}

function landmarkAt(element: Element): Landmark {
  const { top, width, height } = element.getBoundingClientRect()
  return { element, top, size: { width, height } }
}

function hasItsSize({ element, size }: Landmark): boolean {
  if (!size) return true
  const { width, height } = element.getBoundingClientRect()
  return Math.abs(width - size.width) < NEARLY && Math.abs(height - size.height) < NEARLY
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
