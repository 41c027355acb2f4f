/** The part of an editor that shows the text of its message, when that is not the text that the edit started from. */

const CHANGED = 'This message was changed meanwhile, in another tab or on another device. Now it says:'
const NOT_SAVED = 'Not saved: this message was changed meanwhile. Save again to replace what it says now:'
const OTHER = 'The text that you started from is not the text of this message, which says:'
const OTHER_NOT_SAVED =
  'Not saved: the text that you started from is not the text of this message. Save again to replace what it says:'

export interface Conflict {
  /** The text that the message has now. */
  readonly body: string
  /** An attempt to save was held back because of it. */
  readonly isRefused: boolean
  /** The edit started from a text that the message is known to have had. */
  readonly isChange: boolean
}

export function showConflict(editor: Element, { body, isRefused, isChange }: Conflict): void {
  const panel = editor.querySelector<HTMLElement>('.edit-conflict')!
  const [noted, refused] = isChange ? [CHANGED, NOT_SAVED] : [OTHER, OTHER_NOT_SAVED]
  setText(panel.querySelector('[role="alert"]')!, isRefused ? refused : noted)
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
