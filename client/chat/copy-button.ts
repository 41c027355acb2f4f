/** Buttons that copy what an element says: `data-copy` holds its id. */
import { showFlash } from './flash.ts'
import { closestTo } from './room-elements.ts'

export function startCopyButtons(root: Element): void {
  root.addEventListener('click', ({ target }) => {
    const source = document.getElementById(closestTo(target, '[data-copy]')?.dataset.copy ?? '')
    if (source) void copy(source)
  })
}

async function copy(source: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '')
    showFlash('info', 'Copied.')
  } catch {
    // Outside a secure context, or refused by the person: it is selected, to be copied by hand.
    getSelection()?.selectAllChildren(source)
    showFlash('info', 'It is selected: copy it by hand.')
  }
}
