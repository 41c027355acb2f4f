/** The chat as the views use it. */
import { Accounts, type AccountsParts } from './accounts.ts'
import { Bots } from './bots.ts'
import { type DomainParts, Messages } from './messages.ts'
import { RateLimiter } from './rate-limiter.ts'
import { Rooms } from './rooms.ts'
import { Search } from './search.ts'
import { Sessions } from './sessions.ts'

export interface Chat {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly bots: Bots
  readonly rooms: Rooms
  readonly messages: Messages
  readonly search: Search
  /** For work that is done outside of the domain, such as rendering pages. */
  readonly limits: RateLimiter
}

export type ChatParts = DomainParts & Pick<AccountsParts, 'guard' | 'devices' | 'hashing'>

/** All parts count towards the same limits. */
export function createChat({ limits = new RateLimiter(), ...rest }: ChatParts): Chat {
  const parts = { ...rest, limits }
  const rooms = new Rooms(parts)
  return {
    ...{
      accounts: new Accounts(parts),
      sessions: new Sessions(parts),
      bots: new Bots(parts),
      rooms,
      messages: new Messages(parts),
    },
    ...{ search: new Search({ ...parts, rooms }), limits },
  }
}
