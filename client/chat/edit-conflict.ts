/** The part of an editor that shows how its message was changed meanwhile, beside what is being written. */

const CHANGED = 'This message was changed meanwhile, in another tab or on another device. Now it says:'
const NOT_SAVED = 'Not saved: this message was changed meanwhile. Save again to replace what it says now:'

/** Shows the text that the message has now; `isRefused`: an attempt to save was held back because of it. */
export function showConflict(editor: Element, body: string, isRefused: boolean): void {
  const panel = editor.querySelector<HTMLElement>('.edit-conflict')!
  setText(panel.querySelector('[role="alert"]')!, isRefused ? NOT_SAVED : CHANGED)
  setText(panel.querySelector('blockquote')!, body)
  panel.hidden = false
}

export function hideConflict(editor: Element): void {
  const panel = editor.querySelector<HTMLElement>('.edit-conflict')!
  panel.hidden = true
  setText(panel.querySelector('[role="alert"]')!, '')
}

/** Text that is the same is not read out again. */
function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
