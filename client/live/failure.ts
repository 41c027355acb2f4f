/** Tells a person, in the view itself, that it does not work; a class lets the application's style sheet place it. */
const CLASS = 'live-failure'

/** Shows the text, with a button that loads the page anew. It stays until it is hidden or another page comes. */
export function showFailure(root: Element, text: string): void {
  hideFailure(root)
  const notice = document.createElement('div')
  notice.className = CLASS
  // Patches leave it alone.
  notice.setAttribute('data-local', '')
  notice.setAttribute('role', 'alert')
  const message = Object.assign(document.createElement('p'), { textContent: text })
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Reload' })
  button.addEventListener('click', () => location.reload())
  notice.append(message, button)
  root.prepend(notice)
}

/** Takes the notice away, if there is one. */
export function hideFailure(root: Element): void {
  root.querySelector(`:scope > .${CLASS}`)?.remove()
}
