/**
 * Keeps the focus and the selection through a change that moves elements. A browser that removes a moved element and
 * inserts it again takes the focus from it, and reports that as if the person had left the field.
 */

const FOCUS_EVENTS = ['focus', 'focusin', 'blur', 'focusout'] as const

/** Puts back what a change has lost. */
type Restore = () => void

/** Runs a change to the content of `root`, and keeps the focus and the selection if their elements are still there. */
export function keepingFocus<Result>(root: Element, change: () => Result): Result {
  const active = document.activeElement
  const restores = [...focusIn(root, active), ...selectionIn(root)]
  if (restores.length === 0) return change()
  return withoutFocusEvents(() => {
    const result = change()
    for (const restore of restores) restore()
    return result
  })
}

function focusIn(root: Element, active: Element | null): Restore[] {
  if (!(active instanceof HTMLElement || active instanceof SVGElement) || !root.contains(active)) return []
  const marked = isTextField(active) ? { value: active.value, range: markedIn(active) } : null
  return [
    () => {
      const present = active.isConnected ? active : successorOf(active)
      if (present !== document.activeElement) present?.focus({ preventScroll: true })
      if (!marked || !present || !isTextField(present) || present.value !== marked.value) return
      if (String(markedIn(present)) !== String(marked.range)) present.setSelectionRange(...marked.range)
    },
  ]
}

/** The element that a patch has put in the place of another. */
function successorOf({ id }: Element): HTMLElement | null {
  return id === '' ? null : document.getElementById(id)
}

type TextField = HTMLInputElement | HTMLTextAreaElement

function isTextField(element: Element): element is TextField {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  // Fields for dates, numbers and the like do not tell their selection.
  return isField && element.selectionStart !== null
}

function markedIn({ selectionStart, selectionEnd, selectionDirection }: TextField) {
  return [selectionStart, selectionEnd, selectionDirection ?? 'none'] as const
}

/** The selection of text outside of fields. */
function selectionIn(root: Element): Restore[] {
  const selection = document.getSelection()
  if (!selection?.anchorNode || !selection.focusNode || !selection.containsNode(root, true)) return []
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection
  const ends = [
    { node: anchorNode, offset: anchorOffset, text: anchorNode.nodeValue },
    { node: focusNode, offset: focusOffset, text: focusNode.nodeValue },
  ]
  return [
    () => {
      const isAsBefore = selection.anchorNode === anchorNode && selection.anchorOffset === anchorOffset
      const isSame = isAsBefore && selection.focusNode === focusNode && selection.focusOffset === focusOffset
      const isThere = ends.every(
        ({ node, offset, text }) =>
          node.isConnected && node.nodeValue === text && offset <= (text?.length ?? node.childNodes.length),
      )
      if (!isSame && isThere) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
    },
  ]
}

function withoutFocusEvents<Result>(change: () => Result): Result {
  const stop = (event: Event) => event.stopImmediatePropagation()
  for (const name of FOCUS_EVENTS) addEventListener(name, stop, { capture: true })
  try {
    return change()
  } finally {
    for (const name of FOCUS_EVENTS) removeEventListener(name, stop, { capture: true })
  }
}
