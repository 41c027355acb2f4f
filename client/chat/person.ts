/** Who is signed in here. */
export function ownId(): string {
  return document.body.dataset.userId ?? ''
}

export function isOwn(message: Element): boolean {
  return message.getAttribute('data-author-id') === ownId()
}
