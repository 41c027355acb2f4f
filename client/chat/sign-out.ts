/** Who signs out while something is unsent is told so first: it stays in this browser, and waits for its author. */
import { confirmed } from './confirm.ts'

export function startSignOut(root: Element, isAllSent: () => boolean): void {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !form.matches('[action="/sign-out"]') || isAllSent()) return
    event.preventDefault()
    void confirmed('confirm-sign-out').then((isSure) => {
      if (isSure) form.submit()
    })
  })
}
