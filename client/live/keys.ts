/** Reading the keyboard. Every handler of a key asks here first whether the key belongs to an input method. */

/**
 * Whether a key press belongs to the composition of a word, and so to nobody else.
 *
 * `isComposing` is not enough: Safari ends the composition before it reports the key that ended it, and marks that key
 * with the key code 229 (UI Events, section 7.3.1).
 */
export function isComposing({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229
}

/** The key that was pressed, or null while a word is being composed or when the event has no key, as with autofill. */
export function keyOf(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'key'>): string | null {
  return isComposing(event) ? null : (event.key ?? null)
}

/** Whether Shift, Alt, Control or Command is held down. */
export function hasModifier({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey || altKey || ctrlKey || metaKey
}

/** Whether this is a Mac, an iPhone or an iPad, where Command takes the place of Control and Alt makes characters. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

type ShortcutEvent = Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>

/**
 * Whether an event is Control (Command on Apple's systems) with this lower-case letter, without Alt, with or without Shift.
 * `apple`: whether the keyboard is one of Apple's.
 */
export function isShortcut(event: ShortcutEvent, letter: string, apple = isApple): boolean {
  const { ctrlKey, metaKey, altKey } = event
  const isHeld = apple ? metaKey && !ctrlKey : ctrlKey !== metaKey
  return isHeld && !altKey && letterOf(event) === letter
}

/** A key that has a meaning of its own in the Latin layouts: a letter, with or without accents, a digit or a mark. */
const LATIN = /^[\p{Script=Latin}\p{ASCII}]$/u

/**
 * The letter of a key in shortcuts. A Latin layout decides by what the key types, so that Dvorak's V is its V. In the layouts
 * of other scripts no key types a Latin letter, and its place on the keyboard decides, as in the browser's own shortcuts.
 */
function letterOf(event: ShortcutEvent): string | null {
  const key = keyOf(event)
  if (key === null) return null
  if (LATIN.test(key)) return key.toLowerCase()
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? null
}
