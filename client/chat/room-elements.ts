/** Where the parts of a room's page are that several behaviours need. Each is missing where no room is open. */

export function messageList(): HTMLElement | null {
  return document.getElementById('messages')
}

export function composerForm(): HTMLFormElement | null {
  return document.getElementById('composer') as HTMLFormElement | null
}

export function composerField(): HTMLTextAreaElement | null {
  return document.getElementById('composer-body') as HTMLTextAreaElement | null
}

/** Path of the room that is open. Call it only in a room. */
export function roomAddress(): string {
  return `/rooms/${composerForm()?.dataset.roomId}`
}

/** Puts the focus into the composer; nothing scrolls. */
export function focusComposer(): void {
  composerField()?.focus({ preventScroll: true })
}

/** The nearest element around the target of an event that a selector finds. */
export function closestTo<Found extends HTMLElement = HTMLElement>(
  target: EventTarget | null,
  selector: string,
): Found | null {
  return target instanceof Element ? target.closest<Found>(selector) : null
}
