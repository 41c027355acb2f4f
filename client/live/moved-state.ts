/**
 * Keeps the state of elements that are moved in the page: focus, selection, scroll positions, open popovers and modal
 * dialogs. Browsers forget some of it when they move an element, with `moveBefore` too, and Idiomorph moves elements by
 * way of one that is hidden. So the state is read before a move, and afterwards whatever is different is put back.
 */
import { keepingFocus } from './moved-focus.ts'

const TOP_LAYER = ['[popover]', 'dialog[open]'].join()

/** Puts back, where it was lost, the state that an element had. */
type Restore = () => void

interface Change {
  readonly root: Element
  /** The functions to call afterwards; null until something is about to move. */
  restores: readonly Restore[] | null
}

let current: Change | null = null

/** Runs a change to the content of `root`. If it calls `beforeMoves`, the elements that it moves keep their state. */
export function keepingState<Result>(root: Element, change: () => Result): Result {
  // The outer change keeps the state for a change within it.
  if (current || !root.isConnected) return change()
  const running: Change = { root, restores: null }
  return keepingFocus(root, () => {
    current = running
    try {
      return change()
    } finally {
      current = null
      for (const restore of running.restores ?? []) restore()
    }
  })
}

/** To be called in a change before its first move: reads the state of everything in its root. */
export function beforeMoves(): void {
  if (!current || current.restores) return
  const elements = [current.root, ...current.root.querySelectorAll('*')]
  // A popover is opened before anything in it can be scrolled.
  current.restores = [...elements.flatMap(topLayerOf), ...elements.flatMap(scrollOf)]
}

function scrollOf(element: Element): Restore[] {
  const { scrollTop: top, scrollLeft: left, scrollHeight: height, scrollWidth: width } = element
  if (top === 0 && left === 0) return []
  return [
    () => {
      const isBack = element.scrollTop === 0 && element.scrollLeft === 0
      // If the content has another size, another position may be right.
      const isElsewhere = element.scrollTop !== top || element.scrollLeft !== left
      const isLost = isBack || (isElsewhere && element.scrollHeight === height && element.scrollWidth === width)
      if (isLost && element.isConnected) element.scrollTo({ top, left, behavior: 'instant' })
    },
  ]
}

function topLayerOf(element: Element): Restore[] {
  if (!(element instanceof HTMLElement && element.matches(TOP_LAYER))) return []
  if (element instanceof HTMLDialogElement && element.matches(':modal')) return [() => reopenDialog(element)]
  return isPopoverOpen(element) ? [() => reopenPopover(element)] : []
}

function reopenDialog(dialog: HTMLDialogElement): void {
  // A dialog without `open` was closed by the change.
  if (!dialog.isConnected || !dialog.open || dialog.matches(':modal')) return
  dialog.removeAttribute('open')
  dialog.showModal()
}

function reopenPopover(element: HTMLElement): void {
  if (element.isConnected && element.popover !== null && !isPopoverOpen(element)) element.showPopover()
}

function isPopoverOpen(element: HTMLElement): boolean {
  return CSS.supports('selector(:popover-open)') && element.matches(':popover-open')
}
