/** Loads the page anew, but never in a loop: a page that was loaded for this reason a moment ago stays as it is. */
const KEY = 'rill:reloaded-at'
const PAUSE = 10_000

export function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(KEY) ?? 0)
  if (Math.abs(Date.now() - last) < PAUSE) return
  sessionStorage.setItem(KEY, String(Date.now()))
  location.reload()
}
