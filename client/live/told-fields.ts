/**
 * What an event tells the view of the fields in the page, and over which of them the view decides by its answer: over a
 * box or radio button that was clicked with `live-click`, and over a field with a `live-change` of its own whose state
 * the view renders. Other fields keep what was written until the view renders something new for them.
 */
import { type Field, fieldsIn, groupOf, isCheckable, isChoice, isField } from './fields.ts'
import { isWaiting } from './timing.ts'
import { isUnanswered } from './unanswered.ts'
import { outdate, release, telling } from './written.ts'

/** "lost": there is no connection any more, so that nobody knows whether the view got the event. */
export type Outcome = 'ok' | 'refused' | 'lost'

/** Events that say what stands in a form. */
const CHANGES = new Set(['live-change', 'live-auto-recover'])
/**
 * Milliseconds after an answer within which a view may still render what came of it: one that broadcasts a change, and
 * shows it when the broadcast comes back, answers before it renders.
 */
const RENDERED_WITHIN = 100

/** Whether an event of this kind says what stands in a form. */
export function isChange(kind: string): boolean {
  return CHANGES.has(kind)
}

/**
 * To be called when an event of an element is sent; `used` is what the person clicked. The result is to be called with
 * the outcome.
 */
export function tellFields(element: Element, kind: string, used: Element | null): (outcome: Outcome) => void {
  const button = kind === 'live-click' ? checkableOf(used) : null
  if (button) return (outcome) => decide(outcome, () => releaseUnlessClicked(button, element))
  const fields = toldBy(element, kind)
  const known = telling(fields)
  const isOwnChange = isChange(kind) && isField(element)
  return (outcome) => {
    if (outcome === 'ok') known()
    if (outcome === 'lost' || !isOwnChange || !isRendered(element)) return
    if (outcome === 'refused' && !isChoice(element)) return
    known()
    decide(outcome, () => outdate(element))
  }
}

/**
 * The same for the events by which forms tell a view that was made anew what stands in them: what it renders until all of
 * them are answered is not newer than what was written.
 */
export function tellingRecovery(): (element: Element, kind: string) => (outcome: Outcome) => void {
  let unanswered = 0
  const known: (() => void)[] = []
  return (element, kind) => {
    unanswered++
    const told = telling(toldBy(element, kind), { isRecovery: true })
    return (outcome) => {
      unanswered--
      if (outcome === 'ok') known.push(told)
      if (unanswered === 0) for (const each of known) each()
    }
  }
}

function decide(outcome: Outcome, show: () => void): void {
  if (outcome === 'ok') setTimeout(show, RENDERED_WITHIN)
  else show()
}

function releaseUnlessClicked(button: Field, element: Element): void {
  const elements = [element, ...groupOf(button)]
  if (elements.some((each) => isUnanswered(each, 'live-click') || isWaiting(each))) return
  release(button)
}

/** The box or radio button that a click changes. */
function checkableOf(clicked: Element | null): Field | null {
  const control = isField(clicked) ? clicked : (clicked?.closest('label')?.control ?? null)
  return isField(control) && isCheckable(control) ? control : null
}

function toldBy(element: Element, kind: string): readonly Field[] {
  if (element instanceof HTMLFormElement) return fieldsIn(element)
  if (!isField(element)) return []
  return isChange(kind) && element.form ? fieldsIn(element.form) : [element]
}

/** Whether the view renders what stands in a field. One that renders nothing may leave that to the person. */
function isRendered(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return Array.from(field.options).some((option) => option.defaultSelected)
  if (field instanceof HTMLTextAreaElement) return field.defaultValue !== ''
  if (field.type === 'radio') return groupOf(field).some((each) => isCheckable(each) && each.defaultChecked)
  return field.type === 'checkbox' || field.hasAttribute('value')
}
