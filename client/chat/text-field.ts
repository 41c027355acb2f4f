/** Shared by composer and editor: fields that grow with their text, and when Enter sends. */
import { hasModifier, keyOf } from '../live/keys.ts'

/** Where the style sheet cannot let a field grow by itself (`field-sizing`), its height follows its text here. */
export function growWithText(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  const adjust = () => {
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight}px`
  }
  field.addEventListener('input', adjust)
  adjust()
}

/** Enter alone, not while a word is being composed, and not on a touch keyboard, where Enter breaks the line. */
export function isPlainEnter(event: KeyboardEvent): boolean {
  return keyOf(event) === 'Enter' && !hasModifier(event) && !isTouch()
}

export function isTouch(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches
}
