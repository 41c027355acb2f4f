/** Brings the room that is open into sight in a long list of rooms. */
export function showCurrentRoom(): void {
  const link = document.querySelector('.room-list [aria-current]')
  const list = link?.closest('.room-list')
  if (!link || !list) return
  const { top, bottom } = link.getBoundingClientRect()
  const view = list.getBoundingClientRect()
  if (top >= view.top && bottom <= view.bottom) return
  list.scrollTop += (top + bottom - view.top - view.bottom) / 2
}
