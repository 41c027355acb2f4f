/** Accounts and sessions. */
import { hash, verify } from '@node-rs/argon2'
import { RillError } from '../errors.ts'
import type { Session, User } from './entities.ts'
import { PasswordQueue } from './password-queue.ts'
import { RateLimiter } from './rate-limiter.ts'
import { SignInGuard } from './sign-in-guard.ts'
import type { Store } from './store.ts'
import { emailAddress, password, personName } from './text.ts'
import { hashOf, newToken } from './tokens.ts'

/** argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Milliseconds. */
const SESSION_LENGTH = 30 * 24 * 3_600_000

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
}

export class Accounts {
  readonly #store: Store
  readonly #now: () => number
  readonly #guard: SignInGuard
  readonly #limits: RateLimiter
  readonly #hashing = new PasswordQueue()
  /** Compared with when there is no such account, so that this takes as long as a wrong password. */
  readonly #nobodysHash = hashPassword(newToken())

  constructor({ store, now, guard = new SignInGuard(), limits = new RateLimiter() }: AccountsParts) {
    this.#store = store
    this.#now = now
    this.#guard = guard
    this.#limits = limits
  }

  /**
   * Makes an account; rejects with the fields that are wrong, `conflict` when the address is taken, `rate_limited` after
   * many sign-ups from one network, `unavailable` when too many people sign up at once. `ip` is where the request is from.
   */
  async signUp(input: { name: unknown; email: unknown; password: unknown; ip: string }): Promise<User> {
    const fields = checkAll({
      name: () => personName(input.name),
      email: () => emailAddress(input.email),
      password: () => password(input.password),
    })
    await this.#limits.take('sign_up', input.ip)
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
   * time. After many failures from one place it is `rate_limited`; `unavailable` when too many people sign in at once.
   */
  async signIn(input: { email: unknown; password: unknown; ip: string }): Promise<User> {
    const email = typeof input.email === 'string' ? input.email.toWellFormed().trim().toLowerCase() : ''
    const given = typeof input.password === 'string' ? input.password.normalize('NFKC') : ''
    await this.#limits.take('sign_in', input.ip)
    const user = await this.#guard.attempt(email, input.ip, () => this.#authenticate(email, given))
    if (!user) throw new RillError('unauthenticated', 'The email or the password is not right.')
    return user
  }

  async #authenticate(email: string, given: string): Promise<User | null> {
    const account = await this.#store.users.findByEmail(email)
    const expected = account?.passwordHash ?? (await this.#nobodysHash)
    const matches = await this.#hashing.run('sign_in', () => verify(expected, given))
    return account && matches ? account.user : null
  }

  /** Begins a session; the token is for the cookie, the database keeps only its hash. `expiresAt` in milliseconds. */
  async startSession(user: User): Promise<{ token: string; expiresAt: number }> {
    const token = newToken()
    const at = this.#now()
    const expiresAt = at + SESSION_LENGTH
    await this.#store.sessions.deleteExpired(at)
    await this.#store.sessions.create({ id: hashOf(token), userId: user.id, at, expiresAt })
    return { token, expiresAt }
  }

  findSession(token: string): Promise<Session | null> {
    return this.#store.sessions.find(hashOf(token), this.#now())
  }

  /** Whether the session with this id, which is not its token, has not ended. */
  async sessionStands(id: string): Promise<boolean> {
    return (await this.#store.sessions.find(id, this.#now())) !== null
  }

  endSession(token: string): Promise<void> {
    return this.#store.sessions.delete(hashOf(token))
  }
}

/** Runs every check, and reports all that fail at once. */
function checkAll<Checks extends Record<string, () => string>>(checks: Checks): Record<keyof Checks, string> {
  const values: Record<string, string> = {}
  const errors: Record<string, string> = {}
  for (const [field, check] of Object.entries(checks)) {
    try {
      values[field] = check()
    } catch (error) {
      if (!(error instanceof RillError)) throw error
      Object.assign(errors, error.fields)
    }
  }
  if (Object.keys(errors).length > 0) {
    throw new RillError('invalid_input', Object.values(errors).join(' '), { fields: errors })
  }
  return values as Record<keyof Checks, string>
}
