/** Accounts: signing up and in. */
import { hash, verify } from '@node-rs/argon2'
import { fieldError, RillError } from '../errors.ts'
import type { User } from './entities.ts'
import { KnownDevices } from './known-devices.ts'
import { PasswordQueue } from './password-queue.ts'
import { isGuessable } from './password-strength.ts'
import { RateLimiter } from './rate-limiter.ts'
import { SignInGuard } from './sign-in-guard.ts'
import type { Store } from './store.ts'
import { emailAddress, password, personName } from './text.ts'
import { newToken } from './tokens.ts'

/** argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The hash that is kept of a password. */
export function hashPassword(plain: string): Promise<string> {
  return hash(plain, ARGON2)
}

export interface AccountsParts {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly guard?: SignInGuard
  readonly limits?: RateLimiter
  readonly devices?: KnownDevices
  readonly hashing?: PasswordQueue
}

export class Accounts {
  /** The browsers that people have signed in on. */
  readonly devices: KnownDevices
  readonly #store: Store
  readonly #now: () => number
  readonly #guard: SignInGuard
  readonly #limits: RateLimiter
  readonly #hashing: PasswordQueue
  /** Compared with when there is no such account, so that this takes as long as a wrong password. */
  readonly #nobodysHash = hashPassword(newToken())

  constructor({ store, now, guard, limits, devices, hashing }: AccountsParts) {
    this.devices = devices ?? new KnownDevices(newToken())
    this.#store = store
    this.#now = now
    this.#guard = guard ?? new SignInGuard()
    this.#limits = limits ?? new RateLimiter()
    this.#hashing = hashing ?? new PasswordQueue()
  }

  /**
   * Makes an account; rejects with the fields that are wrong, `conflict` when the address is taken, `rate_limited` after
   * many sign-ups from one network, `unavailable` when too many people sign up at once. `ip` is where the request is from.
   */
  async signUp(input: { name: unknown; email: unknown; password: unknown; ip: string }): Promise<User> {
    // Paid for by everybody, whatever is wrong with the form: the checks below look addresses up and try passwords.
    await this.#limits.take('sign_up', input.ip)
    const fields = await checkAll({
      name: () => personName(input.name),
      email: () => this.#freeAddress(input.email, input.ip),
      password: () => hardPassword(input.password, [input.name, input.email]),
    })
    const passwordHash = await this.#hashing.run('sign_up', () => hashPassword(fields.password))
    try {
      return await this.#store.users.create({ name: fields.name, email: fields.email, passwordHash, at: this.#now() })
    } catch (error) {
      if (error instanceof RillError && error.code === 'conflict') await this.#limits.charge('sign_up_taken', input.ip)
      throw error
    }
  }

  /**
   * The person with this address and password. Whichever of the two is wrong, the answer is the same, after the same
   * time. After many failures it is `rate_limited`; `unavailable` when too many people sign in at once.
   *
   * @param input `device`: the cookie by which a browser shows who has signed in on it (`devices`).
   */
  async signIn(input: { email: unknown; password: unknown; ip: string; device?: string | undefined }): Promise<User> {
    const email = typeof input.email === 'string' ? input.email.toWellFormed().trim().toLowerCase() : ''
    const device = this.devices.find(input.device, email)
    const given = typeof input.password === 'string' ? input.password.normalize('NFKC') : ''
    const user = await this.#guard.attempt({ email, ip: input.ip, device }, async () => {
      // A known device counts by itself, so that its neighbours cannot shut it out. What the guard refuses costs nothing.
      await this.#limits.take('sign_in', device === null ? input.ip : `device ${device}`)
      return await this.#authenticate(email, given)
    })
    if (!user) throw new RillError('unauthenticated', 'Wrong email or password.')
    return user
  }

  /**
   * An address without an account. It is looked up before anything is created, so that a form is refused once, with all
   * that is wrong with it.
   */
  async #freeAddress(input: unknown, ip: string): Promise<string> {
    const email = emailAddress(input)
    if ((await this.#store.users.findByEmail(email)) === null) return email
    await this.#limits.charge('sign_up_taken', ip)
    throw fieldError('email', 'There is an account with this address.', 'conflict')
  }

  async #authenticate(email: string, given: string): Promise<User | null> {
    const account = await this.#store.users.findByEmail(email)
    const expected = account?.passwordHash ?? (await this.#nobodysHash)
    const matches = await this.#hashing.run('sign_in', () => verify(expected, given))
    return account && matches ? account.user : null
  }
}

/** A password that others do not guess first; `own` is what they know of the person. */
async function hardPassword(input: unknown, own: readonly unknown[]): Promise<string> {
  const given = password(input)
  if (
    !(await isGuessable(
      given,
      own.filter((text) => typeof text === 'string'),
    ))
  )
    return given
  throw fieldError('password', 'This password is easy to guess. A few unrelated words make a good one.')
}

/** Runs every check, and reports all fields that are wrong at once. Any other refusal is thrown as it comes. */
async function checkAll<Checks extends Record<string, () => string | Promise<string>>>(
  checks: Checks,
): Promise<Record<keyof Checks, string>> {
  const values: Record<string, string> = {}
  const refusals: RillError[] = []
  for (const [field, check] of Object.entries(checks)) {
    try {
      values[field] = await check()
    } catch (error) {
      if (!(error instanceof RillError) || Object.keys(error.fields).length === 0) throw error
      refusals.push(error)
    }
  }
  if (refusals.length === 1) throw refusals[0]
  if (refusals.length > 1) {
    const fields = Object.assign({}, ...refusals.map((refusal) => refusal.fields))
    throw new RillError('invalid_input', Object.values(fields).join(' '), { fields })
  }
  return values as Record<keyof Checks, string>
}
