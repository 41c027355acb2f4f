/** Who leaves the page, by closing or reloading it, while something is only in it, is asked first. */

/** `isOnlyHere`: whether something would be lost with the page. */
export function startLeaving(isOnlyHere: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (isOnlyHere()) event.preventDefault()
  })
}
