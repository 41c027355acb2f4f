/**
 * Loads the page anew, but never in a loop: a page that was loaded for this reason a moment ago stays as it is. A page
 * that is being left already, by the very form that ended its session perhaps, is not pulled back.
 */
const KEY = 'rill:reloaded-at'
const PAUSE = 10_000
/** A page that is still there after this time was not left after all. */
const LEAVING = 5_000

let leftAt = Number.NEGATIVE_INFINITY
window.addEventListener('beforeunload', () => {
  leftAt = performance.now()
})

/** Loads the page anew, unless that was done a moment ago; then it answers with false. */
export function reloadOnce(): boolean {
  const leaving = leftAt + LEAVING - performance.now()
  if (leaving > 0) {
    setTimeout(reloadOnce, leaving)
    return true
  }
  const last = Number(sessionStorage.getItem(KEY) ?? 0)
  if (Math.abs(Date.now() - last) < PAUSE) return false
  sessionStorage.setItem(KEY, String(Date.now()))
  location.reload()
  return true
}
