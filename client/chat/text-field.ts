/** What composer and editor share: fields that grow with their text, and when Enter sends. */

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
  if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false
  // 229: Safari ends a composition before the key that ended it.
  return !event.isComposing && event.keyCode !== 229 && !isTouch()
}

export function isTouch(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches
}
