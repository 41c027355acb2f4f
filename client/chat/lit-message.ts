/**
 * The one message that is lit and shows its actions: the one under the mouse, the one that was tapped, or the one that
 * the keyboard is at, whichever was pointed at last. There are never two. Which kind of pointer is in use is learned
 * from its events: a browser may report `hover: none` while a mouse is used.
 */
import { closestTo } from './room-elements.ts'
import { isTouch } from './text-field.ts'

const MESSAGE = '#messages > article'

let lit: { readonly message: Element; readonly by: 'mouse' | 'touch' | 'keyboard' } | null = null

/** Where the mouse was last: a list that scrolls beneath a resting mouse does not point at anything. */
let mouse = ''

/** Starts to light messages. `onTouch` is called whenever fingers begin to be used. */
export function startLitMessage(root: Element, onTouch: () => void): void {
  const html = document.documentElement
  const setTouch = (isOn: boolean) => {
    if (html.hasAttribute('data-touch') === isOn) return
    html.toggleAttribute('data-touch', isOn)
    putOut()
    if (isOn) onTouch()
  }
  for (const type of ['pointerdown', 'pointerover'] as const) {
    document.addEventListener(type, (event) => setTouch(event.pointerType === 'touch'), { capture: true })
  }
  document.addEventListener('pointerover', (event) => onPointer(event))
  document.addEventListener('pointermove', (event) => {
    mouse = placeOf(event)
  })
  document.documentElement.addEventListener('pointerleave', () => lit?.by === 'mouse' && lightFocused())
  root.addEventListener('focusin', () => {
    const message = focusedMessage()
    if (message) light(message, 'keyboard')
  })
  root.addEventListener('focusout', () => lit?.by === 'keyboard' && putOut())
  setTouch(isTouch())
}

/** Whether fingers are used at present. */
export function isTouched(): boolean {
  return document.documentElement.hasAttribute('data-touch')
}

/** A place was clicked: by a finger it lights its message, or puts out the one that was lit. */
export function lightTapped(target: EventTarget | null): void {
  if (!isTouched()) return
  const message = closestTo(target, MESSAGE)
  if (message) light(message, 'touch')
  else putOut()
}

/** Lights no message any more if it was a finger that lit one; says whether it was. */
export function putOutTapped(): boolean {
  const wasTapped = lit?.by === 'touch'
  if (wasTapped) putOut()
  return wasTapped
}

/** Lights no message. */
export function putOut(): void {
  lit?.message.removeAttribute('data-active')
  lit?.message.querySelector(':scope > .message-more')?.setAttribute('aria-expanded', 'false')
  lit = null
}

function light(message: Element, by: 'mouse' | 'touch' | 'keyboard'): void {
  if (lit?.message !== message) putOut()
  lit = { message, by }
  message.setAttribute('data-active', '')
  message.querySelector(':scope > .message-more')?.setAttribute('aria-expanded', 'true')
}

function placeOf({ clientX, clientY }: PointerEvent): string {
  return `${clientX} ${clientY}`
}

function onPointer(event: PointerEvent): void {
  if (event.pointerType === 'touch') return
  const isResting = placeOf(event) === mouse
  mouse = placeOf(event)
  const message = closestTo(event.target, MESSAGE)
  if (isResting && lit?.by === 'keyboard') return
  if (message) light(message, 'mouse')
  else if (lit?.by === 'mouse') lightFocused()
}

/** The message that the keyboard is at; null where a pointer put the focus, or none has it. */
function focusedMessage(): Element | null {
  const focused = document.activeElement
  return focused?.matches(':focus-visible') ? focused.closest(MESSAGE) : null
}

/** The mouse points at no message any more: the one that the keyboard is at is lit, if it is at one. */
function lightFocused(): void {
  const message = focusedMessage()
  if (message) light(message, 'keyboard')
  else putOut()
}
