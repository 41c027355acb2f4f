/** Asks whether a message is really to be deleted. */
export function confirmDelete(): Promise<boolean> {
  const dialog = document.getElementById('confirm-delete') as HTMLDialogElement
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'delete'), { once: true })
  })
}
