/** Short notices, in a corner, read out politely. */
const SHOWN_FOR = 6_000

let hide: ReturnType<typeof setTimeout> | undefined

export function showFlash(kind: 'info' | 'error', text: string): void {
  const flash = document.getElementById('flash')
  if (!flash) return
  flash.textContent = text
  flash.dataset.kind = kind
  clearTimeout(hide)
  hide = setTimeout(() => {
    flash.textContent = ''
  }, SHOWN_FOR)
}
