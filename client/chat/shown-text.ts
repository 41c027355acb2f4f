/** Finishes the text of a message. To be called whenever a message shows another text, by a patch or by this browser. */
import { foldLong } from './long-text.ts'

/** Folds a long text, and takes its links out of the way of the tab key: the list of messages is one stop. */
export function finishText(message: Element): void {
  foldLong(message)
  for (const link of message.querySelectorAll<HTMLElement>('[data-body] a')) link.tabIndex = -1
}
