/** Events that the server has not answered yet: `data-live-busy` marks their elements. */
const counts = new WeakMap<Element, Map<string, number>>()

/** Whether an event of this kind, of this element, waits for its answer. */
export function isUnanswered(element: Element, kind: string): boolean {
  return (counts.get(element)?.get(kind) ?? 0) > 0
}

/** Marks the element until the answer is there, whatever it is; settles as the answer does. */
export async function whileUnanswered<Answer>(
  element: Element,
  kind: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  count(element, kind, 1)
  try {
    return await ask()
  } finally {
    count(element, kind, -1)
  }
}

function count(element: Element, kind: string, change: 1 | -1): void {
  const kinds = counts.get(element) ?? new Map<string, number>()
  counts.set(element, kinds)
  const left = (kinds.get(kind) ?? 0) + change
  if (left > 0) kinds.set(kind, left)
  else kinds.delete(kind)
  element.toggleAttribute('data-live-busy', kinds.size > 0)
}
