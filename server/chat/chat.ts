/** The chat as the views use it. */
import { Accounts } from './accounts.ts'
import { type Broadcaster, Messages } from './messages.ts'
import { Rooms } from './rooms.ts'
import type { Store } from './store.ts'

export interface Chat {
  readonly accounts: Accounts
  readonly rooms: Rooms
  readonly messages: Messages
}

/** `now` in milliseconds since 1970. */
export function createChat(parts: { store: Store; pubsub: Broadcaster; now: () => number }): Chat {
  return { accounts: new Accounts(parts), rooms: new Rooms(parts), messages: new Messages(parts) }
}
