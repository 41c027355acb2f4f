/** Controls that rest while an event is unanswered; the one that was used says so, in the words of `live-disable-with`. */
import { hold, holdLabel, letGo, letLabelGo } from './held.ts'

/** Disables the controls until the work has ended, however it ends; settles as the work does. */
export async function whileDisabled<Result>(
  controls: readonly Element[],
  used: Element | null,
  work: () => Promise<Result>,
): Promise<Result> {
  const focused = document.activeElement
  const label = used?.getAttribute('live-disable-with')
  const working = work()
  for (const control of controls) hold(control, 'attribute disabled', '')
  if (used && label) holdLabel(used, label)
  try {
    return await working
  } finally {
    for (const control of controls) letGo(control, 'attribute disabled')
    if (used) letLabelGo(used)
    // A control that is disabled loses the focus.
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost && focused instanceof HTMLElement && controls.includes(focused)) focused.focus()
  }
}
