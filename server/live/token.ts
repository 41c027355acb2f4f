/**
 * The token in a page: proves at the join that this server rendered the page, of which view, for whom and until when.
 * It is not a session: who may see what is asked anew at every join.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** Signatures that are kept, for those who open page after page and join with each, and again after every break. */
const MOST_SIGNATURES = 10_000

export interface PageClaims {
  /** Path of the live route. */
  readonly view: string
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly expires: number
}

export class PageTokens {
  readonly #secret: string
  /** By what this process has signed; of what browsers send nothing is kept. */
  readonly #signatures = new LRUCache<string, Buffer>({ max: MOST_SIGNATURES })

  constructor(secret: string) {
    this.#secret = secret
  }

  /** A token that says this. */
  sign(claims: PageClaims): string {
    const body = Buffer.from(JSON.stringify([claims.view, claims.subject, claims.expires])).toString('base64url')
    const mac = this.#mac(body)
    this.#signatures.set(body, mac)
    return `${body}.${mac.toString('base64url')}`
  }

  /** The claims, or null when the token is forged, damaged or expired. */
  verify(token: string, now: number): PageClaims | null {
    const [body = '', mac = ''] = token.split('.')
    const expected = this.#mac(body)
    const given = Buffer.from(mac, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    const [view, subject, expires] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, string, number]
    return expires > now ? { view, subject, expires } : null
  }

  /** Keyed apart from whatever else the secret is used for. */
  #mac(body: string): Buffer {
    const known = this.#signatures.get(body)
    if (known) return known
    return createHmac('sha256', this.#secret).update(`live page\0${body}`).digest()
  }
}
