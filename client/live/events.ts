/**
 * Events of the page that templates ask for, each by an attribute that names the event for the view, or holds commands:
 * `live-click`, `live-keydown`, `live-keyup`, `live-window-keydown`, `live-window-keyup`, `live-focus`, `live-blur`, and
 * those of forms, which `form-events.ts` has. `live-key="Enter"` restricts an element to one key.
 *
 * `live-value-*` attributes go along with the event. `live-debounce` and `live-throttle` say when it is sent. An
 * element is marked with `data-live-busy` while its event is unanswered; a refusal is a `live:refused` event of it.
 */
import { type Payload, valuesOf } from './event-payload.ts'
import { perform, type View } from './event-sender.ts'
import { isCheckable, isField, isSubmitButton } from './fields.ts'
import { delegateFormEvents } from './form-events.ts'
import { keyOf } from './keys.ts'
import { flush, schedule, timingOf } from './timing.ts'
import { belongsTo, elementsOf } from './view-root.ts'
import { settle, touch } from './written.ts'

/** Sends a view's events, of elements that are there and of those to come, until the function that this answers with is called. */
export function delegateEvents(view: View): () => void {
  const { root } = view
  const ending = new AbortController()
  const { signal } = ending
  root.addEventListener('click', (event) => onClick(view, event), { signal })
  for (const type of ['keydown', 'keyup'] as const) {
    root.addEventListener(type, (event) => onKey(view, event), { signal })
    window.addEventListener(type, (event) => onWindowKey(view, event), { signal })
  }
  root.addEventListener('focusin', ({ target }) => onFocus(view, 'live-focus', target), { signal })
  root.addEventListener('focusout', ({ target }) => onFocus(view, 'live-blur', target), { signal })
  delegateFormEvents(view, signal)
  return () => ending.abort()
}

function trigger(view: View, element: Element, attribute: string, payload: Payload, used: Element | null = null): void {
  if (!belongsTo(view.root, element)) return
  const send = () => perform(view, element, attribute, payload, { used })
  schedule(element, attribute, timingOf(element), send, { isDroppable: attribute === 'live-click' })
}

/** A link with a modified click is the browser's: it opens a tab or a window. */
function onClick(view: View, event: MouseEvent): void {
  const { target } = event
  if (!(target instanceof Element)) return
  // What a click changes in a box is the person's before any event tells of it.
  if (isField(target) && isCheckable(target)) touch(target)
  const element = target.closest('[live-click]')
  if (!element) return
  const isModified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  if (isModified && element.matches(':any-link')) return
  // A link that navigates within the application goes on to do so.
  if (element.matches(':any-link:not([live-link])') || isSubmitButton(element)) event.preventDefault()
  trigger(view, element, 'live-click', valuesOf(element), target)
}

/** A key goes to the nearest element around the focus that wants this key. */
function onKey(view: View, event: KeyboardEvent): void {
  const key = keyOf(event)
  if (key === null || !(event.target instanceof Element)) return
  const attribute = `live-${event.type}`
  let element = event.target.closest(`[${attribute}]`)
  while (element && !wantsKey(element, key)) element = element.parentElement?.closest(`[${attribute}]`) ?? null
  if (element) trigger(view, element, attribute, { ...valuesOf(element), key })
}

/** Wherever the focus is. */
function onWindowKey(view: View, event: KeyboardEvent): void {
  const key = keyOf(event)
  if (key === null) return
  const attribute = `live-window-${event.type}`
  for (const element of elementsOf(view.root, `[${attribute}]`)) {
    if (wantsKey(element, key)) trigger(view, element, attribute, { ...valuesOf(element), key })
  }
}

function wantsKey(element: Element, key: string): boolean {
  const wanted = element.getAttribute('live-key')
  return wanted === null || wanted.toLowerCase() === key.toLowerCase()
}

function onFocus(view: View, attribute: 'live-focus' | 'live-blur', target: EventTarget | null): void {
  if (!(target instanceof Element)) return
  // What still waits at the field comes before the news that it was left.
  if (attribute === 'live-blur') flush(target)
  if (target.hasAttribute(attribute)) trigger(view, target, attribute, valuesOf(target))
  // After the blur event is sent: until then the field counts as being written in.
  if (attribute === 'live-blur' && isField(target)) queueMicrotask(() => settle(target))
}
