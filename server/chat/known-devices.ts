/**
 * Remembers, in a cookie of the browser, who has signed in on it, so that guesses of others shut nobody out of the
 * devices that they use (the device cookies of OWASP's authentication guidance). Nothing is kept on the server.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { newToken } from './tokens.ts'

/** People that one browser may be known for. The oldest is forgotten. */
const MOST = 4

export class KnownDevices {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  /**
   * The id under which this browser is known for an email address, to count its failures by; null when it is not known.
   *
   * @param cookie As `remember` made it; anything else is ignored.
   */
  find(cookie: string | undefined, email: string): string | null {
    const known = entriesOf(cookie).find((entry) => this.#isFor(entry, email))
    return known ? known.slice(0, known.indexOf('.')) : null
  }

  /** The cookie of a browser on which somebody with this email address has signed in. */
  remember(cookie: string | undefined, email: string): string {
    const id = newToken()
    const others = entriesOf(cookie).filter((entry) => !this.#isFor(entry, email))
    return [`${id}.${this.#sign(id, email)}`, ...others].slice(0, MOST).join('~')
  }

  #isFor(entry: string, email: string): boolean {
    const [id = '', signature = ''] = entry.split('.')
    const expected = Buffer.from(this.#sign(id, email))
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  #sign(id: string, email: string): string {
    return createHmac('sha256', this.#secret).update(`device ${id} ${email}`).digest('base64url')
  }
}

function entriesOf(cookie = ''): string[] {
  return cookie.split('~', MOST).filter((entry) => entry !== '')
}
