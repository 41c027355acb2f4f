/** Shared by composer and editor: fields that grow with their text, and when Enter sends. */
import { hasModifier, keyOf } from '../live/keys.ts'

/** Has a field grow and shrink with what is typed into it. */
export function growWithText(field: HTMLTextAreaElement): void {
  field.addEventListener('input', () => fitToText(field))
  fitToText(field)
}

/**
 * Makes a field as high as its text where the style sheet cannot (`field-sizing`). To be called whenever a script has
 * changed the text, which the browser does not report.
 */
export function fitToText(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`
}

/** Enter alone, not while a word is being composed, and not on a touch keyboard, where Enter breaks the line. */
export function isPlainEnter(event: KeyboardEvent): boolean {
  return keyOf(event) === 'Enter' && !hasModifier(event) && !isTouch()
}

export function isTouch(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches
}
