/**
 * What a person does in a form: `live-change`, on the form or on a field, sends what the form says and, as `_target`,
 * the name of the field; `live-submit` sends what it says with the button that was used.
 *
 * A form in flight is not submitted again, and its buttons are disabled meanwhile. When the answer is no error, fields
 * show what the view renders, as after a page load: a view that renders an empty field has emptied it. What was written
 * since the submit stays.
 */
import { whileDisabled } from './disabled-controls.ts'
import { noteWriting } from './editable.ts'
import { fieldOf, fieldsOf, type Payload, valuesOf } from './event-payload.ts'
import { type Push, perform, type View } from './event-sender.ts'
import type { FormBefore } from './field-recovery.ts'
import { type Field, fieldsIn, isField, isSubmitButton, stateOf } from './fields.ts'
import { flush, schedule, timingOf } from './timing.ts'
import { tellingRecovery } from './told-fields.ts'
import { isUnanswered } from './unanswered.ts'
import { belongsTo, elementById, elementsOf } from './view-root.ts'
import { isChanged, resetField, touch } from './written.ts'

/** Sends what happens in a view's forms, until the signal fires. */
export function delegateFormEvents(view: View, signal: AbortSignal): void {
  const { root } = view
  root.addEventListener('input', (event) => onInput(view, event as InputEvent), { signal })
  // The last input of a word that was composed comes while it still is being composed.
  root.addEventListener('compositionend', ({ target }) => onChange(view, target), { signal })
  root.addEventListener('reset', ({ target }) => onReset(view, target), { signal })
  root.addEventListener('submit', (event) => onSubmit(view, event as SubmitEvent), { signal })
}

/**
 * What an element with a `live-change` tells a view that was made anew: what stands in it, if the person has changed
 * something there. Null else, and with `live-auto-recover="ignore"`.
 */
export function recoveryPayload(element: Element): Payload | null {
  const fields = isField(element) ? [element] : fieldsIn(element)
  const changed = fields.filter(isChanged)
  const target = changed.find((field) => field === document.activeElement) ?? changed.at(-1)
  if (!target || element.getAttribute(recoveryAttribute(element)) === 'ignore') return null
  return changePayload(element, target)
}

/**
 * After the view was made anew: forms in which the person has changed something tell it so, by their `live-change`, or
 * by the event that `live-auto-recover` names. Those that lost fields tell what stood in them `before`, and so does a form
 * that is gone as a whole and has `live-auto-recover`.
 */
export function recoverForms(view: View, before: readonly FormBefore<Payload>[]): void {
  const tell = tellingRecovery()
  for (const element of elementsOf(view.root, '[live-change]')) {
    const lost = before.find(
      (form) => form.element === element || (element.id !== '' && form.element.id === element.id),
    )
    const payload = lost?.payload ?? recoveryPayload(element)
    if (payload) perform(view, element, recoveryAttribute(element), payload, { only: 'push', tell })
  }
  for (const { element, payload } of before) {
    const isThere = element.isConnected || (element.id !== '' && elementById(view.root, element.id))
    if (isThere || !element.hasAttribute('live-auto-recover')) continue
    perform(view, element, 'live-auto-recover', payload, { only: 'push', tell, isGone: true })
  }
}

/** Tells the view what stands in fields again, of which it knew nothing. */
export function tellAgain(view: View, fields: readonly Field[]): void {
  const last = new Map(fields.map((field) => [changeElementOf(field), field]))
  for (const [element, field] of last) {
    if (element) perform(view, element, 'live-change', changePayload(element, field), { only: 'push' })
  }
}

function recoveryAttribute(element: Element): string {
  return element.hasAttribute('live-auto-recover') ? 'live-auto-recover' : 'live-change'
}

/** What sends the changes of a field: the field itself or its form. */
function changeElementOf(field: Field): Field | HTMLFormElement | null {
  return field.hasAttribute('live-change') ? field : field.form
}

function onInput(view: View, { target, isComposing }: InputEvent): void {
  noteWriting(target)
  if (!isField(target)) return
  touch(target)
  if (!isComposing) onChange(view, target)
}

function onChange(view: View, target: EventTarget | null): void {
  if (!isField(target)) return
  const element = changeElementOf(target)
  if (!element?.hasAttribute('live-change') || !belongsTo(view.root, element)) return
  const send = () => perform(view, element, 'live-change', changePayload(element, target))
  schedule(target, 'live-change', timingOf(target, element), send)
}

function changePayload(element: Element, target: Field): Payload {
  const form = element instanceof HTMLFormElement ? element : target.form
  return { ...valuesOf(element), ...(form ? fieldsOf(form) : fieldOf(target)), _target: target.name }
}

/** A form that is reset changes after the event, and no field says so. */
function onReset(view: View, form: EventTarget | null): void {
  if (!(form instanceof HTMLFormElement) || !belongsTo(view.root, form)) return
  setTimeout(() => {
    for (const field of fieldsIn(form)) resetField(field)
    perform(view, form, 'live-change', { ...valuesOf(form), ...fieldsOf(form), _target: '' })
  })
}

function onSubmit(view: View, event: SubmitEvent): void {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('live-submit') || !belongsTo(view.root, form)) return
  if (form.hasAttribute('action') && view.submitsForms?.()) return
  event.preventDefault()
  if (isUnanswered(form, 'live-submit')) return
  for (const element of [form, ...form.elements]) flush(element)
  const payload = { ...valuesOf(form), ...fieldsOf(form, event.submitter) }
  const push: Push = (name, payload) => submission(form, event.submitter, () => view.push(name, payload))
  perform({ root: view.root, link: view.link, push }, form, 'live-submit', payload)
}

async function submission(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  push: () => Promise<unknown>,
): Promise<unknown> {
  const buttons = Array.from(form.elements).filter(isSubmitButton)
  const sent = fieldsIn(form).map((field) => ({ field, state: stateOf(field) }))
  const answer = await whileDisabled(buttons, submitter ?? buttons[0] ?? null, push)
  for (const { field, state } of sent) if (stateOf(field) === state) resetField(field)
  focusFirstInvalid(form)
  return answer
}

/** Unless the person has gone on elsewhere meanwhile. */
function focusFirstInvalid(form: HTMLFormElement): void {
  const { activeElement } = document
  const isElsewhere = activeElement !== null && activeElement !== document.body && !form.contains(activeElement)
  if (!isElsewhere) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
