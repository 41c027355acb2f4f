/**
 * Keeps what is scrolled inside elements that are moved in the page. Some browsers keep it (`moveBefore`), some do not;
 * a trial tells which, so that those that do pay nothing.
 */

let isKeptByBrowser: boolean | undefined

/** Runs something that may move elements inside `roots`, and scrolls back what lost its place by that. */
export function keepingScroll<Result>(roots: readonly Element[], move: () => Result): Result {
  isKeptByBrowser ??= tryMove()
  if (isKeptByBrowser) return move()
  const scrolled = roots
    .flatMap((root) => [root, ...root.querySelectorAll('*')])
    .filter(({ scrollTop, scrollLeft }) => scrollTop !== 0 || scrollLeft !== 0)
    .map((element) => ({ element, top: element.scrollTop, left: element.scrollLeft }))
  const result = move()
  for (const { element, top, left } of scrolled) {
    const isLost = element.scrollTop === 0 && element.scrollLeft === 0
    if (isLost && element.isConnected) element.scrollTo({ top, left, behavior: 'instant' })
  }
  return result
}

/** Whether a scroller inside an element that `moveBefore` moves stays scrolled. */
function tryMove(): boolean {
  if (!('moveBefore' in document.documentElement)) return false
  const stage = document.createElement('div')
  const [first, second, scroller, content] = Array.from({ length: 4 }, () => document.createElement('div'))
  Object.assign(stage.style, { position: 'fixed', visibility: 'hidden', inlineSize: '50px', blockSize: '50px' })
  Object.assign(scroller!.style, { overflow: 'scroll', blockSize: '50px' })
  content!.style.blockSize = '200px'
  scroller!.append(content!)
  second!.append(scroller!)
  stage.append(first!, second!)
  document.documentElement.append(stage)
  scroller!.scrollTop = 20
  stage.moveBefore(second!, first!)
  const isKept = scroller!.scrollTop === 20
  stage.remove()
  return isKept
}
