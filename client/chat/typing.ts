/**
 * Gives the composer what is typed and pasted while nothing else takes it: after a click on a message, the pane or the
 * name of the room. Page keys scroll the messages from there, and from the empty composer.
 */
import { isComposing, keyOf } from '../live/keys.ts'
import { distanceToEnd, distanceToStart, scrollBy, scrollerOf } from '../live/scroller.ts'
import { composerField, focusComposer, messageList } from './room-elements.ts'

/** What does something with keys itself. */
const TAKES_KEYS =
  'input, textarea, select, button, summary, a[href], audio, video, iframe, [contenteditable]:not([contenteditable="false"]), [role="menuitem"], [role="option"]'
/** What has the keyboard while it is open, wherever the focus is. */
const OPEN = 'dialog[open], .user-menu[open], article[data-editing]'
/** The share of a screen by which page keys scroll, as Chromium does it. */
const PAGE = 0.875
/** Milliseconds without a key after which what is typed is something new. */
const REST = 1_500

/** When the last key was pressed of what is being typed into something that has gone, or null. */
let lastStrayKey: number | null = null

/**
 * Keeps what is being typed out of the composer until the person pauses: its field has gone, and the rest of the
 * sentence, with the Enter that was to end it, is no new message.
 */
export function keepTypingOut(): void {
  lastStrayKey = performance.now()
}

export function startTyping(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !messageList()) return
    const field = composerField()
    if (event.target === field ? field?.value === '' : isFree(event.target)) {
      if (scrollMessages(event)) return event.preventDefault()
    }
    if (event.target === field || !isFree(event.target)) return
    if (isText(event) && !isStray()) focusComposer()
  })
}

/** Whether a key that is pressed there does nothing by itself. */
function isFree(target: EventTarget | null): boolean {
  return target instanceof Element && !target.closest(TAKES_KEYS) && document.querySelector(OPEN) === null
}

/**
 * Whether a key brings text into a field that has the focus: a character, a dead key, the first key of an input method,
 * or the keys for pasting. The space scrolls.
 */
function isText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  if (isComposing(event)) return true
  if (ctrlKey !== metaKey && !altKey && key?.toLowerCase() === 'v') return true
  if (key === 'Insert') return shiftKey && !ctrlKey && !metaKey && !altKey
  if (key === 'Dead' || key === 'Process') return true
  // Right Alt counts as Control and Alt where it makes characters; on a Mac Alt alone makes them.
  const isShortcut = (ctrlKey || metaKey || (altKey && !isApple)) && !event.getModifierState('AltGraph')
  return key !== ' ' && key !== undefined && Array.from(key).length === 1 && !isShortcut
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

function isStray(): boolean {
  if (lastStrayKey === null) return false
  const now = performance.now()
  lastStrayKey = now - lastStrayKey < REST ? now : null
  return lastStrayKey !== null
}

/** Scrolls the messages if the key does; returns whether it does. What has the focus in the list scrolls it by itself. */
function scrollMessages(event: KeyboardEvent): boolean {
  const list = messageList()
  const pixelsFor = SCROLLS[keyFor(event)]
  if (!list || !pixelsFor) return false
  const scroller = scrollerOf(list)
  if (event.target instanceof Element && scroller !== document.scrollingElement && scroller.contains(event.target)) {
    return false
  }
  scrollBy(scroller, pixelsFor(scroller))
  return true
}

const SCROLLS: Readonly<Record<string, (scroller: Element) => number>> = {
  PageUp: (scroller) => -PAGE * scroller.clientHeight,
  PageDown: (scroller) => PAGE * scroller.clientHeight,
  'Control+Home': (scroller) => -distanceToStart(scroller),
  'Control+End': (scroller) => distanceToEnd(scroller),
}

function keyFor(event: KeyboardEvent): string {
  const { ctrlKey, metaKey, altKey, shiftKey } = event
  if (altKey || shiftKey) return ''
  const key = keyOf(event) ?? ''
  return ctrlKey || metaKey ? `Control+${key}` : key
}
