/** Asks a question by one of the page's dialogs; resolves with whether the answer is yes. */
export function confirmed(dialogId: 'confirm-delete' | 'confirm-sign-out'): Promise<boolean> {
  const dialog = document.getElementById(dialogId) as HTMLDialogElement
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    const answer = () => resolve(!['', 'cancel'].includes(dialog.returnValue))
    dialog.addEventListener('close', answer, { once: true })
  })
}
