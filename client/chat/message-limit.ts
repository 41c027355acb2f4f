/** How long a message may be, as the composer of the room says. */
import { composerForm } from './room-elements.ts'

export function messageLimit(): number {
  return Number(composerForm()?.dataset.limit)
}

/** Why a text cannot be sent, if it cannot. */
export function problemWith(text: string): string | null {
  const over = text.trimEnd().length - messageLimit()
  return over > 0 ? `Too long by ${over} characters; ${messageLimit()} are allowed.` : null
}
