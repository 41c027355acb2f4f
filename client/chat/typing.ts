/**
 * Sends what is typed and pasted outside of any field to the field that the person is writing in: the editor of a message
 * while one is open, otherwise the composer. Space and Enter keep their meaning on buttons and links. Page keys scroll the
 * messages wherever nothing scrolls by itself, and from the empty composer.
 */
import { isApple, isComposing, isShortcut, keyOf } from '../live/keys.ts'
import { distanceToEnd, distanceToStart, scrollBy, scrollerOf } from '../live/scroller.ts'
import { composerField, focusComposer, messageList } from './room-elements.ts'

/** Elements that do something with the characters that are typed while they have the focus. */
const TAKES_TEXT =
  'input, textarea, select, audio, video, iframe, [contenteditable]:not([contenteditable="false"]), [role="option"]'
/** Elements that page keys are left to. */
const TAKES_KEYS = `${TAKES_TEXT}, button, summary, a[href]`
/** Elements that have the keyboard for themselves while they are open, wherever the focus is. */
const OPEN = 'dialog[open], .user-menu[open]'
/** Values of `key` for keys whose characters are still to come. */
const UNNAMED = new Set(['Dead', 'Process', 'Unidentified'])
/** The message whose editor is open. */
const EDITED = 'article[data-editing]'
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
    if (event.target === field ? field?.value === '' : isFree(event.target, TAKES_KEYS)) {
      if (scrollMessages(event)) return event.preventDefault()
    }
    if (isFree(event.target, TAKES_TEXT) && isText(event) && !isStray()) focusWriting()
  })
}

/** Puts the focus where the person writes: into the open editor, or into the composer. */
function focusWriting(): void {
  const editor = document.querySelector<HTMLElement>(`${EDITED} textarea`)
  if (editor) editor.focus()
  else focusComposer()
}

/** Whether nothing in the page has the keyboard for itself. */
function isFree(target: EventTarget | null, takers: string): boolean {
  return target instanceof Element && !target.closest(takers) && document.querySelector(OPEN) === null
}

/**
 * Whether a key brings text into a field that has the focus: characters, a dead key, the first key of an input method, or
 * the keys for pasting. The space scrolls, or presses a button.
 */
function isText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  if (key === undefined || key === ' ') return false
  if (isShortcut(event, 'v')) return true
  if (key === 'Insert') return shiftKey && !ctrlKey && !metaKey && !altKey
  if (UNNAMED.has(key)) return true
  // Right Alt counts as Control and Alt where it makes characters; on a Mac Alt alone makes them.
  const isCommand = (ctrlKey || metaKey || (altKey && !isApple)) && !event.getModifierState('AltGraph')
  return isCharacters(key) && (isComposing(event) || !isCommand)
}

/** Whether the value of `key` is what the key types, which may be several characters, and not the name of a key. */
function isCharacters(key: string): boolean {
  return Array.from(key).length === 1 || /\P{ASCII}/u.test(key)
}

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
