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
