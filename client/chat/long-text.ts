/**
 * A long message shows its beginning and a button for the rest. The style sheet cuts what is marked as long, from the first
 * paint on; the mark comes with the page, and from here for a text that the browser shows itself.
 */
import { isLong } from '../../server/chat/long-text.ts'
import type { ReadingPlace } from '../live/reading-place.ts'
import { button } from './button.ts'
import { closestTo } from './room-elements.ts'

const LABELS = { open: 'Show less', folded: 'Show all' } as const

/** Marks a message by the text that it shows now, and gives it the button or takes it away. */
export function foldLong(message: Element): void {
  const body = message.querySelector('[data-body]')!
  const isFolded = isLong(body.textContent ?? '')
  const present = message.querySelector(':scope > .show-all')
  if (body.classList.contains('long') !== isFolded) body.classList.toggle('long', isFolded)
  if (isFolded) {
    if (!present) message.append(showAllButton())
    return
  }
  present?.remove()
  message.removeAttribute('data-open')
}

/** Starts to open and fold long messages. `placeIn`: where the reader is in a list. */
export function startLongText(root: Element, placeIn: (container: Element) => ReadingPlace | undefined): void {
  root.addEventListener('click', ({ target }) => {
    const pressed = closestTo(target, '.show-all')
    const message = pressed?.closest('article')
    if (!pressed || !message) return
    const move = toggle(message, pressed)
    placeIn(message.parentElement!)?.move(move)
  })
  // The browser's search and the keyboard lead to what is cut off: the folded text scrolls to it, and opens instead.
  root.addEventListener(
    'scroll',
    ({ target }) => {
      const message = closestTo(target, '[data-body].long')?.closest('article')
      if (message && !message.hasAttribute('data-open')) setOpen(message, true)
    },
    { capture: true, passive: true },
  )
}

/**
 * Opens or folds a message. Returns by how many pixels the list then has to be scrolled: its beginning stays where it is
 * when that is in sight or when more of it shows; folded from further down, its end comes to where the button was.
 */
function toggle(message: HTMLElement, pressed: HTMLElement): number {
  const opens = !message.hasAttribute('data-open')
  const { top } = message.getBoundingClientRect()
  const { bottom } = pressed.getBoundingClientRect()
  const view = message.closest('.scroller')?.getBoundingClientRect().top ?? 0
  setOpen(message, opens)
  const now = message.getBoundingClientRect()
  return opens || top >= view ? now.top - top : now.bottom - bottom
}

function setOpen(message: HTMLElement, isOpen: boolean): void {
  const toggle = message.querySelector(':scope > .show-all')
  message.toggleAttribute('data-open', isOpen)
  message.querySelector('[data-body]')!.scrollTop = 0
  if (!toggle) return
  toggle.textContent = isOpen ? LABELS.open : LABELS.folded
  toggle.setAttribute('aria-expanded', String(isOpen))
}

function showAllButton(): HTMLButtonElement {
  const made = button(LABELS.folded, { local: '' })
  made.classList.add('show-all')
  made.tabIndex = -1
  made.setAttribute('aria-expanded', 'false')
  return made
}
