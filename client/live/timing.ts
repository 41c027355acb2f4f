/**
 * When an event is sent: at once; after a pause (`live-debounce="300"`); when its field is left
 * (`live-debounce="blur"`); or so often at most (`live-throttle="300"`). Milliseconds.
 */
export interface Timing {
  readonly debounce: number | 'blur' | null
  readonly throttle: number | null
}

/** One kind of event of one element. */
interface Clock {
  timer?: ReturnType<typeof setTimeout>
  /** What is still to be done. */
  pending?: () => void
}

const clocks = new WeakMap<Element, Map<string, Clock>>()

/** The timing that the first of these elements which has one asks for. */
export function timingOf(...elements: readonly Element[]): Timing {
  const attribute = (name: string) =>
    elements.map((element) => element.getAttribute(name)).find((value) => value !== null)
  const debounce = attribute('live-debounce')
  return {
    debounce: debounce === 'blur' ? 'blur' : milliseconds(debounce),
    throttle: milliseconds(attribute('live-throttle')),
  }
}

/**
 * Has `send` called when the timing says so. The last call always comes to pass, except that a throttled click within
 * the pause (`isDroppable`) is forgotten.
 */
export function schedule(
  element: Element,
  kind: string,
  { debounce, throttle }: Timing,
  send: () => void,
  { isDroppable = false } = {},
): void {
  const clock = clockOf(element, kind)
  if (debounce !== null) {
    clock.pending = send
    clearTimeout(clock.timer)
    if (debounce !== 'blur') clock.timer = setTimeout(() => fire(clock), debounce)
  } else if (throttle === null) send()
  else if (clock.timer === undefined) begin(clock, throttle, send)
  else if (!isDroppable) clock.pending = send
}

/** Does at once whatever waits at this element. */
export function flush(element: Element): void {
  for (const clock of clocks.get(element)?.values() ?? []) fire(clock)
}

/** Whether something waits at this element. */
export function isWaiting(element: Element): boolean {
  return Array.from(clocks.get(element)?.values() ?? []).some(({ pending }) => pending !== undefined)
}

/** Forgets whatever waits inside this element. */
export function forgetPending(root: Element): void {
  for (const element of root.querySelectorAll('*')) {
    for (const clock of clocks.get(element)?.values() ?? []) clearTimeout(clock.timer)
    clocks.delete(element)
  }
}

/** Sends at once, and what comes within the pause at its end. */
function begin(clock: Clock, pause: number, send: () => void): void {
  clock.timer = setTimeout(() => {
    const { pending } = clock
    delete clock.timer
    delete clock.pending
    if (pending) begin(clock, pause, pending)
  }, pause)
  send()
}

function fire(clock: Clock): void {
  const { pending } = clock
  if (!pending) return
  clearTimeout(clock.timer)
  delete clock.timer
  delete clock.pending
  pending()
}

function clockOf(element: Element, kind: string): Clock {
  const kinds = clocks.get(element) ?? new Map<string, Clock>()
  clocks.set(element, kinds)
  const clock = kinds.get(kind) ?? {}
  kinds.set(kind, clock)
  return clock
}

function milliseconds(text: string | null | undefined): number | null {
  const value = Number(text)
  return text && value > 0 ? value : null
}
