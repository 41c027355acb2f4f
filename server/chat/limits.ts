/**
 * The limits on work: how much of it one person or one network may ask for. `rate-limiter.ts` enforces them.
 *
 * To add a kind of work, add an entry to WORK, and call `limits.take(kind, payer)` where the work is about to be done,
 * after checks that cost nothing. Give it a quota of its own (an entry in LIMITS, and a variable in `config.ts`) only if
 * it leaves something behind, such as rooms or messages: what merely takes time is limited by its cost.
 */

/** At most so many points in so many seconds. */
export interface Limit {
  readonly points: number
  readonly seconds: number
}

/** The defaults. An environment variable replaces each of them; docs/operating.md lists them. */
export const LIMITS = {
  /** All work of one person, over HTTP and all sockets together. A point is about a millisecond of the server's time. */
  person: { points: 3_000, seconds: 15 },
  /** All work for one network of people who are not signed in. */
  network: { points: 3_000, seconds: 15 },
  /** Messages that one person sends, edits and deletes: 20 a second, 100 at once. */
  writes: { points: 100, seconds: 5 },
  rooms: { points: 20, seconds: 3_600 },
  bots: { points: 40, seconds: 3_600 },
  /** Attempts to sign in from one network, or on one device that the account was used on before. */
  signIns: { points: 300, seconds: 60 },
  /** Sign-ups from one network, whether or not they are refused. */
  signUps: { points: 100, seconds: 3_600 },
} satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS
export type Limits = Readonly<Record<LimitName, Limit>>

/** Wrong passwords that are allowed in a quarter of an hour. */
export interface SignInLimits {
  /** For one account, from one network; and for one account, on a device that it was used on before. */
  readonly perAccount: number
  /** For one account, from all networks together. */
  readonly perAccountInAll: number
  /** From one network, for whatever accounts. */
  readonly perNetwork: number
}

/** The defaults, which environment variables replace as well. */
export const FAILED_SIGN_INS: SignInLimits = { perAccount: 10, perAccountInAll: 50, perNetwork: 100 }

/** How many people may wait for a password to be hashed, in each process. */
export interface MostWaiting {
  readonly sign_in: number
  readonly sign_up: number
}

/** The defaults. With them, the last in the queue waits for about two seconds. */
export const MOST_WAITING: MostWaiting = { sign_in: 100, sign_up: 50 }

interface Price {
  /** Points of all the work of a person or network. */
  readonly cost: number
  /** The quota that this kind of work counts towards, and how many points; 1 unless stated. */
  readonly quota?: Exclude<LimitName, 'person' | 'network'>
  readonly units?: number
  /** Tells people why they have to wait. */
  readonly refusal: string
}

const BUSY = 'You are asking for too much at once.'
const WRITES = 'You are sending too fast.'
const SIGN_UPS = 'Too many accounts were requested from your network.'

export const WORK = {
  /** A page, by HTTP or by navigation over a socket. */
  page: { cost: 10, refusal: BUSY },
  /** A page that needs no session, a request of somebody who has none, or a form that costs little by itself. */
  visit: { cost: 4, refusal: 'Too many requests come from you or your network.' },
  /** A request to `/streams`, and each further 32 KiB of its body or answer. */
  stream: { cost: 1, refusal: 'Too much is asked of streams from your network.' },
  socket: { cost: 2, refusal: BUSY },
  join: { cost: 4, refusal: BUSY },
  /** Any event of a view, such as a page of history. What the event does costs more. */
  event: { cost: 2, refusal: BUSY },
  send: { cost: 5, quota: 'writes', refusal: WRITES },
  edit: { cost: 5, quota: 'writes', refusal: WRITES },
  delete: { cost: 5, quota: 'writes', refusal: WRITES },
  /** Reading one message over HTTP. */
  read: { cost: 1, refusal: BUSY },
  /** Each further 32 KiB of the events that follow a log over HTTP. */
  log_events: { cost: 1, refusal: 'You are reading logs too fast.' },
  log_page: { cost: 20, refusal: 'You are reading logs too fast.' },
  search: { cost: 20, refusal: 'You are searching too often.' },
  room: { cost: 20, quota: 'rooms', refusal: 'You have made many rooms.' },
  bot: { cost: 20, quota: 'bots', refusal: 'You have made many bots.' },
  // Apart from all other work for the network: nothing that one machine does may keep the others there from signing in.
  sign_in: { cost: 0, quota: 'signIns', refusal: 'Too many people are signing in from your network.' },
  sign_up: { cost: 0, quota: 'signUps', refusal: SIGN_UPS },
  /** A sign-up whose address is taken tells that the address has an account, so each counts as ten. */
  sign_up_taken: { cost: 0, quota: 'signUps', units: 9, refusal: SIGN_UPS },
} satisfies Record<string, Price>

export type Work = keyof typeof WORK

export function priceOf(work: Work): Price {
  return WORK[work]
}
