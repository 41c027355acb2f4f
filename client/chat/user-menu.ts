import { onEscape } from './escape.ts'
import { closestTo } from './room-elements.ts'

/** The menu of the person closes as menus do: by Escape, by a click elsewhere, by going elsewhere. */
export function startUserMenu(root: Element): void {
  const menu = () => root.querySelector<HTMLDetailsElement>('.user-menu[open]')
  document.addEventListener('click', (event) => {
    const open = menu()
    if (!open) return
    const isInside = event.target instanceof Node && open.contains(event.target)
    if (!isInside || closestTo(event.target, 'a')) open.open = false
  })
  onEscape('menu', () => {
    const open = menu()
    if (!open) return false
    open.open = false
    open.querySelector('summary')?.focus()
    return true
  })
}
