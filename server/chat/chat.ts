/** The chat as the views use it. */
import { Accounts } from './accounts.ts'
import { Bots } from './bots.ts'
import { type Broadcaster, Messages } from './messages.ts'
import { Rooms } from './rooms.ts'
import { Search } from './search.ts'
import type { SignInGuard } from './sign-in-guard.ts'
import type { Store } from './store.ts'

export interface Chat {
  readonly accounts: Accounts
  readonly bots: Bots
  readonly rooms: Rooms
  readonly messages: Messages
  readonly search: Search
}

/** `now` in milliseconds since 1970. */
export function createChat(parts: { store: Store; pubsub: Broadcaster; now: () => number; guard?: SignInGuard }): Chat {
  const rooms = new Rooms(parts)
  const search = new Search({ store: parts.store, rooms })
  return { accounts: new Accounts(parts), bots: new Bots(parts), rooms, messages: new Messages(parts), search }
}
