/** Ends the waiting for an answer to the question that is asked. */
let withdrawal = new AbortController()

/** Asks a question by one of the page's dialogs; resolves with whether the answer is yes, and never once it is withdrawn. */
export function confirmed(dialogId: 'confirm-delete' | 'confirm-sign-out'): Promise<boolean> {
  const dialog = document.getElementById(dialogId) as HTMLDialogElement
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    const answer = () => resolve(!['', 'cancel'].includes(dialog.returnValue))
    dialog.addEventListener('close', answer, { once: true, signal: withdrawal.signal })
  })
}

/** Takes back whatever is asked, because the page that it is about was left. */
export function withdrawQuestions(): void {
  withdrawal.abort()
  withdrawal = new AbortController()
  for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog.confirm[open]')) dialog.close()
}
