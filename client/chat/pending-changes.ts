/**
 * Shows in the messages themselves what is to become of them: the text of an edit, that one is being deleted. Patches of
 * such a message go on behind it, and are seen when the change is confirmed or given up.
 */
import { holdLabel, letLabelGo } from '../live/held.ts'
import { clearDelivery, showDelivery } from './delivery-note.ts'
import { articleOf } from './message-ref.ts'
import type { OutgoingChange } from './outgoing.ts'
import { finishText } from './shown-text.ts'

/** Has the messages show exactly these changes, of several of one message the last. */
export function showPendingChanges(container: Element, changes: readonly OutgoingChange[]): void {
  const last = new Map<HTMLElement, OutgoingChange>()
  for (const change of changes) {
    const article = articleOf(container, change.target)
    if (article) last.set(article, change)
  }
  for (const article of container.children as HTMLCollectionOf<HTMLElement>) {
    if (article.hasAttribute('data-change') && !last.has(article)) clear(article)
  }
  for (const [article, change] of last) show(article, change)
}

function show(article: HTMLElement, change: OutgoingChange): void {
  const body = article.querySelector('[data-body]')!
  article.dataset.change = change.kind
  if (change.kind === 'delete') letLabelGo(body)
  else if (body.textContent !== change.body) {
    letLabelGo(body)
    holdLabel(body, change.body)
  }
  finishText(article)
  // A message without a row tells of itself how it stands.
  if (article.id !== '') showDelivery(article, change)
}

function clear(article: HTMLElement): void {
  article.removeAttribute('data-change')
  letLabelGo(article.querySelector('[data-body]')!)
  finishText(article)
  if (article.id !== '') clearDelivery(article)
}
